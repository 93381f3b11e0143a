/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.kernel.state.LockTable;
import org.weft.kernel.state.SpaceKey;
import org.weft.kernel.state.StoredLock;

/**
 * All locks, space by space, in memory: few are held at a time, and every write asks. Where other nodes may change
 * them, a revision in the database tells whether the memory still holds. Thread-safe.
 */
final class LockBook {

    private final LockTable table;
    private final Clock clock;
    private final Map<SpaceKey, LockView> views = new ConcurrentHashMap<>();

    LockBook(LockTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
        if (!table.isShared()) {
            Map<SpaceKey, List<StoredLock>> bySpace = new HashMap<>();
            for (StoredLock lock : table.all()) {
                bySpace.computeIfAbsent(lock.space(), space -> new ArrayList<>())
                        .add(lock);
            }
            bySpace.forEach((space, locks) -> views.put(space, new LockView(1, locks)));
        }
    }

    /** The locks that hold now. */
    LockView of(SpaceKey space) {
        return stored(space).at(clock.instant());
    }

    /** The locks of a space, ended ones included. */
    LockView stored(SpaceKey space) {
        LockView view = views.getOrDefault(space, LockView.EMPTY);
        if (!table.isShared() || table.revision(space) == view.revision()) {
            return view;
        }
        LockTable.OfSpace read = table.of(space);
        LockView fresh = new LockView(read.revision(), read.locks());
        views.put(space, fresh);
        return fresh;
    }

    /** Takes locks out and puts locks in, in one step. New ones only while the space's gate is held exclusively. */
    void change(SpaceKey space, Collection<StoredLock> out, Collection<StoredLock> in) {
        table.change(space, out, in);
        if (table.isShared()) {
            views.remove(space);
            return;
        }
        views.compute(space, (key, view) -> changed(view == null ? LockView.EMPTY : view, out, in));
    }

    private static LockView changed(LockView view, Collection<StoredLock> out, Collection<StoredLock> in) {
        List<StoredLock> locks = new ArrayList<>(view.all());
        locks.removeIf(lock -> out.stream().anyMatch(gone -> gone.row().equals(lock.row())));
        locks.addAll(in);
        return new LockView(view.revision() + 1, locks);
    }

    /** Forgets locks that have ended. */
    void sweep() {
        for (SpaceKey space : table.withExpired(clock.instant())) {
            List<StoredLock> expired = stored(space).expired(clock.instant());
            if (!expired.isEmpty()) {
                change(space, expired, List.of());
            }
        }
    }
}
