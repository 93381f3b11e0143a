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
record OpenDirectory(CallBufferPool scratches, int fd) implements AutoCloseable {

    /** Opens a folder below another; a missing one is {@code NotFound}. */
    static OpenDirectory of(CallBufferPool scratches, int dirfd, String path) throws IOException {
        try (CallBuffer s = scratches.take()) {
            int fd = Posix.openFolder(s, dirfd, path);
            if (fd < 0) {
                throw Errno.raise(fd, "to open a folder in .weft");
            }
            return new OpenDirectory(scratches, fd);
        }
    }

    @Override
    public void close() {
        try (CallBuffer s = scratches.take()) {
            Posix.close(s, fd);
        }
    }
}
