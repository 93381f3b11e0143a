/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.write.Commit;

/** What a storage in memory holds; it outlives the drivers that serve it. */
public final class MemoryStore {

    static final SpaceId COMMON = new SpaceId("common");

    final Clock clock;
    final Entry root;
    final Map<NodeId, Entry> byId = new HashMap<>();
    final Map<SpaceId, SpaceState> spaces = new LinkedHashMap<>();
    final Map<UserId, SpaceId> homes = new HashMap<>();
    final Map<String, Upload> uploads = new HashMap<>();
    final Optional<Long> quota;
    volatile Optional<String> storedId = Optional.empty();

    private final ReentrantLock lock = new ReentrantLock();
    private long counter;
    private long revision;

    /**
     * An empty storage.
     *
     * @param quota how many bytes each space may hold that has no quota of its own; empty for no limit
     */
    public MemoryStore(Clock clock, Optional<Long> quota) {
        this.clock = clock;
        this.quota = quota;
        this.root = new Entry(new NodeId("n0"), Kind.FOLDER, null, "");
        root.begins = COMMON;
        root.mtime = clock.instant();
        byId.put(root.id, root);
        spaces.put(COMMON, new SpaceState());
    }

    /** An empty storage without limits. */
    public MemoryStore() {
        this(Clock.systemUTC(), Optional.empty());
    }

    /** What is known of a space beside its tree. */
    static final class SpaceState {
        /** Null for the instance's own. */
        @Nullable
        Space space;

        long used;
        final SequencedMap<String, Deleted> trash = new LinkedHashMap<>();
    }

    /** A deleted node; its parent is gone and its name is that of before. */
    record Deleted(String key, Entry entry, RelPath original, Instant when) {}

    /** Bytes that were sent and are not a file yet. */
    static final class Upload {
        final List<byte[]> parts = new ArrayList<>();
        long size;
        boolean busy;
        Instant expires = Instant.MAX;
    }

    /** A change that was judged: what to tell the guard, and how it is made. */
    record Plan<T>(Affected affected, Step<T> change) {}

    /** Makes a change that was judged. */
    interface Step<T> {
        T make() throws IOException;
    }

    /** Looks and judges; throws what is in the way. */
    interface Look<T> {
        Plan<T> plan() throws IOException;
    }

    /** Makes a change inside the guard, and only to the tree that it was judged for. The lock is not held while the guard thinks. */
    <T> T commit(Guard guard, Look<T> look) throws IOException {
        return Commit.run(guard, () -> locked(() -> planned(look.plan(), revision)));
    }

    /** A change that was judged at a revision, for one attempt. */
    <T> Commit.Plan<T> planned(Plan<T> plan, long at) {
        return new Commit.Plan<>() {
            @Override
            public Affected affected() {
                return plan.affected();
            }

            @Override
            public Attempt<T> take() throws IOException {
                return step(at, plan.change());
            }
        };
    }

    /** A visible step; stale where the tree is no longer at the revision. */
    <T> Attempt<T> step(long at, Step<T> step) throws IOException {
        return locked(() -> {
            if (revision != at) {
                return Attempt.stale();
            }
            T made = step.make();
            revision++;
            return Attempt.committed(made);
        });
    }

    <T> T locked(Callable<T> work) throws IOException {
        lock.lock();
        try {
            return work.call();
        } catch (IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            lock.unlock();
        }
    }

    long revision() {
        return revision;
    }

    /** A change that no guard is asked about. */
    void changed() {
        revision++;
    }

    /** A number that never comes again. */
    long next() {
        return ++counter;
    }

    SpaceState state(SpaceId space) {
        SpaceState state = spaces.get(space);
        if (state == null) {
            throw new NotFound("there is no space " + space);
        }
        return state;
    }

    Optional<Long> limit(SpaceId space) {
        Space known = state(space).space;
        return known == null || known.quota().isEmpty() ? quota : known.quota();
    }

    void requireRoom(SpaceId space, long more) {
        Optional<Long> limit = limit(space);
        if (more > 0 && limit.isPresent() && state(space).used + more > limit.get()) {
            throw new NoSpace("the space " + space + " may hold " + limit.get() + " bytes, and has "
                    + (limit.get() - state(space).used) + " left");
        }
    }

    /** How many earlier contents there are of all files in the tree; for tests. */
    public long keptVersions() {
        lock.lock();
        try {
            return byId.values().stream()
                    .mapToLong(entry -> entry.versions.size())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    /** How many items lie in the trash of all spaces; for tests. */
    public long keptItems() {
        lock.lock();
        try {
            return spaces.values().stream()
                    .mapToLong(state -> state.trash.size())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    /** All files with their contents and all folders, one line each; for tests. */
    public String picture() {
        lock.lock();
        try {
            List<String> lines = new ArrayList<>();
            for (Entry entry : byId.values()) {
                lines.add(entry.path()
                        + (entry.isFolder() ? "/" : "=" + new String(entry.content, StandardCharsets.UTF_8)));
            }
            lines.sort(null);
            return String.join("\n", lines);
        } finally {
            lock.unlock();
        }
    }
}
