/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * How much fits: the quota of each space against the tree size of its root, and the room on the disk. Bytes that are
 * about to be committed are reserved, so that writers who come at the same time can't pass the quota together.
 */
final class QuotaAccount {

    private static final long WORTH_ASKING = 1 << 20;

    private final FolderTree tree;
    private final SpaceTable spaces;
    private final TrashFolders kept;
    private final CallBufferPool scratches;
    private final int rootFd;
    private final RoomMaker giving;
    private final Map<SpaceId, AtomicLong> reserved = new ConcurrentHashMap<>();

    QuotaAccount(
            FolderTree tree,
            SpaceTable spaces,
            TrashFolders kept,
            CallBufferPool scratches,
            int rootFd,
            RoomMaker giving) {
        this.tree = tree;
        this.spaces = spaces;
        this.kept = kept;
        this.scratches = scratches;
        this.rootFd = rootFd;
        this.giving = giving;
    }

    /** Refuses a body that can't fit, before it is sent. */
    void require(SpaceId space, long bytes) throws IOException {
        if (bytes >= WORTH_ASKING && bytes > free()) {
            throw new WeftException.NoSpace("the disk has no room for " + bytes + " bytes");
        }
        if (spaces.quotaOf(space).isPresent() && bytes > 0) {
            judge(space, bytes, reservedIn(space).get(), giving.bytes(space));
        }
    }

    /** Whether an earlier content is given up rather than a new one refused. */
    boolean versionsGiveWay() {
        return giving.doVersions();
    }

    private AtomicLong reservedIn(SpaceId space) {
        return reserved.computeIfAbsent(space, id -> new AtomicLong());
    }

    /** @param spare how much of what is stored may be taken away */
    private void judge(SpaceId space, long bytes, long others, long spare) throws IOException {
        long limit = spaces.quotaOf(space).orElse(Long.MAX_VALUE);
        long used = used(space);
        if (used - spare + others + bytes > limit) {
            throw new WeftException.NoSpace("the quota of " + limit + " bytes is used up: " + used + " are stored, and "
                    + bytes + " more do not fit; trash and versions count, so empty the trash or delete something");
        }
    }

    /** Bytes that are set aside until closed. */
    interface Reservation extends AutoCloseable {
        @Override
        void close();
    }

    /** Sets bytes aside that are about to be committed. */
    Reservation reserve(SpaceId space, long bytes) throws IOException {
        if (bytes <= 0 || spaces.quotaOf(space).isEmpty()) {
            return () -> {};
        }
        AtomicLong sum = reservedIn(space);
        long mine = sum.addAndGet(bytes);
        try {
            long missing = used(space) + mine - spaces.quotaOf(space).orElse(Long.MAX_VALUE);
            if (missing > 0 && !giving.make(space, missing)) {
                judge(space, bytes, mine - bytes, 0);
            }
        } catch (IOException | RuntimeException refused) {
            sum.addAndGet(-bytes);
            throw refused;
        }
        return () -> sum.addAndGet(-bytes);
    }

    /** The bytes of a space: in its files, in its trash and of its versions. */
    private long used(SpaceId space) throws IOException {
        return present(space) + kept.bytes(space);
    }

    private long present(SpaceId space) throws IOException {
        if (space.equals(spaces.rootSpace())) {
            return Math.max(0, tree.settleRoot().size() - spaces.sizeOfAll(tree));
        }
        Optional<RelPath> path = spaces.get(space).map(home -> home.path());
        return path.isEmpty() ? 0 : tree.sizeOf(path.get());
    }

    private long free() {
        try (CallBuffer s = scratches.take()) {
            long free = Posix.free(s, rootFd);
            return free < 0 ? Long.MAX_VALUE : free;
        }
    }

    /** Whether the disk has no room left. */
    boolean isFull() {
        return free() < WORTH_ASKING;
    }

    /** The room in a space. */
    Quota quota(SpaceId space) throws IOException {
        long used = used(space);
        long free = free();
        Optional<Long> quota = spaces.quotaOf(space);
        if (quota.isEmpty()) {
            return new Quota(OptionalLong.empty(), OptionalLong.of(used), OptionalLong.of(free));
        }
        long left = Math.max(0, quota.get() - used + giving.bytes(space)); // what gives way is no reason not to try
        return new Quota(OptionalLong.of(quota.get()), OptionalLong.of(used), OptionalLong.of(Math.min(left, free)));
    }
}
