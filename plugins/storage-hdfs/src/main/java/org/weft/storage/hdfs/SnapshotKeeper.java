/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

/**
 * Keeps the blocks of a file that is replaced for those who read it, where the cluster's operator allows snapshots. A file of
 * one block needs no keeping, see {@link PinnedFile}; the next block of a larger one would be gone when its turn comes. So a
 * snapshot is made before the file is replaced, unless a young one holds it already, and deleted when it is old: its name
 * tells when it was made, so that any server does, whoever made it.
 */
final class SnapshotKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotKeeper.class);
    private static final Pattern NAME = Pattern.compile("weft-reading-([0-9a-f]{1,16})-[0-9a-f]{1,16}");

    /** How long a reader may take. */
    private static final Duration AGE = Duration.ofHours(1);

    private final HdfsClient own;
    private final Tree tree;
    private final Clock clock;
    private final boolean snapshots;
    private volatile String newest = "";

    /**
     * @param snapshots whether there can be any
     */
    SnapshotKeeper(HdfsClient own, Tree tree, Clock clock, boolean snapshots) {
        this.own = own;
        this.tree = tree;
        this.clock = clock;
        this.snapshots = snapshots;
    }

    /** Whether what was replaced may live on, so that an inode's number leads to what has taken its name. */
    boolean mayLiveOn() {
        return snapshots;
    }

    /** Whether a snapshot is one of these, and no version of anything. */
    static boolean isOurs(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whatever is replaced now can be read on for a while. Never fails: then HDFS drops it as it always does. */
    void before(FoundFolder parent, DirEntry replaced) {
        if (!snapshots || !replaced.status().hasManyBlocks()) {
            return;
        }
        try {
            if (!holds(newest, parent.path().resolve(replaced.name()), replaced.inode())) {
                String name =
                        "weft-reading-" + Long.toHexString(clock.millis()) + "-" + Long.toHexString(replaced.inode());
                own.makeSnapshot(tree.place(RelPath.root()), name);
                newest = name;
            }
        } catch (WeftException failure) {
            LOG.atDebug().addKeyValue("reason", failure.text()).log("hdfs-not-kept-for-readers");
        }
    }

    private boolean holds(String name, RelPath path, long inode) {
        if (madeBefore(name, clock.instant().minus(AGE.dividedBy(2)))) {
            return false;
        }
        InodeStatus status = own.stat(snapshots() + "/" + name + Names.encode(path));
        return status != null && status.inode() == inode;
    }

    /** Whether a snapshot was made before a moment; true for none at all. */
    private static boolean madeBefore(String name, Instant moment) {
        Matcher matcher = NAME.matcher(name);
        return !matcher.matches()
                || Instant.ofEpochMilli(Long.parseUnsignedLong(matcher.group(1), 16))
                        .isBefore(moment);
    }

    private String snapshots() {
        String root = tree.place(RelPath.root());
        return (root.equals("/") ? "" : root) + "/.snapshot";
    }

    /** Deletes the snapshots that are old, also those of servers that ended. @return how many */
    int sweep() {
        if (!snapshots) {
            return 0;
        }
        Instant before = clock.instant().minus(AGE);
        List<String> old = new ArrayList<>();
        FolderPages pages = new FolderPages(own, snapshots(), false, "");
        while (pages.hasMore()) {
            pages.next().names().stream()
                    .filter(name -> isOurs(name) && madeBefore(name, before))
                    .forEach(old::add);
        }
        old.forEach(name -> own.deleteSnapshot(tree.place(RelPath.root()), name));
        return old.size();
    }
}
