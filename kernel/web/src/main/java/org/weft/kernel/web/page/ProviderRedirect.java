/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.weft.spi.auth.BrowserSignIn.Departure;

/**
 * A browser on its way to a provider: a cookie that holds a secret, the provider's name and where to go then. State, nonce
 * and the verifier of PKCE are made of the whole cookie, so nothing needs to be kept here, and none of the three tells
 * another.
 *
 * @param cookie the cookie's value
 * @param source the provider's name in the configuration
 * @param back where to go when somebody has signed in
 */
record ProviderRedirect(String cookie, String source, String back) {

    static ProviderRedirect to(String source, String back, String secret) {
        return new ProviderRedirect(secret + '.' + encode(source) + '.' + encode(back), source, back);
    }

    /** What a browser shows that comes back; empty when it is none of ours. */
    static Optional<ProviderRedirect> of(String cookie) {
        String[] parts = cookie.split("\\.", -1);
        if (parts.length != 3 || parts[0].length() != 43) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProviderRedirect(cookie, decode(parts[1]), ReturnPath.of(decode(parts[2]))));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String text) {
        return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }

    Departure departure(URI callback) {
        return new Departure(callback, made("state"), made("nonce"), made("verifier"));
    }

    /** Whether an answer is one to this departure. */
    boolean isAnsweredBy(String state) {
        return MessageDigest.isEqual(
                made("state").getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8));
    }

    private String made(String what) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest((what + ':' + cookie).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Tells no secret. */
    @Override
    public String toString() {
        return "Leaving[" + source + "]";
    }
}
