/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Sink;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Progress;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Upkeep;

/** Compares the ledger with HDFS, makes it anew, and takes away what nothing refers to. */
final class HdfsUpkeep implements Upkeep {

    private static final int BATCH = 500;
    private static final Duration LEFT_OVER = Duration.ofHours(1);
    private static final Duration UNFINISHED = Duration.ofMinutes(1);

    private final WriteContext shop;
    private final DriverTables ledger;
    private final TrashBin trash;
    private final Optional<Duration> trashKeep;
    private final Progress progress = new Progress();

    HdfsUpkeep(WriteContext shop, DriverTables ledger, TrashBin trash, Optional<Duration> trashKeep) {
        this.shop = shop;
        this.ledger = ledger;
        this.trash = trash;
        this.trashKeep = trashKeep;
    }

    private FoundFolder root() {
        return shop.tree().open(shop.own(), RelPath.root(), Tree.Purpose.LIST);
    }

    private Instant now() {
        return Instant.ofEpochMilli(shop.folders().now());
    }

    /** How far a check or a rebuild has come. */
    Progress progress() {
        return progress;
    }

    @Override
    public void check(Sink<Finding> sink) {
        try (Progress.Step step = progress.begin("compares the ledger with HDFS", "names")) {
            compare(sink);
        }
    }

    private void compare(Sink<Finding> sink) {
        boolean[] wanted = {true};
        Sink<Finding> careful = finding -> wanted[0] = wanted[0] && sink.accept(finding);
        new TreeWalk(shop.own()).through(root(), (folder, page) -> {
            progress.add(page.size());
            checkFiles(folder, page, careful);
            return wanted[0];
        });
        if (wanted[0]) {
            checkFolders(careful);
            leftOvers((place, status) ->
                    careful.accept(new Finding("left-over", place, "a temporary file that nobody writes any more")));
            int unfinished = ledger.openIntents(now().minus(UNFINISHED).toEpochMilli());
            if (unfinished > 0) {
                careful.accept(new Finding(
                        "unfinished-change", "", unfinished + " changes were under way when a server ended"));
            }
        }
    }

    private void checkFiles(FoundFolder folder, FolderPages.Page page, Sink<Finding> sink) {
        List<DirEntry> children = shop.tree().children(shop.own(), folder, page.names(), page.statuses());
        for (DirEntry child : children) {
            String where = folder.path().resolve(child.name()).toString();
            if (child.kind() == Kind.FILE && child.origin() != child.inode()) {
                List<Long> bearers = ledger.bearers(child.origin());
                if (!bearers.contains(child.inode())) {
                    sink.accept(new Finding(
                            "unknown-id", where, "the file bears an id that the ledger does not lead to it"));
                }
            }
        }
    }

    private void checkFolders(Sink<Finding> sink) {
        eachFollowed((tally, status) -> {
            // A folder that is gone is no fault: what Weft purges it need not have known to the last folder.
            if (status != null
                    && tally.counted()
                    && tally.diskMtime() == status.mtime()
                    && !ledger.isChanging(tally.inode())) {
                FoundFolder folder = folder(tally.inode(), status);
                long bytes = shop.folders().counted(folder);
                FolderTally again = ledger.tallies(List.of(tally.inode())).get(tally.inode());
                if (again != null && again.changes() == tally.changes() && bytes != tally.bytes()) {
                    sink.accept(new Finding(
                            "wrong-size",
                            HdfsClient.place(tally.inode()),
                            "the ledger says " + tally.bytes() + " bytes, HDFS " + bytes));
                }
            }
        });
    }

    private FoundFolder folder(long inode, InodeStatus status) {
        // Only the root is told from the others by its path here.
        RelPath path = inode == shop.tree().rootInode() ? RelPath.root() : RelPath.parse("somewhere");
        return new FoundFolder(path, status);
    }

    private interface Followed {
        void look(FolderTally tally, @Nullable InodeStatus status);
    }

    private void eachFollowed(Followed look) {
        long after = -1;
        for (List<FolderTally> page = ledger.followed(after, BATCH);
                !page.isEmpty();
                page = ledger.followed(after, BATCH)) {
            for (FolderTally tally : page) {
                look.look(tally, shop.own().stat(HdfsClient.place(tally.inode())));
                after = tally.inode();
            }
        }
    }

