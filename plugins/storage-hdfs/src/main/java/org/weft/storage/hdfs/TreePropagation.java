/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;

/**
 * Carries changes to the folders above, so that etag, size and time of a folder tell of everything below it. HDFS itself
 * changes a folder's time with its list of names only; the rest is in the ledger.
 */
final class TreePropagation {

    private static final Logger LOG = LoggerFactory.getLogger(TreePropagation.class);
    private static final int ATTEMPTS = 8;
    private static final long LOST_MILLIS = 60_000;

    private final HdfsClient own;
    private final Tree tree;
    private final IdCache links;
    private final DriverTables ledger;
    private final ParallelCalls fan;
    private final Clock clock;
    private final boolean follows;

    /**
     * @param follows whether folders follow what happens below them; else they tell what HDFS does
     */
    TreePropagation(
            HdfsClient own,
            Tree tree,
            IdCache links,
            DriverTables ledger,
            ParallelCalls fan,
            Clock clock,
            boolean follows) {
        this.own = own;
        this.tree = tree;
        this.links = links;
        this.ledger = ledger;
        this.fan = fan;
        this.clock = clock;
        this.follows = follows;
    }

    long now() {
        return clock.millis();
    }

    /** How a folder stands. */
    FolderTally of(FoundFolder folder) {
        return of(List.of(folder)).getFirst();
    }

    /** How some folders stand: one question to the database, and a count by the name node for each that is new. */
    List<FolderTally> of(List<FoundFolder> folders) {
        if (!follows) {
            return folders.stream()
                    .map(folder -> FolderTally.plain(folder.status()))
                    .toList();
        }
        Map<Long, FolderTally> known = new ConcurrentHashMap<>(
                ledger.tallies(folders.stream().map(FoundFolder::inode).toList()));
        List<FoundFolder> unsettled = new ArrayList<>();
        for (FoundFolder folder : folders) {
            FolderTally tally = known.get(folder.inode());
            if (tally == null
                    || !tally.counted()
                    || tally.diskMtime() != folder.status().mtime()) {
                unsettled.add(folder);
            }
        }
        fan.each(unsettled, folder -> known.put(folder.inode(), settle(folder)));
        return folders.stream().map(folder -> known.get(folder.inode())).toList();
    }

    /** The bytes below a folder. */
    long bytes(FoundFolder folder) {
        return follows ? of(folder).bytes() : count(folder);
    }

