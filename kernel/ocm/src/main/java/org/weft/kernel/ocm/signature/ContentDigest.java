/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.weft.kernel.ocm.signature.InvalidSignature.Reason;
import org.weft.kernel.ocm.signature.StructuredField.Bytes;
import org.weft.kernel.ocm.signature.StructuredField.Item;
import org.weft.kernel.ocm.signature.StructuredField.Member;

/** The header {@code Content-Digest} (RFC 9530). */
public final class ContentDigest {

    private static final Map<String, String> ALGORITHMS = Map.of("sha-256", "SHA-256", "sha-512", "SHA-512");

    private ContentDigest() {}

    /** The header's value for a body. */
    public static String of(byte[] body) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(digest("SHA-256", body)) + ":";
    }

    private static byte[] digest(String algorithm, byte[] body) {
        try {
            return MessageDigest.getInstance(algorithm).digest(body);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /**
     * Checks a body against the header: every digest that is known must fit, and one of them must be known.
     *
     * @param lines the header's values
     */
    public static void check(List<String> lines, byte[] body) throws InvalidSignature {
        int known = 0;
        for (Map.Entry<String, Member> entry : StructuredField.dictionary(lines).entrySet()) {
            String algorithm = ALGORITHMS.get(entry.getKey());
            if (algorithm == null) {
                continue;
            }
            if (!(entry.getValue() instanceof Item item) || !(item.value() instanceof Bytes bytes)) {
                throw StructuredField.malformed("a digest is a byte sequence");
            }
            if (!MessageDigest.isEqual(bytes.decoded(), digest(algorithm, body))) {
                throw new InvalidSignature(Reason.DIGEST_MISMATCH, "the body's " + entry.getKey() + " is another");
            }
            known++;
        }
        if (known == 0) {
            throw new InvalidSignature(Reason.DIGEST_MISMATCH, "the body has no digest in sha-256 or sha-512");
        }
    }
}
