/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.security.SecureRandom;
import java.util.Base64;

/** Ids and etags: 96 random bits, which never come twice. Thread-safe. */
final class Tokens {

    private final SecureRandom random = new SecureRandom();

    String fresh() {
        byte[] bits = new byte[12];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
