/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

/** The slow hash functions. Thread-safe. */
interface SlowHashes {

    /**
     * Whether a bcrypt hash is the secret's; compared in constant time.
     *
     * @param hash in the modular crypt form, checked to be one
     * @param secret UTF-8; bcrypt looks at the first 72 bytes
     */
    boolean bcrypt(String hash, byte[] secret);

    /** The Argon2 hash of a secret, as long as {@code parameters} says. */
    byte[] argon2(Argon2 parameters, byte[] secret);
}
