/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Mutex;
import org.weft.spi.WeftException;

/**
 * Locks by name, shared by all instances of an entry, so that old and new agree during a swap, and by all nodes of the
 * site. Within this process the threads queue up first, and only the one whose turn it is asks the site.
 */
final class Mutexes {

    private final ConcurrentMap<String, Counted> locks = new ConcurrentHashMap<>();

    private final Lending.SiteLock site;

    Mutexes(Lending.SiteLock site) {
        this.site = site;
    }

    Mutex of(String entry, String key) {
        String name = entry + '\n' + key;
        return () -> acquire(name);
    }

    private Mutex.Held acquire(String name) {
        Counted counted = locks.compute(name, (same, old) -> {
            Counted lock = old == null ? new Counted() : old;
            lock.users++;
            return lock;
        });
        try {
            counted.lock.lockInterruptibly();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            release(name);
            throw new WeftException.Unavailable("the wait for a lock was interrupted", interrupted);
        }
        boolean held = false;
        try {
            if (counted.lock.getHoldCount() == 1) {
                counted.onSite = site.hold(name);
            }
            held = true;
            return () -> letGo(name, counted);
        } finally {
            if (!held) {
                counted.lock.unlock();
                release(name);
            }
        }
    }

    private void letGo(String name, Counted counted) {
        try {
            Mutex.Held onSite = counted.onSite;
            if (counted.lock.getHoldCount() == 1 && onSite != null) {
                counted.onSite = null;
                onSite.close();
            }
        } finally {
            counted.lock.unlock();
            release(name);
        }
    }

    /** Forgets a lock that nobody holds or waits for. */
    private void release(String name) {
        locks.computeIfPresent(name, (same, lock) -> --lock.users == 0 ? null : lock);
    }

    /** A lock with the number of those who hold it or wait; the number changes within the map's compute only. */
    private static final class Counted {
        private final ReentrantLock lock = new ReentrantLock(true);
        private int users;

        /** The site's lock while this one is held; changes only under it. */
        private Mutex.@Nullable Held onSite;
    }
}
