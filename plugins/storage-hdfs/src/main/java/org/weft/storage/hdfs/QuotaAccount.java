/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.hadoop.fs.FsStatus;
import org.apache.hadoop.fs.QuotaUsage;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;

/** How much room spaces have: by the quota that they were given, and by what HDFS has left. */
final class QuotaAccount {

    /** How often room is made for one change, while others take it. */
    private static final int ROUNDS = 20;

    private final HdfsClient own;
    private final Tree tree;
    private final TreePropagation folders;
    private final HdfsSpaces spaces;
    private final Optional<Long> rootQuota;
    private final RoomMaker giving;

    QuotaAccount(
            HdfsClient own,
            Tree tree,
            TreePropagation folders,
            HdfsSpaces spaces,
            Optional<Long> rootQuota,
            RoomMaker giving) {
        this.own = own;
        this.tree = tree;
        this.folders = folders;
        this.spaces = spaces;
        this.rootQuota = rootQuota;
        this.giving = giving;
    }

    private Optional<Long> limit(Optional<Space> space) {
        return space.isPresent() ? space.get().quota() : rootQuota;
    }

    private long used(Optional<Space> space) {
        if (space.isPresent()) {
            return bytes(space.get().path()) + giving.trashed(id(space));
        }
        long inSpaces = bytes(RelPath.parse("users")) + bytes(RelPath.parse("projects"));
        return Math.max(0, bytes(RelPath.root()) - inSpaces) + giving.trashed(id(space));
    }

    private long bytes(RelPath path) {
        InodeStatus status = own.stat(tree.place(path));
        return status == null || !status.isFolder() ? 0 : folders.bytes(new FoundFolder(path, status));
    }

    private String id(Optional<Space> space) {
        return space.map(Space::id).orElseGet(spaces::rootSpace).value();
    }

    /** By how much the space that a path lies in is too small. */
    private long missing(Optional<Space> space, long more) {
        Optional<Long> limit = limit(space);
        return limit.isEmpty() || more <= 0 ? 0 : used(space) + more - limit.get();
    }

    /** Refuses what would not fit into the space that a path lies in, whatever gave way. */
    void requireInTheEnd(RelPath path, long more) {
        Optional<Space> space = spaces.above(path);
        long missing = missing(space, more);
        if (missing > 0 && missing > giving.bytes(id(space))) {
            throw full(space, more);
        }
    }

    /** Refuses what does not fit into the space that a path lies in. */
    void require(RelPath path, long more) {
        Optional<Space> space = spaces.above(path);
        if (missing(space, more) > 0) {
            throw full(space, more);
        }
    }

    private WeftException.NoSpace full(Optional<Space> space, long more) {
        return new WeftException.NoSpace("the quota of " + limit(space).orElse(0L) + " bytes leaves no room for " + more
                + " more; the trash counts, so empty it or delete something");
    }

    /**
     * Makes room, without any lock.
     *
     * @return whether there is room now
     */
    private boolean make(RelPath path, long more) {
        Optional<Space> space = spaces.above(path);
        long missing = missing(space, more);
        return missing <= 0 || giving.make(id(space), missing);
    }

    /** Room for one change at a path. */
    Making making(RelPath path) {
        return new Making(path);
    }

    /** Room for one change: asked for in its step, and made before the next attempt, since that takes long. For one thread. */
    final class Making {
        private final RelPath path;
        private int rounds;
        private WeftException.@Nullable NoSpace refusal;

        private Making(RelPath path) {
            this.path = path;
        }

        /** Whether there is room. If not, the step does nothing. */
        boolean isThere(long more) {
            try {
                require(path, more);
                refusal = null;
                return true;
            } catch (WeftException.NoSpace full) {
                refusal = full;
                return false;
            }
        }

        /**
         * Makes the room that the last step did not find, without any lock.
         *
         * @throws WeftException.NoSpace when there is none, or others keep taking it
         */
        void make(LongSupplier more) {
            WeftException.NoSpace full = refusal;
            if (full != null && (rounds++ == ROUNDS || !QuotaAccount.this.make(path, more.getAsLong()))) {
                throw full;
            }
        }
    }

    /** Whether the space that a path lies in has a quota, so that commits into it are judged one after the other. */
    boolean isLimited(RelPath path) {
        return limit(spaces.above(path)).isPresent();
    }

    Quota quota(RelPath path) {
        Optional<Space> space = spaces.above(path);
        long used = used(space);
        Optional<Long> limit = limit(space);
        if (limit.isPresent()) {
            return new Quota(
                    OptionalLong.of(limit.get()),
                    OptionalLong.of(used),
                    OptionalLong.of(Math.max(0, limit.get() - used + giving.bytes(id(space)))));
        }
        long left = left();
        return new Quota(OptionalLong.of(used + left), OptionalLong.of(used), OptionalLong.of(left));
    }

    /** What HDFS has room for, as files with the usual number of copies. */
    private long left() {
        FsStatus cluster = own.room();
        long left = cluster.getRemaining();
        QuotaUsage quota = own.quota(tree.place(RelPath.root()));
        if (quota.getSpaceQuota() > 0) {
            left = Math.min(left, quota.getSpaceQuota() - quota.getSpaceConsumed());
        }
        return Math.max(0, left / own.copies());
    }
}
