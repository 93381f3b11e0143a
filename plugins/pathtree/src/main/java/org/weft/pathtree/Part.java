/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.io.IOException;
import java.io.InputStream;

/** A part of an open file; closing it lets go of the file. For one thread. */
final class Part extends InputStream {

    private final PathStore.Opened file;
    private final PathStore.Bytes bytes;
    private long left;

    Part(PathStore.Opened file, PathStore.Bytes bytes, long length) {
        this.file = file;
        this.bytes = bytes;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int read = bytes.read(into, offset, (int) Math.min(count, left));
        if (read < 1) {
            throw new IOException("the file has become shorter while it was read; " + left + " bytes are missing");
        }
        left -= read;
        return read;
    }

    @Override
    public void close() {
        file.close();
    }
}
