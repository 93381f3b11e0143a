/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.spi.storage.Checksum;

/** How values are written as text and numbers, in the database and in records. */
final class ValueCodec {

    private ValueCodec() {}

    /** Digests as {@code SHA1:hex,ADLER32:hex}. */
    static String checksums(List<Checksum> checksums) {
        StringBuilder text = new StringBuilder();
        for (Checksum each : checksums) {
            if (!text.isEmpty()) {
                text.append(',');
            }
            text.append(each.algorithm().name()).append(':').append(each.hex());
        }
        return text.toString();
    }

    static List<Checksum> checksums(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        List<Checksum> checksums = new ArrayList<>(3);
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf(',', start);
            end = end < 0 ? text.length() : end;
            int colon = text.indexOf(':', start);
            if (colon > start && colon < end) {
                Optional<Checksum.Algorithm> algorithm = Checksum.Algorithm.named(text.substring(start, colon));
                if (algorithm.isPresent()) {
                    checksums.add(new Checksum(algorithm.get(), text.substring(colon + 1, end)));
                }
            }
            start = end + 1;
        }
        return checksums;
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
