/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.Locale;
import java.util.Optional;

/**
 * A digest of a file's content.
 *
 * @param algorithm which
 * @param hex the digest in lower-case hexadecimal; ADLER32 always has 8 digits
 */
public record Checksum(Algorithm algorithm, String hex) {

    public Checksum {
        hex = hex.toLowerCase(Locale.ROOT);
    }

    /** The algorithms that sync clients and CS3 know. */
    public enum Algorithm {
        SHA1,
        MD5,
        ADLER32,
        SHA256;

        /** The algorithm of a name in any of the spellings {@code SHA1}, {@code sha-1}, {@code adler32}. */
        public static Optional<Algorithm> named(String name) {
            return switch (name.toUpperCase(Locale.ROOT).replace("-", "")) {
                case "SHA1" -> Optional.of(SHA1);
                case "MD5" -> Optional.of(MD5);
                case "ADLER32" -> Optional.of(ADLER32);
                case "SHA256" -> Optional.of(SHA256);
                default -> Optional.empty();
            };
        }
    }
}
