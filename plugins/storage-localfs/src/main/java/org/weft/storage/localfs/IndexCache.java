/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Places that were read from the database, the last ones used. Who reads there may be overtaken by who changes a place and
 * writes it: what was read before a batch was written is therefore not remembered after it. Thread-safe.
 */
final class IndexCache {

    private static final int CACHED = 20_000;

    private final Map<Id, NodeIndex.Place> places = new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Id, NodeIndex.Place> eldest) {
            return size() > CACHED;
        }
    };
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long written;

    /** How many batches were written; to be asked before the database is. */
    long written() {
        return written;
    }

    Optional<NodeIndex.Place> get(Id id) {
        lock.lock();
        try {
            return Optional.ofNullable(places.get(id));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Remembers what the database told.
     *
     * @param before what {@link #written()} was when it was asked
     * @param changed whether a node has a place that is not written yet
     */
    void read(Id id, NodeIndex.Place place, long before, Predicate<Id> changed) {
        lock.lock();
        try {
            if (written == before && !changed.test(id)) {
                places.put(id, place);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A node has another place, which is known to be pending by now. */
    void changed(Id id) {
        lock.lock();
        try {
            places.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /** A batch was written, and is about to be pending no longer. */
    void batchWritten() {
        lock.lock();
        try {
            written++;
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            places.clear();
            written++;
        } finally {
            lock.unlock();
        }
    }
}
