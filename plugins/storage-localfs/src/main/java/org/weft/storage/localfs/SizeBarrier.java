/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells whether tree sizes are at rest: between a change and the last folder above that hears of it, a sum of children
 * and the sum that their folder bears may differ.
 */
final class SizeBarrier {

    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    /** A change that is under way until it is closed. */
    interface Change extends AutoCloseable {
        @Override
        void close();
    }

    Change change() {
        begun.incrementAndGet();
        return ended::incrementAndGet;
    }

    /** A mark to compare with later; below zero while a change is under way. */
    long mark() {
        long done = ended.get();
        return begun.get() == done ? done : -1;
    }

    /** Whether no change has begun since the mark. */
    boolean since(long mark) {
        return mark >= 0 && begun.get() == mark;
    }
}
