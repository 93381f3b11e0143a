/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.weft.spi.WeftException.InvalidArgument;

/** A secret that signs tokens, and the id by which a token says which secret signed it. Immutable. */
public final class SigningKey {

    /** The bytes of a generated secret; as many as the digest has. */
    public static final int GENERATED_BYTES = 32;

    private final String kid;
    private final byte[] secret;

    /**
     * @param kid 1 to 64 visible ASCII characters; no secret, since every token shows it
     * @param secret at least one byte
     */
    public SigningKey(String kid, byte[] secret) {
        if (kid.isEmpty() || kid.length() > 64 || !kid.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new InvalidArgument("the id of a signing key is 1 to 64 visible ASCII characters");
        }
        if (secret.length == 0) {
            throw new InvalidArgument("a signing key of no bytes would sign nothing");
        }
        this.kid = kid;
        this.secret = secret.clone();
    }

    /** A new key with a random id and secret. */
    public static SigningKey generate(SecureRandom random) {
        byte[] id = new byte[8];
        byte[] secret = new byte[GENERATED_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new SigningKey(HexFormat.of().formatHex(id), secret);
    }

    /** The id that tokens carry in their header. */
    public String kid() {
        return kid;
    }

    /** A copy of the secret, for whoever stores it. */
    public byte[] secret() {
        return secret.clone();
    }

    /**
     * The secret, filled with zero bytes up to the length that the JWT library insists on. HMAC fills a short key in
     * the same way, so signatures are the same, and a secret shared with older servers may be short.
     */
    byte[] padded() {
        return Arrays.copyOf(secret, Math.max(secret.length, GENERATED_BYTES));
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "key " + kid;
    }
}
