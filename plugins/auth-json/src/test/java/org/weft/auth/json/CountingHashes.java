/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.util.concurrent.atomic.AtomicInteger;

/** The real hash functions, counted. */
final class CountingHashes implements SlowHashes {

    private final SlowHashes hashes = new BouncyHashes();
    final AtomicInteger bcrypts = new AtomicInteger();
    final AtomicInteger argon2s = new AtomicInteger();

    @Override
    public boolean bcrypt(String hash, byte[] secret) {
        bcrypts.incrementAndGet();
        return hashes.bcrypt(hash, secret);
    }

    @Override
    public byte[] argon2(Argon2 parameters, byte[] secret) {
        argon2s.incrementAndGet();
        return hashes.argon2(parameters, secret);
    }

    int all() {
        return bcrypts.get() + argon2s.get();
    }
}
