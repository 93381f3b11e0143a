/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps bytes until they are wanted: a few in memory, many in a file that nobody else sees. For one thread. */
final class SpillBuffer implements AutoCloseable {

    private static final int IN_MEMORY = 256 * 1024;

    private final Path folder;
    private final ByteArrayOutputStream fresh = new ByteArrayOutputStream();
    private @Nullable FileChannel file;
    private long written;

    /**
     * @param folder where the file goes, made when it is needed
     */
    SpillBuffer(Path folder) {
        this.folder = folder;
    }

    void write(byte[] bytes, int length) throws IOException {
        fresh.write(bytes, 0, length);
        if (fresh.size() > IN_MEMORY) {
            pour();
        }
    }

    private void pour() throws IOException {
        if (file == null) {
            Files.createDirectories(folder);
            file = FileChannel.open(
                    Files.createTempFile(folder, "archive", ".tmp"),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        }
        ByteBuffer rest = ByteBuffer.wrap(fresh.toByteArray());
        while (rest.hasRemaining()) {
            written += file.write(rest);
        }
        fresh.reset();
    }

    long length() {
        return written + fresh.size();
    }

    void copyTo(OutputStream out) throws IOException {
        FileChannel poured = file;
        if (poured != null) {
            ByteBuffer part = ByteBuffer.allocate(64 * 1024);
            for (long at = 0; at < written; ) {
                part.clear();
                int read = poured.read(part, at);
                if (read < 0) {
                    throw new IOException("what was kept for later is gone");
                }
                out.write(part.array(), 0, read);
                at += read;
            }
        }
        fresh.writeTo(out);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
