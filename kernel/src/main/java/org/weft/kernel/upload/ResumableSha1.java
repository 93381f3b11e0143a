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
 * SHA-1 (FIPS 180-4, section 6.1) whose state can be written down between two parts of an upload and taken up again by
 * another node, which the JDK's digests can't do. For telling damage, not for security. For one thread.
 */
final class ResumableSha1 {

    private static final int BLOCK = 64;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final int[] words = new int[80];
    private final byte[] block = new byte[BLOCK];
    private int a = 0x67452301;
    private int b = 0xEFCDAB89;
    private int c = 0x98BADCFE;
    private int d = 0x10325476;
    private int e = 0xC3D2E1F0;
    private long count;

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
        for (int t = 16; t < 80; t++) {
            w[t] = Integer.rotateLeft(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
        }
        int v = a;
        int x = b;
        int y = c;
        int z = d;
        int last = e;
        for (int t = 0; t < 80; t++) {
            int mixed = Integer.rotateLeft(v, 5) + round(t, x, y, z) + last + w[t];
            last = z;
            z = y;
            y = Integer.rotateLeft(x, 30);
            x = v;
            v = mixed;
        }
        a += v;
        b += x;
        c += y;
        d += z;
        e += last;
    }

    /** The function and the constant of a round (sections 4.1.1 and 4.2.1). */
    private static int round(int t, int x, int y, int z) {
        if (t < 20) {
            return (x & y | ~x & z) + 0x5A827999;
        }
        if (t < 40) {
            return (x ^ y ^ z) + 0x6ED9EBA1;
        }
        if (t < 60) {
            return (x & y | x & z | y & z) + 0x8F1BBCDC;
        }
        return (x ^ y ^ z) + 0xCA62C1D6;
    }

    /** The digest in hex; the state stays as it was. */
    String hex() {
        ResumableSha1 end = copy();
        int filled = (int) (count % BLOCK);
        byte[] padding = new byte[filled < 56 ? BLOCK - filled : 2 * BLOCK - filled];
        padding[0] = (byte) 0x80;
        long bits = count * 8;
        for (int i = 0; i < 8; i++) {
            padding[padding.length - 1 - i] = (byte) (bits >>> 8 * i);
        }
        end.update(padding, 0, padding.length);
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(end.a)
                + hex.toHexDigits(end.b)
                + hex.toHexDigits(end.c)
                + hex.toHexDigits(end.d)
                + hex.toHexDigits(end.e);
    }

    private ResumableSha1 copy() {
        return parse(encode()).orElseThrow();
    }

    /** The state as text: five words, the count, and what is left of a block, in hex. */
    String encode() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(a)
                + hex.toHexDigits(b)
                + hex.toHexDigits(c)
                + hex.toHexDigits(d)
                + hex.toHexDigits(e)
                + hex.toHexDigits(count)
                + hex.formatHex(block, 0, (int) (count % BLOCK));
    }

    /** The state that {@link #encode} wrote; empty for anything else. */
    static Optional<ResumableSha1> parse(String text) {
        try {
            ResumableSha1 sha1 = new ResumableSha1();
            sha1.a = HexFormat.fromHexDigits(text, 0, 8);
            sha1.b = HexFormat.fromHexDigits(text, 8, 16);
            sha1.c = HexFormat.fromHexDigits(text, 16, 24);
            sha1.d = HexFormat.fromHexDigits(text, 24, 32);
            sha1.e = HexFormat.fromHexDigits(text, 32, 40);
            sha1.count = HexFormat.fromHexDigitsToLong(text, 40, 56);
            byte[] rest = HexFormat.of().parseHex(text, 56, text.length());
            if (sha1.count < 0 || rest.length != sha1.count % BLOCK) {
                return Optional.empty();
            }
            System.arraycopy(rest, 0, sha1.block, 0, rest.length);
            return Optional.of(sha1);
        } catch (IllegalArgumentException | IndexOutOfBoundsException broken) {
            return Optional.empty();
        }
    }
}
