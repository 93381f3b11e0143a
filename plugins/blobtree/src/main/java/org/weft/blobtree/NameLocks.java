/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lets the writers of one name in this process come one after the other, so that they don't spoil each other's attempts.
 * Nothing depends on it: writers of other processes pass by, and the database decides. Readers never wait here.
 */
final class NameLocks {

    private static final int COUNT = 1024;

    private final List<ReentrantLock> locks =
            Stream.generate(() -> new ReentrantLock(true)).limit(COUNT).toList();

    /** Held names; closing lets go. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for some names. */
    Held hold(Collection<String> names) {
        int[] indexes = names.stream()
                .mapToInt(name -> Math.floorMod(name.hashCode() * 0x9E3779B9, COUNT))
                .sorted()
                .distinct()
                .toArray();
        for (int index : indexes) {
            locks.get(index).lock();
        }
        return () -> IntStream.of(indexes).forEach(index -> locks.get(index).unlock());
    }
}
