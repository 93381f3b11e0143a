/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The claims about a person, of a token or of the provider's answers. */
record Fields(Map<String, Object> claims) {

    private static final int LONGEST = 1024;
    private static final int MOST = 2000;
    private static final long LATEST = 253_402_300_800L;

    /** A claim by its name; where there is none of the whole name, dots lead into objects. */
    private @Nullable Object value(String name) {
        if (claims.containsKey(name)) {
            return claims.get(name);
        }
        Object here = claims;
        for (String step : name.split("\\.", -1)) {
            here = here instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return here;
    }

    /** A text, or a number as text; empty when there is none, or an endless one. */
    Optional<String> text(String name) {
        Object value = value(name);
        String text = value instanceof String || value instanceof Long || value instanceof Integer
                ? String.valueOf(value).strip()
                : "";
        return Optional.of(text).filter(found -> !found.isEmpty() && found.length() <= LONGEST);
    }

    List<String> texts(String name) {
        Object value = value(name);
        List<?> all = value instanceof List<?> list ? list : value instanceof String one ? List.of(one) : List.of();
        List<String> texts = new ArrayList<>();
        for (Object entry : all) {
            if (entry instanceof String text && !text.isBlank() && text.length() <= LONGEST && texts.size() < MOST) {
                texts.add(text);
            }
        }
        return texts;
    }

    boolean isTrue(String name) {
        Object value = value(name);
        return Boolean.TRUE.equals(value) || "true".equals(value);
    }

    /** A point in time: a date, or the seconds since 1970. */
    Optional<Instant> time(String name) {
        if (value(name) instanceof Date date) {
            return Optional.of(date.toInstant());
        }
        OptionalLong seconds = number(name);
        return seconds.isPresent() && seconds.getAsLong() >= 0 && seconds.getAsLong() < LATEST
                ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
                : Optional.empty();
    }

    OptionalLong number(String name) {
        Object value = value(name);
        if (value instanceof Number number) {
            return OptionalLong.of(number.longValue());
        }
        try {
            return value instanceof String text ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        } catch (NumberFormatException none) {
            return OptionalLong.empty();
        }
    }
}
