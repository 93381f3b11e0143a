/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.kernel.storage.db.LockTable;
import org.weft.kernel.storage.db.StoredLock;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.UserId;

/**
 * All locks, space by space, in memory: few are held at a time, and every write asks. Where other nodes may change
 * them, a revision in the database tells whether the memory still holds. Thread-safe.
 */
public final class LockBook {

    private final LockTable table;
    private final Clock clock;
    private final Guests guests;
    private final Map<SpaceKey, LockView> views = new ConcurrentHashMap<>();

    /** Tells whether the link still holds by which somebody without an account came. */
    @FunctionalInterface
    public interface Guests {
        boolean mayStay(SpaceKey space, UserId guest);
    }

    public LockBook(LockTable table, Clock clock, Guests guests) {
        this.table = table;
        this.guests = guests;
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

    /** The locks that hold now: those of a link's visitors no longer than the link. */
    public LockView of(SpaceKey space) {
        LockView view = stored(space).at(clock.instant());
        return view.hasGuests()
                ? view.where(lock ->
                        !lock.isGuests() || guests.mayStay(space, lock.lock().holder()))
                : view;
    }

    /** The spaces in which something is locked, or was a while ago. */
    Set<SpaceKey> spaces() {
        Set<SpaceKey> spaces = new TreeSet<>();
        table.all().forEach(lock -> spaces.add(lock.space()));
        return spaces;
    }

    /** The locks of a space, ended ones included. */
    public LockView stored(SpaceKey space) {
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
    public void change(SpaceKey space, Collection<StoredLock> out, Collection<StoredLock> in) {
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
    public void sweep() {
        for (SpaceKey space : table.withExpired(clock.instant())) {
            List<StoredLock> expired = stored(space).expired(clock.instant());
            if (!expired.isEmpty()) {
                change(space, expired, List.of());
            }
        }
    }
}
