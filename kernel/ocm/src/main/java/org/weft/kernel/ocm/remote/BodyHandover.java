/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A body between the one who reads it from our client and the one who sends it on. What is held back by the writer the other
 * server has not got, so that the writer decides when the file is whole there. Holds a few pieces and no more.
 */
final class BodyHandover extends InputStream {

    private static final int PIECES = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private byte[] current = new byte[0];
    private int position;
    private boolean ended;
    private boolean abandoned;
    private @Nullable IOException failure;

    /**
     * Lets a piece through; waits while enough are under way.
     *
     * @return false when nobody reads any more
     */
    boolean let(byte[] piece) {
        lock.lock();
        try {
            while (pieces.size() >= PIECES && !abandoned) {
                changed.awaitUninterruptibly();
            }
            pieces.add(piece);
            changed.signalAll();
            return !abandoned;
        } finally {
            lock.unlock();
        }
    }

    /** Says that the body is whole. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says that the body will never be whole: whoever reads is told so, and sends no end of it. */
    void breakOff() {
        lock.lock();
        try {
            failure = new IOException("the body broke off");
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            while (position == current.length) {
                if (failure != null) {
                    throw failure;
                }
                byte[] next = pieces.poll();
                if (next != null) {
                    current = next;
                    position = 0;
                    changed.signalAll();
                } else if (ended) {
                    return -1;
                } else if (abandoned) {
                    throw new IOException("the body is not wanted any more");
                } else {
                    changed.awaitUninterruptibly();
                }
            }
            int read = Math.min(length, current.length - position);
            System.arraycopy(current, position, buffer, offset, read);
            position += read;
            return read;
        } finally {
            lock.unlock();
        }
    }

    /** Says that nobody reads any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            abandoned = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
