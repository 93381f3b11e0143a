/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * UTF-7 (RFC 2152), in which WOPI writes names in headers. What stands for itself there is taken as it is, and so are
 * characters beyond it, because some applications send names in plain UTF-8.
 */
final class Utf7 {

    private static final String DIRECT = "'(),-./:? ";

    private Utf7() {}

    /**
     * @throws Refusal 400 when it is malformed
     */
    static String decode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '+') {
                out.append(c);
                at++;
                continue;
            }
            int end = at + 1;
            while (end < text.length() && isBase64(text.charAt(end))) {
                end++;
            }
            boolean closed = end < text.length() && text.charAt(end) == '-';
            if (end == at + 1) {
                if (!closed) {
                    throw malformed();
                }
                out.append('+');
            } else {
                out.append(shifted(text.substring(at + 1, end)));
            }
            at = closed ? end + 1 : end;
        }
        requireWhole(out);
        return out.toString();
    }

    private static boolean isBase64(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/';
    }

    /** UTF-16 in base64 without padding; the bits that are left over are zero. */
    private static String shifted(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length < 2) {
                throw malformed();
            }
            return new String(bytes, 0, bytes.length / 2 * 2, StandardCharsets.UTF_16BE);
        } catch (IllegalArgumentException odd) {
            throw malformed();
        }
    }

    private static void requireWhole(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0xfffd || Character.isLowSurrogate(c)) {
                throw malformed();
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    throw malformed();
                }
            }
        }
    }

    private static Refusal malformed() {
        String wrong = "the name is no UTF-7";
        return new Refusal(400, wrong, Map.of("X-WOPI-InvalidFileNameError", wrong));
    }

    /** A name as a header carries it. */
    static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        StringBuilder shift = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isDirect(c)) {
                flush(shift, out);
                out.append(c);
            } else {
                shift.append(c);
            }
        }
        flush(shift, out);
        return out.toString();
    }

    private static boolean isDirect(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || DIRECT.indexOf(c) >= 0;
    }

    private static void flush(StringBuilder shift, StringBuilder out) {
        if (shift.isEmpty()) {
            return;
        }
        byte[] bytes = shift.toString().getBytes(StandardCharsets.UTF_16BE);
        out.append('+')
                .append(Base64.getEncoder().withoutPadding().encodeToString(bytes))
                .append('-');
        shift.setLength(0);
    }
}
