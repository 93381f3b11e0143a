/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Ids and etags: 96 random bits, which never come twice. None begins with {@code -}, which programs of the command line
 * would take for an option. Thread-safe.
 */
final class Tokens {

    /** What base64url writes as {@code -}. */
    private static final int DASH = 62;

    private final SecureRandom random = new SecureRandom();

    String fresh() {
        byte[] bits = new byte[12];
        do {
            random.nextBytes(bits);
        } while ((bits[0] & 0xff) >> 2 == DASH);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
