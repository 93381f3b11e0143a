/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.commit;

import java.io.IOException;
import java.util.Collection;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;

/**
 * Keeps commits and changes of locks apart, space by space: many commits at a time, or one change of the space's locks.
 * Gates are striped, so that memory doesn't grow with the spaces. Not reentrant.
 */
public final class SpaceCommitLock {

    private static final int STRIPES = 256;

    private final ReentrantReadWriteLock[] stripes = new ReentrantReadWriteLock[STRIPES];
    private final AdvisoryLocks advisory;

    public SpaceCommitLock(StateDatabase database) {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantReadWriteLock();
        }
        this.advisory = new AdvisoryLocks(database);
    }

    /** What is done inside. */
    @FunctionalInterface
    public interface Inside<T> {
        T run() throws IOException;
    }

    /** Commits a change that touches these spaces. */
    public <T> T shared(Collection<SpaceKey> spaces, Inside<T> inside) throws IOException {
        TreeSet<Integer> gates = new TreeSet<>();
        spaces.forEach(space -> gates.add(stripe(space)));
        return shared(gates, () -> advisory.shared(new TreeSet<>(spaces), inside));
    }

    private <T> T shared(TreeSet<Integer> gates, Inside<T> inside) throws IOException {
        Integer first = gates.pollFirst();
        if (first == null) {
            return inside.run();
        }
        Lock gate = stripes[first].readLock();
        gate.lock();
        try {
            return shared(gates, inside);
        } finally {
            gate.unlock();
        }
    }

    /** Changes the locks of a space, while nothing in it is committed. */
    public <T> T exclusive(SpaceKey space, Inside<T> inside) throws IOException {
        Lock gate = stripes[stripe(space)].writeLock();
        gate.lock();
        try {
            return advisory.exclusive(space, inside);
        } finally {
            gate.unlock();
        }
    }

    private static int stripe(SpaceKey space) {
        int hash = space.hashCode();
        return (hash ^ hash >>> 16) & STRIPES - 1;
    }
}
