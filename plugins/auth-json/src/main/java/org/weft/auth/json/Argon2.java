/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How an Argon2 hash (RFC 9106) is made, and its written form {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}.
 *
 * @param variant which of the three
 * @param version 16 or 19
 * @param memory KiB
 * @param iterations passes over the memory
 * @param parallelism lanes
 * @param salt 8 to 64 bytes
 * @param length of the hash in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and seen by this package only
record Argon2(Variant variant, int version, int memory, int iterations, int parallelism, byte[] salt, int length) {

    private static final Pattern FORM =
            Pattern.compile("\\$argon2(id|i|d)\\$(?:v=(16|19)\\$)?m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})"
                    + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,128})");

    /** Larger ones would let one sign-in take the server's memory. */
    private static final int MAX_MEMORY = 256 * 1024;

    private static final int MAX_ITERATIONS = 64;
    private static final int MAX_PARALLELISM = 64;

    enum Variant {
        D,
        I,
        ID
    }

    /** Parameters for a new hash: the first choice of OWASP's password storage advice, about 19 MiB and two passes. */
    static Argon2 fresh(SecureRandom random) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        return new Argon2(Variant.ID, 19, 19 * 1024, 2, 1, salt, 32);
    }

    /** The written form of a hash that was made so. */
    String write(byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2" + variant.name().toLowerCase(Locale.ROOT) + "$v=" + version + "$m=" + memory + ",t="
                + iterations + ",p=" + parallelism + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }

    /** Reads the written form into a secret that can be compared, or says what is wrong with it. */
    static StoredSecret parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return new StoredSecret.Unusable("the argon2 hash is malformed");
        }
        try {
            byte[] salt = Base64.getDecoder().decode(matcher.group(6));
            byte[] hash = Base64.getDecoder().decode(matcher.group(7));
            Argon2 parameters = new Argon2(
                    Variant.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
                    matcher.group(2) == null ? 16 : Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    Integer.parseInt(matcher.group(4)),
                    Integer.parseInt(matcher.group(5)),
                    salt,
                    hash.length);
            return parameters.isWithinLimits()
                    ? new StoredSecret.Argon2Hash(parameters, hash)
                    : new StoredSecret.Unusable(
                            "the argon2 hash asks for more than " + MAX_MEMORY / 1024 + " MiB, " + MAX_ITERATIONS
                                    + " passes or " + MAX_PARALLELISM + " lanes, or for less than Argon2 needs");
        } catch (IllegalArgumentException notBase64) {
            return new StoredSecret.Unusable("the argon2 hash is malformed");
        }
    }

    private boolean isWithinLimits() {
        return iterations >= 1
                && iterations <= MAX_ITERATIONS
                && parallelism >= 1
                && parallelism <= MAX_PARALLELISM
                && memory >= 8 * parallelism
                && memory <= MAX_MEMORY;
    }
}
