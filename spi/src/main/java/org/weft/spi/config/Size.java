/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written {@code 512}, {@code 64KiB}, {@code 10MB}, {@code 2 GiB}.
 *
 * @param bytes 0 or more
 */
public record Size(long bytes) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([kmgtp]?)(i?)b?", Pattern.CASE_INSENSITIVE);

    public Size {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative");
        }
    }

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException when the text is no size or too large
     */
    public static Size parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write a size like 512, 64KiB, 10MB or 2GiB");
        }
        long unit = matcher.group(3).isEmpty() ? 1000 : 1024;
        int power = " kmgtp"
                .indexOf((matcher.group(2) + " ").toLowerCase(Locale.ROOT).charAt(0));
        long bytes = Long.parseLong(matcher.group(1));
        try {
            for (int i = 0; i < power; i++) {
                bytes = Math.multiplyExact(bytes, unit);
            }
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("the size is larger than 8 EiB", tooLarge);
        }
        return new Size(bytes);
    }

    @Override
    public String toString() {
        String[] units = {"", "KiB", "MiB", "GiB", "TiB", "PiB"};
        int unit = 0;
        long value = bytes;
        while (value != 0 && value % 1024 == 0 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return value + units[unit];
    }
}
