/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The written forms of a duration: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 12h}, {@code 7d}, {@code 1h30m}, {@code PT1H30M}. */
final class Durations {

    private static final Pattern PART = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,12}(?:ms|s|m|h|d))+");

    private Durations() {}

    /**
     * @throws IllegalArgumentException when the text is no duration
     */
    static Duration parse(String text) {
        String folded = text.strip().toLowerCase(Locale.ROOT);
        if (folded.startsWith("p")) {
            try {
                return Duration.parse(folded);
            } catch (DateTimeParseException wrong) {
                throw new IllegalArgumentException("write a duration like 30s, 5m, 12h or PT1H30M", wrong);
            }
        }
        if (!WHOLE.matcher(folded).matches()) {
            throw new IllegalArgumentException("write a duration like 500ms, 30s, 5m, 12h or 7d");
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(folded);
        while (part.find()) {
            sum = sum.plus(part(Long.parseLong(part.group(1)), part.group(2)));
        }
        return sum;
    }

    private static Duration part(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
