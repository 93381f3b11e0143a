/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.weft.spi.DriverContext;
import org.weft.spi.Mutex;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.write.Commit;

/**
 * What everything that changes the tree needs.
 *
 * @param own the server's own client
 * @param context lends the locks that all nodes of the site share
 */
record WriteContext(
        HdfsClient own,
        Tree tree,
        Nodes nodes,
        HdfsSpaces spaces,
        TreePropagation folders,
        FileAttributes marks,
        IdCache links,
        TempFiles temps,
        QuotaAccount room,
        SnapshotKeeper keep,
        DriverContext context) {

    /** The locks of folders and maybe of a quota, let go in the opposite order. */
    static final class Locks implements AutoCloseable {
        private final Deque<Mutex.Held> held = new ArrayDeque<>();

        @Override
        public void close() {
            while (!held.isEmpty()) {
                held.pop().close();
            }
        }
    }

    /** Keeps other writers of Weft out of some folders, on all nodes. Always in the same order, so that none waits forever. */
    Locks lock(Optional<RelPath> limited, FoundFolder... folders) {
        TreeSet<String> keys = new TreeSet<>();
        for (FoundFolder folder : folders) {
            keys.add("folder-" + folder.inode());
        }
        limited.filter(room::isLimited)
                .ifPresent(path -> keys.add("quota-" + spaces.spaceOf(path).value()));
        Locks locks = new Locks();
        try {
            for (String key : keys) {
                locks.held.push(context.mutex(key).acquire());
            }
            return locks;
        } catch (RuntimeException failure) {
            locks.close();
            throw failure;
        }
    }

    /** A visible step that finds out whether things are still what the guard was told. */
    @FunctionalInterface
    interface Step<T> {
        /** @return null when they are not, and nothing was changed */
        @Nullable
        T take() throws IOException;
    }

    /**
     * A change that was judged.
     *
     * @param affected for the guard
     * @param step the visible step
     */
    record Planned<T>(Affected affected, Step<T> step) implements Commit.Plan<T> {
        @Override
        public Attempt<T> take() throws IOException {
            T made = step.take();
            return made == null ? Attempt.stale() : Attempt.committed(made);
        }
    }
}
