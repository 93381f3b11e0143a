/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.weft.kernel.http.HttpExchange;
import org.weft.spi.WeftException.InvalidArgument;

/** The headers of WebDAV requests, read strictly: what is malformed is refused. */
final class DavHeaders {

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration USUAL = Duration.ofHours(1);

    private DavHeaders() {}

    /** How deep a request goes. */
    enum Depth {
        ZERO,
        ONE,
        INFINITY
    }

    /** The {@code Depth}; infinity where there is none (RFC 4918, section 10.2). */
    static Depth depth(HttpExchange exchange) {
        Optional<String> header = exchange.header("Depth");
        if (header.isEmpty()) {
            return Depth.INFINITY;
        }
        return switch (header.get().strip().toLowerCase(Locale.ROOT)) {
            case "0" -> Depth.ZERO;
            case "1" -> Depth.ONE;
            case "infinity" -> Depth.INFINITY;
            default -> throw new InvalidArgument("Depth is 0, 1 or infinity, not '" + header.get() + "'");
        };
    }

    /** The {@code Depth} of a request that goes either 0 or all the way. */
    static boolean isDeep(HttpExchange exchange) {
        return switch (depth(exchange)) {
            case ZERO -> false;
            case ONE -> throw new InvalidArgument("Depth 1 has no meaning with " + exchange.method());
            case INFINITY -> true;
        };
    }

    /** The {@code Overwrite}; true where there is none. */
    static boolean overwrite(HttpExchange exchange) {
        Optional<String> header = exchange.header("Overwrite");
        if (header.isEmpty()) {
            return true;
        }
        return switch (header.get().strip()) {
            case "T", "t" -> true;
            case "F", "f" -> false;
            default -> throw new InvalidArgument("Overwrite is T or F, not '" + header.get() + "'");
        };
    }

    /** The first {@code Timeout} that is understood, cut to a day; an hour where there is none. */
    static Duration timeout(HttpExchange exchange) {
        Optional<String> header = exchange.header("Timeout");
        if (header.isEmpty()) {
            return USUAL;
        }
        for (String part : header.get().split(",", -1)) {
            String wish = part.strip();
            if (wish.equalsIgnoreCase("Infinite")) {
                return LONGEST;
            }
            if (wish.regionMatches(true, 0, "Second-", 0, 7)) {
                return seconds(wish.substring(7));
            }
        }
        throw new InvalidArgument("Timeout is Infinite or Second-N, not '" + header.get() + "'");
    }

    private static Duration seconds(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new InvalidArgument("Timeout counts whole seconds, not '" + digits + "'");
        }
        long seconds = digits.length() > 9 ? Long.MAX_VALUE : Long.parseLong(digits);
        return seconds > LONGEST.toSeconds() ? LONGEST : Duration.ofSeconds(Math.max(seconds, 1));
    }

    /** The time that a file shall bear: {@code X-OC-Mtime}, seconds since 1970, perhaps with a fraction. */
    static Optional<Instant> mtime(HttpExchange exchange) {
        Optional<String> header = exchange.header("X-OC-Mtime");
        return header.map(text -> mtime("X-OC-Mtime", text.strip()));
    }

    /**
     * Reads a number of seconds since 1970.
     *
     * @param what names it
     */
    static Instant mtime(String what, String text) {
        int dot = text.indexOf('.');
        String whole = dot < 0 ? text : text.substring(0, dot);
        String fraction = dot < 0 ? "" : text.substring(dot + 1);
        try {
            long nanos = fraction.isEmpty() ? 0 : Long.parseLong((fraction + "000000000").substring(0, 9));
            if (nanos < 0 || whole.length() > 12) {
                throw new NumberFormatException(text);
            }
            return Instant.ofEpochSecond(Long.parseLong(whole), nanos);
        } catch (NumberFormatException malformed) {
            throw new InvalidArgument(what + " is a number of seconds since 1970, not '" + text + "'");
        }
    }
}
