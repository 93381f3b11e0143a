/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.LockRequest;
import org.weft.spi.storage.Locks;
import org.weft.spi.storage.Ref;

/** Locks are fields of the entries. {@link MemoryLockGuard} judges changes by them. */
final class MemoryLocks implements Locks {

    private static final Duration LONGEST = Duration.ofDays(1);

    private final MemoryStore store;
    private final Tree tree;

    MemoryLocks(MemoryStore store, Tree tree) {
        this.store = store;
        this.tree = tree;
    }

    @Override
    public List<Lock> covering(Caller who, Ref ref) throws IOException {
        return store.locked(() -> covering(store, tree.find(ref)));
    }

    static List<Lock> covering(MemoryStore store, Entry entry) {
        List<Lock> covering = new ArrayList<>(own(store, entry));
        for (Entry above = entry.parent; above != null; above = above.parent) {
            own(store, above).stream().filter(Lock::deep).forEach(covering::add);
        }
        return covering;
    }

    static List<Lock> own(MemoryStore store, Entry entry) {
        if (!entry.locks.isEmpty()) {
            Instant now = store.clock.instant();
            entry.locks.removeIf(lock -> !lock.expires().isAfter(now));
        }
        return entry.locks;
    }

    @Override
    public Lock acquire(Caller who, Ref ref, LockRequest request) throws IOException {
        return store.locked(() -> {
            Entry entry = tree.find(ref);
            requireAgreed(request, others(entry, request.deep()));
            Lock lock = granted(request, entry, request.owner(), store.clock.instant());
            entry.locks.add(lock);
            return lock;
        });
    }

    private List<Lock> others(Entry entry, boolean deep) {
        List<Lock> others = new ArrayList<>(covering(store, entry));
        if (deep) {
            Tree.all(entry).stream().filter(below -> below != entry).forEach(below -> others.addAll(own(store, below)));
        }
        return others;
    }

    private static void requireAgreed(LockRequest request, List<Lock> others) {
        for (Lock other : others) {
            if (request.sharing() != Lock.Sharing.SHARED || other.sharing() != Lock.Sharing.SHARED) {
                throw new Locked("another lock is in the way until " + other.expires());
            }
        }
    }

    private Lock granted(LockRequest request, Entry entry, String owner, Instant created) {
        Duration wanted = request.duration();
        Duration time = wanted.isPositive() && wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST;
        return new Lock(
                request.id(),
                entry.id,
                request.sharing(),
                request.deep(),
                request.holder(),
                request.app(),
                owner,
                created,
                store.clock.instant().plus(time));
    }

    @Override
    public Lock refresh(Caller who, Ref ref, String expected, LockRequest next) throws IOException {
        return store.locked(() -> {
            Lock old = held(who, tree.find(ref), expected);
            Entry entry = store.byId.get(old.node());
            if (entry == null) {
                throw new IllegalStateException("a lock outlived its node");
            }
            if (next.sharing() != old.sharing() || (next.deep() && !old.deep())) {
                List<Lock> others = others(entry, next.deep());
                others.remove(old);
                requireAgreed(next, others);
            }
            Lock lock = granted(next, entry, next.owner().isEmpty() ? old.owner() : next.owner(), old.created());
            entry.locks.remove(old);
            entry.locks.add(lock);
            return lock;
        });
    }

    @Override
    public void release(Caller who, Ref ref, String id) throws IOException {
        store.locked(() -> {
            Lock lock = held(who, tree.find(ref), id);
            Entry entry = store.byId.get(lock.node());
            return entry != null && entry.locks.remove(lock);
        });
    }

    private Lock held(Caller who, Entry entry, String id) {
        List<Lock> so = covering(store, entry).stream()
                .filter(lock -> lock.id().equals(id))
                .toList();
        if (so.isEmpty()) {
            throw new PreconditionFailed("no such lock protects /" + entry.path());
        }
        return so.stream()
                .filter(lock -> lock.isHeldBy(who))
                .findFirst()
                .orElseThrow(() -> new Forbidden("the lock belongs to somebody else"));
    }
}
