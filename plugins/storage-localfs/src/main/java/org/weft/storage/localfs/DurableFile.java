/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A line that is on the disk when the call returns, also when the disk is full, because it is written in place. */
final class DurableFile {

    private static final int LENGTH = 64;

    private DurableFile() {}

    /**
     * Writes the line.
     *
     * @param line at most 63 letters of ASCII
     */
    static void write(Path file, String line) throws IOException {
        String padded = line + " ".repeat(LENGTH - 1 - line.length()) + "\n";
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(padded.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes, bytes.position());
            }
            channel.force(true);
        }
    }
}
