/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.weft.spi.WeftException.OutOfRange;
import org.weft.spi.storage.ReadSpec.Span;

/**
 * The parts that a {@code Range} header asks for (RFC 9110, section 14.2). What is malformed, or asks for more parts
 * than {@link #MOST} or for parts that overlap or go backwards, is passed over, so that no request makes the server
 * send more than the file.
 */
final class RangeHeader {

    /** How many parts one request may ask for. */
    static final int MOST = 16;

    private RangeHeader() {}

    /**
     * Reads a header for a file of a known size.
     *
     * @return the parts; empty for the whole file
     * @throws OutOfRange when none of the parts lies in the file
     */
    static List<Span> parse(String header, long size) {
        String text = header.strip();
        if (!text.toLowerCase(Locale.ROOT).startsWith("bytes=")) {
            return List.of();
        }
        String[] parts = text.substring(6).split(",", -1);
        if (parts.length > MOST) {
            return List.of();
        }
        List<Span> spans = new ArrayList<>();
        for (String part : parts) {
            Optional<Part> read = Part.parse(part.strip());
            if (read.isEmpty()) {
                return List.of();
            }
            read.get().in(size).ifPresent(spans::add);
        }
        if (spans.isEmpty()) {
            throw new OutOfRange("none of the ranges '" + header + "' lies in the file of " + size + " bytes", size);
        }
        return isAscending(spans) ? spans : List.of();
    }

    private static boolean isAscending(List<Span> spans) {
        long end = 0;
        for (Span span : spans) {
            if (span.offset() < end) {
                return false;
            }
            end = span.offset() + span.length();
        }
        return true;
    }

    /**
     * One part as it was written.
     *
     * @param first -1 when only the last bytes are counted
     * @param last the last byte, or how many of the last bytes; -1 for up to the end
     */
    private record Part(long first, long last) {

        static Optional<Part> parse(String text) {
            int dash = text.indexOf('-');
            if (dash < 0) {
                return Optional.empty();
            }
            Optional<Long> first = number(text.substring(0, dash).strip());
            Optional<Long> last = number(text.substring(dash + 1).strip());
            boolean suffix = dash == 0;
            boolean open = dash == text.length() - 1;
            if ((!suffix && first.isEmpty()) || (!open && last.isEmpty()) || (suffix && open)) {
                return Optional.empty();
            }
            Part part = new Part(first.orElse(-1L), last.orElse(-1L));
            return !suffix && !open && part.last < part.first ? Optional.empty() : Optional.of(part);
        }

        private static Optional<Long> number(String digits) {
            if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.empty();
            }
            return Optional.of(Long.parseLong(digits));
        }

        Optional<Span> in(long size) {
            if (first < 0) {
                long length = Math.min(last, size);
                return length == 0 ? Optional.empty() : Optional.of(new Span(size - length, length));
            }
            if (first >= size) {
                return Optional.empty();
            }
            long end = last < 0 ? size : Math.min(last + 1, size);
            return Optional.of(new Span(first, end - first));
        }
    }
}
