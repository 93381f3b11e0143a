/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The cookies of our own pages. Over TLS their names begin with {@code __Host-}, by which a browser promises that no other
 * host and no plain connection has set them. Scripts never see them, and other sites can't send them along with a form.
 */
public final class SessionCookie {

    /** The secret of a session of who is signed in. */
    public static final String SESSION = "weft-session";
    /** Of somebody on the way to a provider. */
    public static final String LEAVING = "weft-leaving";

    private SessionCookie() {}

    private static String name(HttpExchange exchange, String cookie) {
        return exchange.isSecure() ? "__Host-" + cookie : cookie;
    }

    /** The value that a browser shows; empty when it shows none. */
    public static Optional<String> find(HttpExchange exchange, String cookie) {
        String name = name(exchange, cookie) + '=';
        for (String line : exchange.headers("Cookie")) {
            for (String pair : line.split("[;,]", -1)) {
                String text = pair.strip();
                if (text.startsWith(name) && text.length() < 4096) {
                    return Optional.of(text.substring(name.length()));
                }
            }
        }
        return Optional.empty();
    }

    /** Gives it to the browser. */
    public static void set(HttpExchange exchange, String cookie, String value, Instant now, Instant expires) {
        long seconds =
                Math.max(1, Duration.between(now, expires).plusMillis(999).toSeconds());
        exchange.cookie(name(exchange, cookie) + '=' + value + "; Path=/; Max-Age=" + seconds + attributes(exchange));
    }

    /** Takes it away again. */
    public static void clear(HttpExchange exchange, String cookie) {
        exchange.cookie(name(exchange, cookie) + "=; Path=/; Max-Age=0" + attributes(exchange));
    }

    private static String attributes(HttpExchange exchange) {
        return "; HttpOnly; SameSite=Lax" + (exchange.isSecure() ? "; Secure" : "");
    }
}
