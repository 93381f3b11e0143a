/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A digest whose state can be written down between two parts of an upload and taken up again by another node, which the JDK's
 * digests can't do. For telling damage, not for security. For one thread.
 */
final class ResumableDigest {

    static final int BLOCK = 64;

    /** What each begins with; MD5 has the first four. */
    private static final int[] WORDS = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};

    /** The digests that there are: they differ in the step of a block, in the number of words, and in the order of bytes. */
    enum Kind {
        SHA1(5, true),
        MD5(4, false);

        private final int words;
        private final boolean bigEndian;

        Kind(int words, boolean bigEndian) {
            this.words = words;
            this.bigEndian = bigEndian;
        }

        private DigestStep step() {
            return switch (this) {
                case SHA1 -> new Sha1Step();
                case MD5 -> new Md5Step();
            };
        }

        private String hex(int word) {
            return HexFormat.of().toHexDigits(bigEndian ? word : Integer.reverseBytes(word));
        }
    }

    private final Kind kind;
    private final DigestStep step;
    private final int[] state;
    private final byte[] block = new byte[BLOCK];
    private long count;

    ResumableDigest(Kind kind) {
        this.kind = kind;
        this.step = kind.step();
        this.state = Arrays.copyOf(WORDS, kind.words);
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
            step.take(state, block, 0);
        }
        while (left >= BLOCK) {
            step.take(state, bytes, at);
            at += BLOCK;
            left -= BLOCK;
        }
        System.arraycopy(bytes, at, block, 0, left);
    }

    /** The digest in hex; the state stays as it was. */
    String hex() {
        ResumableDigest end = parse(kind, encode()).orElseThrow();
        int filled = (int) (count % BLOCK);
        byte[] padding = new byte[filled < 56 ? BLOCK - filled : 2 * BLOCK - filled];
        padding[0] = (byte) 0x80;
        long bits = kind.bigEndian ? count * 8 : Long.reverseBytes(count * 8);
        for (int i = 0; i < 8; i++) {
            padding[padding.length - 1 - i] = (byte) (bits >>> (8 * i));
        }
        end.update(padding, 0, padding.length);
        StringBuilder digest = new StringBuilder(8 * kind.words);
        for (int word : end.state) {
            digest.append(kind.hex(word));
        }
        return digest.toString();
    }

    /** The state as text: the words, the count, and what is left of a block, in hex. */
    String encode() {
        HexFormat hex = HexFormat.of();
        StringBuilder text = new StringBuilder();
        for (int word : state) {
            text.append(hex.toHexDigits(word));
        }
        return text.append(hex.toHexDigits(count))
                .append(hex.formatHex(block, 0, (int) (count % BLOCK)))
                .toString();
    }

    /** The state that {@link #encode} wrote; empty for anything else. */
    static Optional<ResumableDigest> parse(Kind kind, String text) {
        try {
            ResumableDigest digest = new ResumableDigest(kind);
            int at = 0;
            for (int i = 0; i < kind.words; i++, at += 8) {
                digest.state[i] = HexFormat.fromHexDigits(text, at, at + 8);
            }
            digest.count = HexFormat.fromHexDigitsToLong(text, at, at + 16);
            byte[] rest = HexFormat.of().parseHex(text, at + 16, text.length());
            if (digest.count < 0 || rest.length != digest.count % BLOCK) {
                return Optional.empty();
            }
            System.arraycopy(rest, 0, digest.block, 0, rest.length);
            return Optional.of(digest);
        } catch (IllegalArgumentException | IndexOutOfBoundsException broken) {
            return Optional.empty();
        }
    }
}
