/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Random;
import java.util.zip.CRC32C;
import org.weft.spi.storage.Content;

/** Contents to write, which no backend can compress, and what is read back of them. */
final class ProbeBodies {

    private static final int PIECE = 64 * 1024;

    private ProbeBodies() {}

    /** What was read: how much, and its sum. */
    record Seen(long bytes, long sum) {}

    /** A body of a length, made as it is read, that sums what it gave. */
    static final class Made extends InputStream {

        private final byte[] noise = new byte[PIECE];
        private final CRC32C sum = new CRC32C();
        private final long length;
        private long given;

        Made(long length, long seed) {
            this.length = length;
            new Random(seed).nextBytes(noise);
        }

        Seen seen() {
            return new Seen(given, sum.getValue());
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int most) {
            if (given == length) {
                return -1;
            }
            int at = (int) (given % PIECE);
            int count = (int) Math.min(Math.min(most, PIECE - at), length - given);
            if (at == 0) {
                ByteBuffer.wrap(noise).putLong(given); // no two pieces are alike
            }
            System.arraycopy(noise, at, into, offset, count);
            sum.update(noise, at, count);
            given += count;
            return count;
        }
    }

    /** A small body. */
    static byte[] small(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Reads a content to its end, and closes it. */
    static Seen drain(Content content, Runnable first) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] piece = new byte[PIECE];
        long bytes = 0;
        try (content;
                InputStream in = stream(content)) {
            while (bytes < content.length()) {
                int read = in.read(piece, 0, (int) Math.min(PIECE, content.length() - bytes));
                if (read < 0) {
                    break;
                }
                if (bytes == 0) {
                    first.run();
                }
                sum.update(piece, 0, read);
                bytes += read;
            }
        }
        return new Seen(bytes, sum.getValue());
    }

    /** A small content, whole. */
    static byte[] whole(Content content) throws IOException {
        try (content;
                InputStream in = stream(content)) {
            return in.readNBytes((int) content.length());
        }
    }

    private static InputStream stream(Content content) throws IOException {
        return switch (content) {
            case Content.OfFile file -> Channels.newInputStream(file.channel().position(file.offset()));
            case Content.OfStream stream -> stream.stream();
        };
    }
}
