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
import org.weft.kernel.storage.db.LockRow;
import org.weft.kernel.storage.db.LockTable;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.UserId;

/**
 * All locks, space by space, in memory: few are held at a time, and every write asks. Where other nodes may change
 * them, a revision in the database tells whether the memory still holds. Thread-safe.
 */
public final class LockCache {

    private final LockTable table;
    private final Clock clock;
    private final Guests guests;
    private final Map<SpaceKey, SpaceLocks> views = new ConcurrentHashMap<>();

    /** Tells whether the link still holds by which somebody without an account came. */
    @FunctionalInterface
    public interface Guests {
        boolean mayStay(SpaceKey space, UserId guest);
    }

    public LockCache(LockTable table, Clock clock, Guests guests) {
        this.table = table;
        this.guests = guests;
        this.clock = clock;
        if (!table.isShared()) {
            Map<SpaceKey, List<LockRow>> bySpace = new HashMap<>();
            for (LockRow lock : table.all()) {
                bySpace.computeIfAbsent(lock.space(), space -> new ArrayList<>())
                        .add(lock);
            }
            bySpace.forEach((space, locks) -> views.put(space, new SpaceLocks(1, locks)));
        }
    }

    /** The locks that hold now: those of a link's visitors no longer than the link. */
    public SpaceLocks of(SpaceKey space) {
        SpaceLocks view = stored(space).at(clock.instant());
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
    public SpaceLocks stored(SpaceKey space) {
        SpaceLocks view = views.getOrDefault(space, SpaceLocks.EMPTY);
        if (!table.isShared() || table.revision(space) == view.revision()) {
            return view;
        }
        LockTable.OfSpace read = table.of(space);
        SpaceLocks fresh = new SpaceLocks(read.revision(), read.locks());
        views.put(space, fresh);
        return fresh;
    }

    /** Takes locks out and puts locks in, in one step. New ones only while the space's gate is held exclusively. */
    public void change(SpaceKey space, Collection<LockRow> out, Collection<LockRow> in) {
        table.change(space, out, in);
        if (table.isShared()) {
            views.remove(space);
            return;
        }
        views.compute(space, (key, view) -> changed(view == null ? SpaceLocks.EMPTY : view, out, in));
    }

    private static SpaceLocks changed(SpaceLocks view, Collection<LockRow> out, Collection<LockRow> in) {
        List<LockRow> locks = new ArrayList<>(view.all());
        locks.removeIf(lock -> out.stream().anyMatch(gone -> gone.row().equals(lock.row())));
        locks.addAll(in);
        return new SpaceLocks(view.revision() + 1, locks);
    }

    /** Forgets locks that have ended. */
    public void sweep() {
        for (SpaceKey space : table.withExpired(clock.instant())) {
            List<LockRow> expired = stored(space).expired(clock.instant());
            if (!expired.isEmpty()) {
                change(space, expired, List.of());
            }
        }
    }
}
