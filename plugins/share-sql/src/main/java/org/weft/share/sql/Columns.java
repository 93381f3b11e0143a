/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** How values stand in columns. */
final class Columns {

    private static final long MICROS_A_SECOND = 1_000_000;
    private static final long NANOS_A_MICRO = 1_000;

    private Columns() {}

    /** Microseconds since 1970; a moment that does not fit is as far away as fits. */
    static long micros(Instant moment) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
        } catch (ArithmeticException far) {
            return moment.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    static Instant moment(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_A_SECOND), Math.floorMod(micros, MICROS_A_SECOND) * NANOS_A_MICRO);
    }

    static String rights(Rights rights) {
        return rights.toSet().stream().map(Right::name).collect(Collectors.joining(" "));
    }

    /** Rights that this version does not know are left out: a share never gives more than it says. */
    static Rights rights(String text) {
        Set<Right> known = EnumSet.noneOf(Right.class);
        Set<String> words = words(text);
        for (Right right : Right.values()) {
            if (words.contains(right.name())) {
                known.add(right);
            }
        }
        return Rights.of(known.toArray(new Right[0]));
    }

    static String words(Set<String> words) {
        return String.join(" ", new TreeSet<>(words));
    }

    static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }

    static String map(Map<String, String> map) {
        return map.entrySet().stream()
                .map(entry -> escaped(entry.getKey()) + "=" + escaped(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    static Map<String, String> map(String text) {
        Map<String, String> map = new LinkedHashMap<>();
        if (!text.isEmpty()) {
            for (String pair : text.split("&")) {
                int equals = pair.indexOf('=');
                map.put(plain(pair.substring(0, equals)), plain(pair.substring(equals + 1)));
            }
        }
        return map;
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String plain(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
