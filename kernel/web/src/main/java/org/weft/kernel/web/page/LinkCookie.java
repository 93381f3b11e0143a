/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.sharing.link.LinkCredential;
import org.weft.kernel.sharing.link.LinkSignatures.Signature;

/**
 * Remembers in the browser that somebody knew the password of a link: a signature that lasts half an hour and is for this
 * link alone. Nothing is kept here, and a new password ends it.
 */
final class LinkCookie {

    private static final String NAME = "weft-link";

    private LinkCookie() {}

    /** What the browser shows for the link at hand. */
    static LinkCredential key(HttpExchange exchange) {
        for (String line : exchange.headers("Cookie")) {
            for (String pair : line.split("[;,]", -1)) {
                String cookie = pair.strip();
                if (cookie.startsWith(NAME + '=')) {
                    Optional<LinkCredential> key = parse(cookie.substring(NAME.length() + 1));
                    if (key.isPresent()) {
                        return key.get();
                    }
                }
            }
        }
        return LinkCredential.none();
    }

    private static Optional<LinkCredential> parse(String value) {
        int dot = value.indexOf('.');
        if (dot <= 0 || value.length() > 200) {
            return Optional.empty();
        }
        try {
            Instant expires = Instant.ofEpochSecond(Long.parseLong(value.substring(dot + 1)));
            return Optional.of(new LinkCredential.Signed(new Signature(value.substring(0, dot), expires)));
        } catch (NumberFormatException | DateTimeException malformed) {
            return Optional.empty();
        }
    }

    /** @param path below which the browser shows it */
    static void set(HttpExchange exchange, String path, Signature signature, Instant now) {
        long seconds = Math.max(1, Duration.between(now, signature.expires()).toSeconds());
        exchange.header(
                "Set-Cookie",
                NAME + '=' + signature.text() + '.' + signature.expires().getEpochSecond() + "; Path=" + path
                        + "; Max-Age=" + seconds + "; HttpOnly; SameSite=Lax"
                        + (exchange.isSecure() ? "; Secure" : ""));
    }
}
