/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What SHA-1 does with a block (FIPS 180-4, section 6.1.2). */
final class Sha1Step implements DigestStep {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final int[] words = new int[80];

    @Override
    public void take(int[] state, byte[] bytes, int offset) {
        int[] w = words;
        for (int t = 0; t < 16; t++) {
            w[t] = (int) INTS.get(bytes, offset + 4 * t);
        }
        for (int t = 16; t < 80; t++) {
            w[t] = Integer.rotateLeft(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
        }
        int v = state[0];
        int x = state[1];
        int y = state[2];
        int z = state[3];
        int last = state[4];
        for (int t = 0; t < 80; t++) {
            int mixed = Integer.rotateLeft(v, 5) + round(t, x, y, z) + last + w[t];
            last = z;
            z = y;
            y = Integer.rotateLeft(x, 30);
            x = v;
            v = mixed;
        }
        state[0] += v;
        state[1] += x;
        state[2] += y;
        state[3] += z;
        state[4] += last;
    }

    /** The function and the constant of a round (sections 4.1.1 and 4.2.1). */
    private static int round(int t, int x, int y, int z) {
        if (t < 20) {
            return ((x & y) | (~x & z)) + 0x5A827999;
        }
        if (t < 40) {
            return (x ^ y ^ z) + 0x6ED9EBA1;
        }
        if (t < 60) {
            return ((x & y) | (x & z) | (y & z)) + 0x8F1BBCDC;
        }
        return (x ^ y ^ z) + 0xCA62C1D6;
    }
}
