/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** The slow hash functions by Bouncy Castle. Each call keeps its memory to itself and computes on its own thread. */
final class BouncyHashes implements SlowHashes {

    @Override
    public boolean bcrypt(String hash, byte[] secret) {
        return OpenBSDBCrypt.checkPassword(hash, secret);
    }

    @Override
    public byte[] argon2(Argon2 parameters, byte[] secret) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(variant(parameters.variant()))
                .withVersion(parameters.version())
                .withMemoryAsKB(parameters.memory())
                .withIterations(parameters.iterations())
                .withParallelism(parameters.parallelism())
                .withSalt(parameters.salt())
                .build());
        byte[] hash = new byte[parameters.length()];
        generator.generateBytes(secret, hash);
        return hash;
    }

    private static int variant(Argon2.Variant variant) {
        return switch (variant) {
            case D -> Argon2Parameters.ARGON2_d;
            case I -> Argon2Parameters.ARGON2_i;
            case ID -> Argon2Parameters.ARGON2_id;
        };
    }
}
