/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FsStatus;
import org.apache.hadoop.fs.QuotaUsage;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;

/** How much room spaces have: by the quota that they were given, and by what HDFS has left. */
final class Room {

    private final Hdfs own;
    private final Tree tree;
    private final Folders folders;
    private final HdfsSpaces spaces;
    private final Optional<Long> rootQuota;

    Room(Hdfs own, Tree tree, Folders folders, HdfsSpaces spaces, Optional<Long> rootQuota) {
        this.own = own;
        this.tree = tree;
        this.folders = folders;
        this.spaces = spaces;
        this.rootQuota = rootQuota;
    }

    private Optional<Long> limit(Optional<Space> space) {
        return space.isPresent() ? space.get().quota() : rootQuota;
    }

    private long used(Optional<Space> space) {
        if (space.isPresent()) {
            return bytes(space.get().path()) + trashed(space.get().id().value());
        }
        long inSpaces = bytes(RelPath.parse("users")) + bytes(RelPath.parse("projects"));
        return Math.max(0, bytes(RelPath.root()) - inSpaces)
                + trashed(spaces.rootSpace().value());
    }

    private long bytes(RelPath path) {
        Status status = own.stat(tree.place(path));
        return status == null || !status.isFolder() ? 0 : folders.bytes(new Folder(path, status));
    }

    private long trashed(String space) {
        return own.bytesBelow(tree.reserved() + "/" + TrashBin.FOLDER + "/" + space);
    }

    /** Refuses what would not fit into the space that a path lies in. */
    void require(RelPath path, long more) {
        Optional<Space> space = spaces.above(path);
        Optional<Long> limit = limit(space);
        if (limit.isPresent() && more > 0 && used(space) + more > limit.get()) {
            throw new WeftException.NoSpace(
                    "the quota of " + limit.get() + " bytes leaves no room for " + more + " more");
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
                    OptionalLong.of(Math.max(0, limit.get() - used)));
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
