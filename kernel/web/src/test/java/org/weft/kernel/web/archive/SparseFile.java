/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Writes a file in which stretches of zeros take no room on the disk. */
final class SparseFile extends OutputStream {

    private static final int STEP = 4096;

    private final RandomAccessFile file;
    private long position;

    SparseFile(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "rw");
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int at, int length) throws IOException {
        for (int from = at; from < at + length; from += STEP) {
            int size = Math.min(STEP, at + length - from);
            if (!isZero(bytes, from, size)) {
                file.seek(position);
                file.write(bytes, from, size);
            }
            position += size;
        }
    }

    private static boolean isZero(byte[] bytes, int from, int size) {
        for (int i = from; i < from + size; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        file.setLength(position);
        file.close();
    }
}
