/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What MD5 does with a block (RFC 1321, section 3.4). */
final class Md5Step implements DigestStep {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int[] SHIFTS = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};
    private static final int[] SINES = sines();

    private final int[] words = new int[16];

    /** The constants of the steps. */
    private static int[] sines() {
        int[] sines = new int[64];
        for (int i = 0; i < sines.length; i++) {
            sines[i] = (int) (long) (StrictMath.abs(StrictMath.sin(i + 1)) * (1L << 32));
        }
        return sines;
    }

    @Override
    public void take(int[] state, byte[] bytes, int offset) {
        int[] w = words;
        for (int t = 0; t < 16; t++) {
            w[t] = (int) INTS.get(bytes, offset + 4 * t);
        }
        int v = state[0];
        int x = state[1];
        int y = state[2];
        int z = state[3];
        for (int t = 0; t < 64; t++) {
            int sum = v + round(t, x, y, z) + SINES[t] + w[word(t)];
            v = z;
            z = y;
            y = x;
            x += Integer.rotateLeft(sum, SHIFTS[((t >> 4) << 2) | (t & 3)]);
        }
        state[0] += v;
        state[1] += x;
        state[2] += y;
        state[3] += z;
    }

    private static int round(int t, int x, int y, int z) {
        return switch (t >> 4) {
            case 0 -> (x & y) | (~x & z);
            case 1 -> (x & z) | (y & ~z);
            case 2 -> x ^ y ^ z;
            default -> y ^ (x | ~z);
        };
    }

    /** Which word of the block a step takes. */
    private static int word(int t) {
        return switch (t >> 4) {
            case 0 -> t;
            case 1 -> (5 * t + 1) & 15;
            case 2 -> (3 * t + 5) & 15;
            default -> (7 * t) & 15;
        };
    }
}
