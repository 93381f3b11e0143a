/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;

/**
 * A folder of ours in {@code .weft} that is open until closed.
 *
 * @param fd the open folder
 */
record Opened(ScratchPool scratches, int fd) implements AutoCloseable {

    /** Opens a folder below another; a missing one is {@code NotFound}. */
    static Opened of(ScratchPool scratches, int dirfd, String path) throws IOException {
        try (Scratch s = scratches.take()) {
            int fd = Posix.openFolder(s, dirfd, path);
            if (fd < 0) {
                throw Errno.raise(fd, "to open a folder in .weft");
            }
            return new Opened(scratches, fd);
        }
    }

    @Override
    public void close() {
        try (Scratch s = scratches.take()) {
            Posix.close(s, fd);
        }
    }
}
