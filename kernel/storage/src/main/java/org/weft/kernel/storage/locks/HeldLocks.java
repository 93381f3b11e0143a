/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.commit.SpaceCommitLock;
import org.weft.kernel.storage.db.LockRow;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * The locks that the kernel keeps, for operators, who see them all and may end each. Of locks that a storage keeps by itself
 * this knows nothing. Thread-safe.
 */
public final class HeldLocks {

    private static final Logger LOG = LoggerFactory.getLogger(HeldLocks.class);

    /** The server itself: it looks where a locked node is. */
    private static final Caller SERVER = new Caller(
            new UserId("weft", "operator", UserType.SERVICE),
            "weft",
            Set.of(),
            List.of(new Scope.User(Scope.Role.OWNER)),
            Optional.empty(),
            Optional.empty(),
            new TraceId("operator"));

    private final Namespace namespace;
    private final SpaceCommitLock commitLock;
    private final LockCache lockCache;
    private final Clock clock;

    public HeldLocks(Namespace namespace, SpaceCommitLock commitLock, LockCache lockCache, Clock clock) {
        this.namespace = namespace;
        this.commitLock = commitLock;
        this.lockCache = lockCache;
        this.clock = clock;
    }

    /**
     * A lock that holds.
     *
     * @param place the storage's name and the path in it, {@code homes:/users/marie/a.txt}; the id of what is locked where the
     *     storage can't tell
     * @param age since it was taken
     * @param rest until it ends by itself
     */
    public record Held(String place, Lock lock, Duration age, Duration rest) {}

    /**
     * The locks of a place, the oldest first.
     *
     * @param place a storage's name, a place as {@link Held} tells it, for all below, or {@code storage$space}; empty for all
     */
    public List<Held> list(String place) {
        List<Held> all = new ArrayList<>();
        for (SpaceKey space : lockCache.spaces()) {
            for (LockRow lock : lockCache.of(space).all()) {
                Held held = held(lock);
                if (isIn(held.place(), place) || place.equals(name(space.storage(), space.space()))) {
                    all.add(held);
                }
            }
        }
        all.sort((one, other) -> one.lock().created().compareTo(other.lock().created()));
        return all;
    }

    /**
     * Ends locks, whoever holds them.
     *
     * @param what the token of one, or the place of something with all its locks, those of what lies in it not included
     * @return how many there were
     */
    public int release(String what) {
        int released = 0;
        for (SpaceKey space : lockCache.spaces()) {
            List<LockRow> out = lockCache.of(space).all().stream()
                    .filter(lock -> isToken(lock.lock().id(), what)
                            || held(lock).place().equals(what))
                    .toList();
            if (!out.isEmpty()) {
                released += end(space, out);
            }
        }
        return released;
    }

    private int end(SpaceKey space, List<LockRow> out) {
        try {
            return commitLock.exclusive(space, () -> {
                List<LockRow> still = lockCache.stored(space).all().stream()
                        .filter(lock -> out.stream().anyMatch(each -> each.row().equals(lock.row())))
                        .toList();
                lockCache.change(space, still, List.of());
                for (LockRow lock : still) {
                    LOG.atInfo()
                            .addKeyValue("holder", lock.lock().holder())
                            .addKeyValue("storage", space.storage())
                            .addKeyValue("node", lock.node())
                            .log("lock-released-by-operator");
                }
                return still.size();
            });
        } catch (IOException failure) {
            throw new Unavailable("the locks can't be ended now; try again", failure);
        }
    }

    /** WebDAV's clients see ids that are UUIDs as URNs. */
    private static boolean isToken(String id, String what) {
        return what.equals(id) || what.equals("urn:uuid:" + id);
    }

    private static boolean isIn(String place, String wanted) {
        return wanted.isEmpty()
                || place.equals(wanted)
                || place.startsWith(wanted.contains(":") ? wanted.replaceFirst("/+$", "") + '/' : wanted + ':');
    }

    private Held held(LockRow stored) {
        Instant now = clock.instant();
        Lock lock = stored.lock();
        return new Held(
                place(stored), lock, Duration.between(lock.created(), now), Duration.between(now, lock.expires()));
    }

    private String place(LockRow lock) {
        SpaceKey space = lock.space();
        try {
            Mount mount = namespace.mount(space.storage());
            RelPath path = DriverCalls.run(
                    mount,
                    driver -> driver.stat(SERVER, Ref.id(space.space(), lock.node()))
                            .path());
            return mount.name() + ":/" + path;
        } catch (WeftException silent) {
            return name(space.storage(), space.space()) + '!' + lock.node();
        }
    }

    private static String name(String storage, SpaceId space) {
        return storage + '$' + space;
    }
}
