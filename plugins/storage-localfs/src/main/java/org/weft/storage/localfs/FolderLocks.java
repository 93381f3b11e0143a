/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.util.concurrent.locks.ReentrantLock;

/**
 * One writer at a time per folder. Folders share stripes by inode number; each stripe is a lock of this instance and a
 * byte lock on a file in {@code .weft}, so that two instances of the mount that live at the same time during a swap
 * keep each other out. A holder never waits for another folder's lock, except for two taken at once in order.
 */
final class FolderLocks {

    private static final int STRIPES = 1024;

    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];
    private final CallBufferPool scratches;
    private final int fd;

    /**
     * @param fd the open lock file
     */
    FolderLocks(CallBufferPool scratches, int fd) {
        this.scratches = scratches;
        this.fd = fd;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock(true); // else a scan, which comes again at once, keeps writers out
        }
    }

    /** Locks that are held. */
    final class Held implements AutoCloseable {
        private final int first;
        private final int second;

        private Held(int first, int second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public void close() {
            if (second != first) {
                unlock(second);
            }
            unlock(first);
        }
    }

    Held hold(long inode) {
        int stripe = stripe(inode);
        lock(stripe);
        return new Held(stripe, stripe);
    }

    Held hold(long inode, long otherInode) {
        int a = stripe(inode);
        int b = stripe(otherInode);
        lock(Math.min(a, b));
        if (a != b) {
            lock(Math.max(a, b));
        }
        return new Held(Math.min(a, b), Math.max(a, b));
    }

    private static int stripe(long inode) {
        return (int) (EtagHash.of(inode) & (STRIPES - 1));
    }

    private void lock(int stripe) {
        stripes[stripe].lock();
        if (stripes[stripe].getHoldCount() == 1) {
            try (CallBuffer s = scratches.take()) {
                Posix.lockByte(s, fd, stripe, true);
            }
        }
    }

    private void unlock(int stripe) {
        if (stripes[stripe].getHoldCount() == 1) {
            try (CallBuffer s = scratches.take()) {
                Posix.lockByte(s, fd, stripe, false);
            }
        }
        stripes[stripe].unlock();
    }
}
