/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.weft.kernel.http.HttpExchange;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Checksum.Algorithm;

/** The checksums that a request declares, in all the ways clients have; algorithms that nobody here knows are passed over. */
final class ChecksumHeaders {

    private ChecksumHeaders() {}

    static List<Checksum> declared(HttpExchange exchange) {
        List<Checksum> declared = new ArrayList<>();
        exchange.header("OC-Checksum").ifPresent(text -> add(declared, text, ':'));
        exchange.header("Upload-Checksum").ifPresent(text -> add(declared, text, ' '));
        exchange.header("Content-MD5").ifPresent(text -> add(declared, "MD5=" + text.strip(), '='));
        for (String name : List.of("Digest", "Content-Digest", "Repr-Digest")) {
            for (String line : exchange.headers(name)) {
                for (String one : line.split(",", -1)) {
                    add(declared, one, '=');
                }
            }
        }
        return declared;
    }

    /** A checksum as {@code SHA1:hex}, or with another separator; empty for an algorithm that is not known. */
    static Optional<Checksum> parse(String text, char separator) {
        List<Checksum> parsed = new ArrayList<>();
        add(parsed, text, separator);
        return parsed.stream().findFirst();
    }

    private static void add(List<Checksum> declared, String text, char separator) {
        String stripped = text.strip();
        int at = stripped.indexOf(separator);
        if (at <= 0) {
            throw new InvalidArgument("a checksum looks like SHA1:hex, not '" + text + "'");
        }
        Optional<Algorithm> algorithm = algorithm(stripped.substring(0, at));
        if (algorithm.isPresent()) {
            declared.add(checksum(algorithm.get(), stripped.substring(at + 1).strip()));
        }
    }

    private static Optional<Algorithm> algorithm(String name) {
        return name.toLowerCase(Locale.ROOT).equals("sha") ? Optional.of(Algorithm.SHA1) : Algorithm.named(name);
    }

    private static Checksum checksum(Algorithm algorithm, String value) {
        int bytes = switch (algorithm) {
            case SHA1 -> 20;
            case MD5 -> 16;
            case ADLER32 -> 4;
            case SHA256 -> 32;
        };
        if (value.length() <= 2 * bytes && value.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            if (algorithm == Algorithm.ADLER32 || value.length() == 2 * bytes) {
                return new Checksum(algorithm, "0".repeat(2 * bytes - value.length()) + value);
            }
        }
        String base64 = value.length() > 1 && value.startsWith(":") && value.endsWith(":")
                ? value.substring(1, value.length() - 1)
                : value;
        try {
            byte[] decoded = Base64.getDecoder().decode(base64);
            if (decoded.length == bytes) {
                return new Checksum(algorithm, HexFormat.of().formatHex(decoded));
            }
        } catch (IllegalArgumentException malformed) {
            throw new InvalidArgument("'" + value + "' is no " + algorithm + " in hexadecimal or base64");
        }
        throw new InvalidArgument("'" + value + "' is no " + algorithm + " in hexadecimal or base64");
    }
}
