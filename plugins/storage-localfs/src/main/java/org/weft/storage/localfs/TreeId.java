/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.weft.spi.storage.StoredId;

/**
 * The storage's id, in the file {@code .weft/storage-id}.
 *
 * @param folder {@code .weft}
 */
record TreeId(Path folder) implements StoredId {

    private static final String NAME = "storage-id";

    @Override
    public Optional<String> read() throws IOException {
        try {
            return Optional.of(Files.readString(folder.resolve(NAME), StandardCharsets.UTF_8)
                    .strip());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** The new file is on the disk before it takes the name, and the name before the call returns. */
    @Override
    public void write(String id) throws IOException {
        Path fresh = folder.resolve("tmp").resolve(NAME);
        try (FileChannel file = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
