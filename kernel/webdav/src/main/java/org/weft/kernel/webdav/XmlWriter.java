/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.weft.kernel.http.HttpDate;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.PathCodec;

/**
 * Writes XML as bytes, without objects in between: a listing of a hundred thousand children is millions of elements.
 * What is written is the caller's to nest rightly. For one thread.
 */
final class XmlWriter {

    private static final int SMALL = 2 * 1024;
    private static final int FULL = 32 * 1024;
    private static final int ROOM = 64;

    private final OutputStream out;
    private final byte[] prefix;
    private byte[] buffer = new byte[SMALL];
    private int filled;

    XmlWriter(OutputStream out) {
        this(out, "");
    }

    /** What answers a request. */
    XmlWriter(HttpExchange exchange) {
        this(exchange.output(), exchange.publicPrefix());
    }

    private XmlWriter(OutputStream out, String prefix) {
        this.out = out;
        this.prefix = XmlNames.bytes(prefix);
    }

    /** Begins a response, as far as the path of its resource. */
    XmlWriter response() throws IOException {
        return raw(XmlNames.RESPONSE).publicPrefix();
    }

    /** What stands before each path of this server where clients know it. */
    XmlWriter publicPrefix() throws IOException {
        return raw(prefix);
    }

    /** Markup in ASCII, as it is. */
    XmlWriter raw(byte[] bytes) throws IOException {
        if (bytes.length > FULL) {
            flush();
            out.write(bytes);
            return this;
        }
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, filled, bytes.length);
        filled += bytes.length;
        return this;
    }

    /** Markup, as it is. */
    XmlWriter raw(String markup) throws IOException {
        return raw(markup.getBytes(StandardCharsets.UTF_8));
    }

    /** Text, escaped; what XML can't hold becomes U+FFFD. */
    XmlWriter text(String text) throws IOException {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            room(ROOM);
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x7f && c != '&' && c != '<' && c != '>' && c != '"') {
                buffer[filled++] = (byte) c;
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                codePoint(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                special(c);
            }
        }
        return this;
    }

    private void special(char c) throws IOException {
        switch (c) {
            case '&' -> raw(XmlNames.AMP);
            case '<' -> raw(XmlNames.LT);
            case '>' -> raw(XmlNames.GT);
            case '"' -> raw(XmlNames.QUOT);
            case '\r' -> raw(XmlNames.CR);
            case '\n', '\t' -> buffer[filled++] = (byte) c;
            default -> {
                boolean allowed = c >= 0x20 && !Character.isSurrogate(c) && c < 0xfffe;
                codePoint(allowed ? c : 0xfffd);
            }
        }
    }

    private void codePoint(int c) {
        if (c < 0x80) {
            buffer[filled++] = (byte) c;
        } else if (c < 0x800) {
            buffer[filled++] = (byte) (0xc0 | (c >> 6));
            buffer[filled++] = (byte) (0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            buffer[filled++] = (byte) (0xe0 | (c >> 12));
            buffer[filled++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            buffer[filled++] = (byte) (0x80 | (c & 0x3f));
        } else {
            buffer[filled++] = (byte) (0xf0 | (c >> 18));
            buffer[filled++] = (byte) (0x80 | ((c >> 12) & 0x3f));
            buffer[filled++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            buffer[filled++] = (byte) (0x80 | (c & 0x3f));
        }
    }

    /** One name of a path, percent-encoded. */
    XmlWriter segment(String name) throws IOException {
        int length = name.length();
        for (int i = 0; i < length; i++) {
            room(ROOM);
            char c = name.charAt(i);
            if (c < 0x80) {
                filled = PathCodec.encode((byte) c, buffer, filled);
            } else {
                int end = Character.isHighSurrogate(c) && i + 1 < length ? i + 2 : i + 1;
                for (byte b : name.substring(i, end).getBytes(StandardCharsets.UTF_8)) {
                    filled = PathCodec.encode(b, buffer, filled);
                }
                i = end - 1;
            }
        }
        return this;
    }

    XmlWriter number(long value) throws IOException {
        room(ROOM);
        long rest = value;
        if (rest < 0) {
            return raw(Long.toString(value));
        }
        int digits = 1;
        for (long power = 10; digits < 19 && rest >= power; power *= 10) {
            digits++;
        }
        for (int at = filled + digits - 1; at >= filled; at--) {
            buffer[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        filled += digits;
        return this;
    }

    XmlWriter date(long epochSecond) throws IOException {
        room(ROOM);
        HttpDate.write(epochSecond, buffer, filled);
        filled += HttpDate.LENGTH;
        return this;
    }

    private void room(int bytes) throws IOException {
        if (filled + bytes <= buffer.length) {
            return;
        }
        if (buffer.length < FULL) {
            buffer = Arrays.copyOf(buffer, FULL);
        }
        if (filled + bytes > buffer.length) {
            flush();
        }
    }

    /** Passes on what is gathered. */
    void flush() throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }
}
