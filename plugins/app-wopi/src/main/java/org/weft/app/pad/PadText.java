/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Content;

/** A file's text, and the same in a pad, which knows no tabs and ends with a line of its own. */
final class PadText {

    private static final int LONGEST_BYTES = 4 * Etherpad.LONGEST;

    private PadText() {}

    /** @throws Unsupported when the content is no text, or too long for a pad */
    static String read(Content content) throws IOException {
        if (content.length() > LONGEST_BYTES) {
            throw tooLong();
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(content)))
                    .toString();
        } catch (CharacterCodingException binary) {
            throw new Unsupported("this file is no text in UTF-8");
        }
        if (text.indexOf(0) >= 0) {
            throw new Unsupported("this file is no text: it holds a null character");
        }
        if (inPad(text).length() > Etherpad.LONGEST) {
            throw tooLong();
        }
        return text;
    }

    private static Unsupported tooLong() {
        return new Unsupported("a pad takes at most " + Etherpad.LONGEST + " characters, and this file has more");
    }

    private static byte[] bytes(Content content) throws IOException {
        return switch (content) {
            case Content.OfStream stream -> stream.stream().readNBytes(LONGEST_BYTES + 1);
            case Content.OfFile file -> bytes(file.channel(), file.offset(), (int) file.length());
        };
    }

    private static byte[] bytes(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
            // the buffer fills
        }
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        read.write(buffer.array(), 0, buffer.position());
        return read.toByteArray();
    }

    /** What a pad makes of a text. */
    static String inPad(String text) {
        return text.replace("\r\n", "\n")
                        .replace('\r', '\n')
                        .replace("\t", "        ")
                        .replace('\u00a0', ' ')
                + '\n';
    }

    /** What of a pad belongs into the file. */
    static String inFile(String pad) {
        return pad.endsWith("\n") ? pad.substring(0, pad.length() - 1) : pad;
    }

    static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
