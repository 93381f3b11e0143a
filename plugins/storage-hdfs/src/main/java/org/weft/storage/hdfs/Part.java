/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.io.InputStream;

/** The next so many bytes of a stream; closing it closes the stream. */
final class Part extends InputStream {

    private final InputStream stream;
    private long left;

    Part(InputStream stream, long length) {
        this.stream = stream;
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
