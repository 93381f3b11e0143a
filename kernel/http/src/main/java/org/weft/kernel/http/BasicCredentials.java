/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;

/** User name and password as HTTP's Basic scheme sends them (RFC 7617). */
public final class BasicCredentials {

    private static final String SCHEME = "Basic ";

    private BasicCredentials() {}

    /**
     * Those of a request; empty when it shows none, or something else.
     *
     * @throws Unauthenticated when they are malformed
     */
    public static Optional<Credentials> of(HttpExchange exchange) {
        return exchange.header("Authorization")
                .filter(BasicCredentials::isBasic)
                .map(header -> parse(header.substring(SCHEME.length()).strip()));
    }

    static boolean isBasic(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    static Credentials parse(String value) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new Unauthenticated("the Basic credentials are not base64");
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw new Unauthenticated("the Basic credentials hold no colon");
        }
        return new Credentials("basic", pair.substring(0, colon), pair.substring(colon + 1));
    }
}