    private interface LeftOver {
        void found(String place, InodeStatus status);
    }

    private void leftOvers(LeftOver each) {
        long before = now().minus(LEFT_OVER).toEpochMilli();
        FolderPages pages = new FolderPages(shop.own(), shop.temps().folder(), false, "");
        while (pages.hasMore()) {
            FolderPages.Page page = pages.next();
            for (int i = 0; i < page.size(); i++) {
                InodeStatus status = page.statuses().get(i);
                String place = shop.temps().folder() + "/" + page.names().get(i);
                // Whoever writes a file keeps HDFS's lease of it; HDFS closes it when that was lost.
                if (status.mtime() < before && (status.isFolder() || shop.own().isClosed(place))) {
                    each.found(place, status);
                }
            }
        }
    }

    @Override
    public long rebuild(Sink<Finding> done) {
        try (Progress.Step step = progress.begin("looks through the whole folder", "names")) {
            return lookThroughAll(done);
        }
    }

    private long lookThroughAll(Sink<Finding> done) {
        long[] count = {1};
        List<DriverTables.Adoption> batch = new ArrayList<>();
        TreeWalk.Visitor visitor = (folder, page) -> {
            List<FileAttribute> marks = shop.marks().of(shop.own(), page.statuses());
            for (int i = 0; i < page.size(); i++) {
                InodeStatus status = page.statuses().get(i);
                long origin = marks.get(i).originOf(status);
                if (origin != status.inode()) {
                    batch.add(new DriverTables.Adoption(status.inode(), origin));
                    if (!ledger.bearers(origin).contains(status.inode())) {
                        String where =
                                folder.path().resolve(page.names().get(i)).toString();
                        done.accept(new Finding("unknown-id", where, "the id leads to the file again"));
                    }
                }
            }
            if (batch.size() >= BATCH) {
                ledger.adopt(batch);
                batch.clear();
            }
            count[0] += page.size();
            progress.add(page.size());
            return true;
        };
        new TreeWalk(shop.own()).through(root(), visitor);
        long live = count[0];
        InodeStatus inTrash = shop.own().stat(shop.tree().reserved() + "/" + TrashBin.FOLDER);
        if (inTrash != null) {
            new TreeWalk(shop.own()).through(new FoundFolder(RelPath.parse("trash"), inTrash), visitor);
        }
        ledger.adopt(batch);
        ledger.completed();
        disown();
        lookThrough(done);
        return live;
    }

    private void disown() {
        long after = -1;
        for (List<DriverTables.Adoption> page = ledger.adoptions(after, BATCH);
                !page.isEmpty();
                page = ledger.adoptions(after, BATCH)) {
            List<Long> gone = new ArrayList<>();
            for (DriverTables.Adoption each : page) {
                if (shop.own().stat(HdfsClient.place(each.inode())) == null) {
                    gone.add(each.inode());
                }
                after = each.inode();
            }
            ledger.disown(gone);
        }
    }

    @Override
    public void tidy(Sink<Finding> done) {
        shop.folders().settleLost();
        lookThrough(done);
        disown();
        int kept = shop.keep().sweep();
        if (kept > 0) {
            done.accept(
                    new Finding("left-over", "", kept + " old snapshots that held replaced files for their readers"));
        }
        sweep(done);
    }

    /** What needs doing from time to time, and costs little: what dead servers left, and trash that is old enough. */
    void sweep(Sink<Finding> done) {
        leftOvers((place, status) -> {
            shop.temps().discard(shop.own(), place);
            done.accept(new Finding("left-over", place, "a temporary file that nobody wrote any more"));
        });
        trashKeep.ifPresent(keep -> trash.expire(now().minus(keep), key -> {
            done.accept(new Finding("expired", key, "purged from the trash"));
            return true;
        }));
    }

    /** Takes in what other programs changed, and lets go of folders that are gone. */
    private void lookThrough(Sink<Finding> done) {
        List<Long> gone = new ArrayList<>();
        eachFollowed((tally, status) -> {
            if (status == null) {
                gone.add(tally.inode());
            } else if (shop.folders().refresh(folder(tally.inode(), status))) {
                done.accept(new Finding(
                        "changed-outside",
                        HdfsClient.place(tally.inode()),
                        "another program changed something in this folder"));
            }
        });
        ledger.unfollow(gone);
    }
}
