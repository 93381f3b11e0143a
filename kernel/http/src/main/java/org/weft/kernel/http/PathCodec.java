/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent encoding of paths (RFC 3986), strict on the way in. */
public final class PathCodec {

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final boolean[] PLAIN = new boolean[128];

    static {
        String plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$'()*+,;=:@";
        for (int i = 0; i < plain.length(); i++) {
            PLAIN[plain.charAt(i)] = true;
        }
    }

    private PathCodec() {}

    /**
     * Decodes a path once.
     *
     * @throws HttpFailure 400 for a broken escape, for what is no UTF-8, and for a slash or NUL behind an escape
     */
    public static String decode(String raw) {
        int first = raw.indexOf('%');
        if (first < 0 && isAscii(raw)) {
            return raw;
        }
        byte[] in = raw.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            byte b = in[i];
            if (b == '%') {
                b = escaped(in, i);
                i += 2;
            }
            out[length++] = b;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out, 0, length))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new HttpFailure(400, "the path is not UTF-8");
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 126) {
                return false;
            }
        }
        return true;
    }

    private static byte escaped(byte[] in, int at) {
        int high = at + 2 < in.length ? Character.digit(in[at + 1], 16) : -1;
        int low = at + 2 < in.length ? Character.digit(in[at + 2], 16) : -1;
        if (high < 0 || low < 0) {
            throw new HttpFailure(400, "the path holds a '%' that is not followed by two hexadecimal digits");
        }
        int value = high << 4 | low;
        if (value == '/' || value == 0) {
            throw new HttpFailure(400, "the path hides a " + (value == 0 ? "NUL" : "slash") + " behind an escape");
        }
        return (byte) value;
    }

    /** A path with all escaped that is neither a slash nor may stand in a segment. */
    public static String encode(String path) {
        byte[] in = path.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length * 3];
        int length = 0;
        for (byte b : in) {
            if (b == '/') {
                out[length++] = b;
            } else {
                length = encode(b, out, length);
            }
        }
        return new String(out, 0, length, StandardCharsets.US_ASCII);
    }

    /**
     * Writes one byte of a segment, escaped where it must be.
     *
     * @return where to go on; at most three further
     */
    public static int encode(byte b, byte[] out, int at) {
        int next = at;
        if (b >= 0 && PLAIN[b]) {
            out[next++] = b;
        } else {
            out[next++] = '%';
            out[next++] = HEX[b >> 4 & 0xf];
            out[next++] = HEX[b & 0xf];
        }
        return next;
    }
}
