/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import org.weft.spi.storage.RelPath;

/**
 * An open folder. What is done through it stays in this folder, wherever it is moved meanwhile. Closed by who opened it;
 * not thread-safe.
 */
final class OpenFolder implements AutoCloseable {

    private final CallBufferPool scratches;
    private final int fd;
    private final RelPath path;
    private final long inode;
    private final long mtime;
    private final NodeAttribute attribute;

    OpenFolder(CallBufferPool scratches, int fd, RelPath path, long inode, long mtime, NodeAttribute attribute) {
        this.scratches = scratches;
        this.fd = fd;
        this.path = path;
        this.inode = inode;
        this.mtime = mtime;
        this.attribute = attribute;
    }

    int fd() {
        return fd;
    }

    /** Where it was when it was opened. */
    RelPath path() {
        return path;
    }

    long inode() {
        return inode;
    }

    /** The disk's time of modification when it was opened, in nanoseconds. */
    long mtime() {
        return mtime;
    }

    /** As it was when it was opened; later changes are not in it, but the id is always right. */
    NodeAttribute attribute() {
        return attribute;
    }

    Id id() {
        return attribute.id();
    }

    @Override
    public void close() {
        try (CallBuffer s = scratches.take()) {
            Posix.close(s, fd);
        }
    }
}
