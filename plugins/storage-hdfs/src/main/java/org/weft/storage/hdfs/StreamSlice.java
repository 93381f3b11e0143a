/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.io.InputStream;

/** A first byte that was read already, and the next so many of a stream; closing it closes the stream. */
final class StreamSlice extends InputStream {

    private final InputStream stream;
    private int first;
    private long left;

    /**
     * @param first the byte before those that the stream has yet, or -1 when nothing was read
     * @param length how many bytes in all, with the first
     */
    StreamSlice(InputStream stream, int first, long length) {
        this.stream = stream;
        this.first = first;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left <= 0) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        if (first >= 0) {
            into[offset] = (byte) first;
            first = -1;
            left--;
            int more = length == 1 ? 0 : read(into, offset + 1, length - 1);
            return 1 + Math.max(0, more);
        }
        int read = stream.read(into, offset, (int) Math.min(length, left));
        if (read > 0) {
            left -= read;
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
