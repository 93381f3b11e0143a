/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * The tokens that applications show: a session and one resource, signed. They hold no right of their own: what the session
 * may do is kept and judged here. Thread-safe.
 */
final class AppTokens {

    private static final int LONGEST = 4096;
    private static final String ALGORITHM = "HmacSHA256";
    private static final String VERSION = "a1.";

    private final SecretKeySpec key;

    AppTokens(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * What a token says.
     *
     * @param session the session's id
     * @param node the one resource it is good for
     */
    record Shown(String session, ResourceId node) {}

    String write(String session, ResourceId node) {
        String payload = VERSION + encoded((session + ' ' + node).getBytes(StandardCharsets.UTF_8));
        return payload + '.' + encoded(signature(payload));
    }

    /** What a token says; empty when it was not made here. */
    Optional<Shown> read(String token) {
        int dot = token.lastIndexOf('.');
        if (token.length() > LONGEST || !token.startsWith(VERSION) || dot < VERSION.length()) {
            return Optional.empty();
        }
        String payload = token.substring(0, dot);
        byte[] shown = token.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        byte[] right = encoded(signature(payload)).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(shown, right)) {
            return Optional.empty();
        }
        String text =
                new String(Base64.getUrlDecoder().decode(payload.substring(VERSION.length())), StandardCharsets.UTF_8);
        int space = text.indexOf(' ');
        try {
            return Optional.of(new Shown(text.substring(0, space), ResourceId.parse(text.substring(space + 1))));
        } catch (InvalidArgument odd) {
            return Optional.empty();
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] signature(String payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(payload.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, missing);
        }
    }
}
