/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.upload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;

/**
 * MD5 (RFC 1321) whose state can be written down between two parts of an upload, as {@link ResumableSha1} can. For telling
 * damage, not for security. For one thread.
 */
final class ResumableMd5 {

    private static final int BLOCK = 64;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int[] SHIFTS = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};
    private static final int[] SINES = sines();

    private final int[] words = new int[16];
    private final byte[] block = new byte[BLOCK];
    private int a = 0x67452301;
    private int b = 0xEFCDAB89;
    private int c = 0x98BADCFE;
    private int d = 0x10325476;
    private long count;

    /** The constants of the steps (section 3.4). */
    private static int[] sines() {
        int[] sines = new int[64];
        for (int i = 0; i < sines.length; i++) {
            sines[i] = (int) (long) (StrictMath.abs(StrictMath.sin(i + 1)) * (1L << 32));
        }
        return sines;
    }

    void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int left = length;
        int filled = (int) (count % BLOCK);
        count += length;
        if (filled > 0) {
            int some = Math.min(left, BLOCK - filled);
            System.arraycopy(bytes, at, block, filled, some);
            at += some;
            left -= some;
            if (filled + some < BLOCK) {
                return;
            }
            compress(block, 0);
        }
        while (left >= BLOCK) {
            compress(bytes, at);
            at += BLOCK;
            left -= BLOCK;
        }
        System.arraycopy(bytes, at, block, 0, left);
    }

    private void compress(byte[] bytes, int offset) {
        int[] w = words;
        for (int t = 0; t < 16; t++) {
            w[t] = (int) INTS.get(bytes, offset + 4 * t);
        }
        int v = a;
        int x = b;
        int y = c;
        int z = d;
        for (int t = 0; t < 64; t++) {
            int sum = v + round(t, x, y, z) + SINES[t] + w[word(t)];
            v = z;
            z = y;
            y = x;
            x += Integer.rotateLeft(sum, SHIFTS[((t >> 4) << 2) | (t & 3)]);
        }
        a += v;
        b += x;
        c += y;
        d += z;
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

    /** The digest in hex; the state stays as it was. */
    String hex() {
        ResumableMd5 end = parse(encode()).orElseThrow();
        int filled = (int) (count % BLOCK);
        byte[] padding = new byte[filled < 56 ? BLOCK - filled : 2 * BLOCK - filled];
        padding[0] = (byte) 0x80;
        long bits = count * 8;
        for (int i = 0; i < 8; i++) {
            padding[padding.length - 8 + i] = (byte) (bits >>> (8 * i));
        }
        end.update(padding, 0, padding.length);
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(Integer.reverseBytes(end.a))
                + hex.toHexDigits(Integer.reverseBytes(end.b))
                + hex.toHexDigits(Integer.reverseBytes(end.c))
                + hex.toHexDigits(Integer.reverseBytes(end.d));
    }

    /** The state as text: four words, the count, and what is left of a block, in hex. */
    String encode() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(a)
                + hex.toHexDigits(b)
                + hex.toHexDigits(c)
                + hex.toHexDigits(d)
                + hex.toHexDigits(count)
                + hex.formatHex(block, 0, (int) (count % BLOCK));
    }

    /** The state that {@link #encode} wrote; empty for anything else. */
    static Optional<ResumableMd5> parse(String text) {
        try {
            ResumableMd5 md5 = new ResumableMd5();
            md5.a = HexFormat.fromHexDigits(text, 0, 8);
            md5.b = HexFormat.fromHexDigits(text, 8, 16);
            md5.c = HexFormat.fromHexDigits(text, 16, 24);
            md5.d = HexFormat.fromHexDigits(text, 24, 32);
            md5.count = HexFormat.fromHexDigitsToLong(text, 32, 48);
            byte[] rest = HexFormat.of().parseHex(text, 48, text.length());
            if (md5.count < 0 || rest.length != md5.count % BLOCK) {
                return Optional.empty();
            }
            System.arraycopy(rest, 0, md5.block, 0, rest.length);
            return Optional.of(md5);
        } catch (IllegalArgumentException | IndexOutOfBoundsException broken) {
            return Optional.empty();
        }
    }
}
