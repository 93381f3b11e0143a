/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code secret} of a users.json row, in whichever form it is kept. Its text form shows nothing. */
sealed interface StoredSecret {

    /** Whether this is the secret, in a time that does not depend on how much of it is right. */
    boolean matches(byte[] secret, SlowHashes hashes);

    /** Recognises the form by its prefix; what looks like no hash is the secret itself. */
    static StoredSecret parse(String text) {
        if (text.isEmpty()) {
            return new Unusable("the account has no secret");
        }
        if (text.startsWith("$argon2")) {
            return Argon2.parse(text);
        }
        Matcher bcrypt = Bcrypt.FORM.matcher(text);
        if (bcrypt.matches()) {
            int cost = Integer.parseInt(bcrypt.group(1));
            return cost >= 4 && cost <= Bcrypt.MAX_COST
                    ? new Bcrypt(text)
                    : new Unusable("the bcrypt hash has a cost outside 4 to " + Bcrypt.MAX_COST);
        }
        // Taking another tool's hash for a plain secret would make the hash itself the password.
        if (Unusable.OTHER_HASH.matcher(text).matches()) {
            return new Unusable("the secret is a hash of an unknown or malformed kind; use bcrypt or argon2");
        }
        return new Plain(sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Kept in clear in the file. Compared by digest, which also hides its length.
     *
     * @param digest of the secret
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared but in constant time
    record Plain(byte[] digest) implements StoredSecret {
        @Override
        public boolean matches(byte[] secret, SlowHashes hashes) {
            return MessageDigest.isEqual(digest, sha256(secret));
        }

        @Override
        public String toString() {
            return "plain";
        }
    }

    /**
     * A bcrypt hash.
     *
     * @param hash {@code $2a$}, {@code $2b$} or {@code $2y$}
     */
    record Bcrypt(String hash) implements StoredSecret {
        static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

        /** Two to the power of 16 rounds take seconds; more would be a way to stop the server. */
        static final int MAX_COST = 16;

        @Override
        public boolean matches(byte[] secret, SlowHashes hashes) {
            return hashes.bcrypt(hash, secret);
        }

        @Override
        public String toString() {
            return "bcrypt";
        }
    }

    /**
     * An Argon2 hash.
     *
     * @param parameters how it was made
     * @param hash the hash
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared but in constant time
    record Argon2Hash(Argon2 parameters, byte[] hash) implements StoredSecret {
        @Override
        public boolean matches(byte[] secret, SlowHashes hashes) {
            return MessageDigest.isEqual(hash, hashes.argon2(parameters, secret));
        }

        @Override
        public String toString() {
            return "argon2";
        }
    }

    /**
     * Nobody can sign in with it.
     *
     * @param reason for the log
     */
    record Unusable(String reason) implements StoredSecret {
        static final Pattern OTHER_HASH =
                Pattern.compile("\\$(?:[0-9]|2.?|y|gy|md5|sha1|scrypt|pbkdf2[a-z0-9-]*|apr1)\\$.*");

        @Override
        public boolean matches(byte[] secret, SlowHashes hashes) {
            return false;
        }
    }
}
