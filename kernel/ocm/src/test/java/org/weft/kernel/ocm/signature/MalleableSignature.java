/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;

/** The second signature by ES256 that is good for a message, which anybody makes of the first without any key. */
public final class MalleableSignature {

    private static final BigInteger ORDER =
            new BigInteger("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16);

    private MalleableSignature() {}

    /** @param header the header Signature */
    public static String of(String header) {
        int begin = header.indexOf(':') + 1;
        int end = header.lastIndexOf(':');
        byte[] bytes = Base64.getDecoder().decode(header.substring(begin, end));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(bytes, 32, 64));
        byte[] other = ORDER.subtract(s).toByteArray();
        Arrays.fill(bytes, 32, 64, (byte) 0);
        int length = Math.min(32, other.length);
        System.arraycopy(other, other.length - length, bytes, 64 - length, length);
        return header.substring(0, begin) + Base64.getEncoder().encodeToString(bytes) + header.substring(end);
    }
}