    /** Counts a folder that is new, or that another program has changed, and tells those above of it. */
    private FolderTally settle(FoundFolder folder) {
        FolderTally last = FolderTally.plain(folder.status());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            FolderTally known = ledger.tallies(List.of(folder.inode())).get(folder.inode());
            if (known == null) {
                ledger.follow(new FolderTally(
                        folder.inode(),
                        0,
                        0,
                        0,
                        folder.status().mtime(),
                        folder.status().mtime(),
                        false));
                continue;
            }
            InodeStatus status = own.stat(folder.place());
            if (status == null) {
                return known;
            }
            boolean foreign = known.diskMtime() != status.mtime();
            if (known.counted() && !foreign) {
                return known;
            }
            long bytes = count(folder);
            boolean changed = foreign || known.changes() > 0 && bytes != known.bytes();
            if (ledger.counted(known, bytes, status.mtime(), changed)) {
                if (changed) {
                    List<Long> above = tree.climb(folder.inode());
                    ledger.bump(above.subList(1, above.size()), now());
                }
            } else {
                last = new FolderTally(
                        folder.inode(), known.revision(), 0, bytes, known.treeMtime(), known.diskMtime(), false);
                pause(attempt);
            }
        }
        FolderTally known = ledger.tallies(List.of(folder.inode())).get(folder.inode());
        return known != null && known.counted() ? known : last; // busy without end: counted next time
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(1L << attempt);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WeftException.Unavailable("the server takes the storage away", interrupted);
        }
    }

    /** The bytes below a folder, as the name node counts them now. */
    long counted(FoundFolder folder) {
        return count(folder);
    }

    /** What the name node counts; of the root without the driver's own folder. */
    private long count(FoundFolder folder) {
        if (folder.inode() != tree.rootInode()) {
            return own.bytesBelow(folder.place());
        }
        long bytes = 0;
        FolderPages pages = new FolderPages(own, folder.place(), true, "");
        while (pages.hasMore()) {
            for (InodeStatus status : pages.next().statuses()) {
                bytes += status.isFolder() ? own.bytesBelow(HdfsClient.place(status.inode())) : status.size();
            }
        }
        return bytes;
    }

    /** Compares a folder with what is known, and tells those above when another program has changed something. */
    boolean refresh(FoundFolder folder) {
        FolderTally before = ledger.tallies(List.of(folder.inode())).get(folder.inode());
        if (!follows || before == null || ledger.isChanging(folder.inode())) {
            return false;
        }
        long bytes = count(folder);
        if (before.counted() && before.diskMtime() == folder.status().mtime() && before.bytes() == bytes) {
            return false;
        }
        FolderTally after = settleAnew(folder, before, bytes);
        return after.revision() != before.revision();
    }

    private FolderTally settleAnew(FoundFolder folder, FolderTally before, long bytes) {
        if (before.counted() && before.diskMtime() == folder.status().mtime()) {
            if (ledger.counted(before, bytes, before.diskMtime(), true)) {
                List<Long> above = tree.climb(folder.inode());
                ledger.bump(above.subList(1, above.size()), now());
            }
            return ledger.tallies(List.of(folder.inode())).getOrDefault(folder.inode(), before);
        }
        return settle(folder);
    }

    /** Begins to follow a folder that is new and empty. */
    void followNew(InodeStatus folder, long treeMtime) {
        if (follows) {
            ledger.follow(new FolderTally(folder.inode(), 0, 0, 0, treeMtime, folder.mtime(), true));
        }
    }

    /** Settles what a server that ended left behind. */
    void settleLost() {
        int lost = ledger.settleLost(now() - LOST_MILLIS, now());
        if (lost > 0) {
            LOG.atWarn().addKeyValue("changes", lost).log("hdfs-unfinished-changes-settled");
        }
    }

    /**
     * Begins a change of the names in some folders.
     *
     * @throws WeftException.NotFound as {@code NotFound.parent}, when one is seen not to be any more where it was found
     */
    Change begin(List<FoundFolder> folders, long adopter, long origin) {
        while (true) {
            Change change = new Change(folders, adopter, origin);
            if (change.isAsPlanned()) {
                return change;
            }
        }
    }

    Change begin(List<FoundFolder> folders) {
        return begin(folders, 0, 0);
    }

    /** A change under way; written down before it is made. Exactly one of its endings is called. */
    final class Change {
        private final String token = UUID.randomUUID().toString();
        private final List<FoundFolder> folders;
        private final List<List<Long>> chains = new ArrayList<>();
        private final Map<Long, Long> before = new HashMap<>();
        private final long moves;

        private Change(List<FoundFolder> folders, long adopter, long origin) {
            this.folders = folders;
            List<Long> all = new ArrayList<>();
            for (FoundFolder folder : folders) {
                List<Long> chain = follows ? tree.chain(folder) : List.of();
                chains.add(chain);
                all.addAll(chain);
            }
            this.moves = ledger.open(new DriverTables.Intent(token, all, adopter, origin), now());
        }

        private boolean isAsPlanned() {
            if (links.areOf(moves)) {
                folders.forEach(folder -> before.put(folder.inode(), found(folder)));
                return true;
            }
            ledger.drop(token);
            return false;
        }

        /** The time of a folder where it was found; it may be in the trash by now. */
        private long found(FoundFolder folder) {
            if (!follows) {
                return 0;
            }
            InodeStatus status = own.stat(tree.place(folder.path()));
            if (status == null || status.inode() != folder.inode()) {
                ledger.drop(token);
                throw WeftException.NotFound.parent("the folder /" + folder.path() + " was moved or deleted meanwhile");
            }
            return status.mtime();
        }

        private long mtime(FoundFolder folder) {
            InodeStatus status = follows ? own.stat(folder.place()) : null;
            return status == null ? 0 : status.mtime();
        }

        /** Nothing was changed. */
        void cancelled() {
            ledger.drop(token);
        }

        /**
         * Makes the visible step. When the name node refuses it, nothing has changed; when it does not answer, the change
         * counts as lost, and its folders are counted anew.
         */
        void make(Runnable step, Supplier<Boolean> wasMade) {
            try {
                step.run();
            } catch (WeftException.Unavailable unknown) {
                if (!madeAnyway(wasMade)) {
                    throw unknown;
                }
            } catch (RuntimeException refused) {
                cancelled();
                throw refused;
            }
        }

        private boolean madeAnyway(Supplier<Boolean> wasMade) {
            try {
                return wasMade.get();
            } catch (WeftException stillAway) {
                LOG.debug("hdfs-outcome-unknown token={}", token);
                return false;
            }
        }

        /**
         * The change was made.
         *
         * @param growth of each folder given at the beginning, in bytes
         * @param gone the inode of a file that was replaced, or 0
         * @param movesFolder whether a folder has another path now
         */
        void made(List<Long> growth, @Nullable Long gone, boolean movesFolder) {
            Map<Long, Long> sums = new HashMap<>();
            List<DriverTables.Touch> touched = new ArrayList<>();
            for (int i = 0; i < folders.size(); i++) {
                for (long inode : chains.get(i)) {
                    sums.merge(inode, growth.get(i), Long::sum);
                }
                if (follows) {
                    long inode = folders.get(i).inode();
                    touched.add(new DriverTables.Touch(inode, before.getOrDefault(inode, 0L), mtime(folders.get(i))));
                }
            }
            long moved = ledger.close(
                    new DriverTables.Edit(token, sums, touched, gone == null ? 0 : gone, movesFolder), now());
            if (follows && moved != moves + (movesFolder ? 1 : 0)) {
                // A folder was moved meanwhile, maybe one of these: those that are above now hear of it, too.
                folders.forEach(folder -> ledger.bump(tree.climb(folder.inode()), now()));
            }
        }
    }
}
