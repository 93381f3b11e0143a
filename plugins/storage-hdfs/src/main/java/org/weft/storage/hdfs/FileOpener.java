/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.RelPath;

/** Opens files for reading, by their inodes: what is read is what was looked at, whatever takes its name meanwhile. */
final class FileOpener {

    private final Tree tree;
    private final Nodes nodes;
    private final SnapshotKeeper keep;

    FileOpener(Tree tree, Nodes nodes, SnapshotKeeper keep) {
        this.tree = tree;
        this.nodes = nodes;
        this.keep = keep;
    }

    Content open(HdfsClient as, RelPath path, ReadSpec spec) throws IOException {
        if (path.isRoot()) {
            throw new WeftException.Conflict("the root is a folder and has no content");
        }
        FoundFolder parent = tree.open(as, path.parent(), Tree.Purpose.STAT);
        DirEntry child = look(as, parent, path);
        PinnedFile opened = open(as, path, child);
        while (opened == null) {
            DirEntry now = look(as, parent, path);
            if (now.inode() == child.inode()) {
                throw new WeftException.Unavailable("HDFS has no block of /" + path + " now; try again");
            }
            child = now;
            opened = open(as, path, child);
        }
        return opened.content(nodes.of(parent, child), spec);
    }

    /**
     * Opens what was looked at. A snapshot may hold a file that was replaced meanwhile: HDFS then makes its path of the
     * inode's number, and opens what is there now.
     *
     * @return null when it is gone or was replaced
     */
    private @Nullable PinnedFile open(HdfsClient as, RelPath path, DirEntry child) throws IOException {
        String place = HdfsClient.place(child.inode());
        PinnedFile opened = PinnedFile.of(as, place, child.status().size(), "to read /" + path);
        if (opened == null || !keep.mayLiveOn()) {
            return opened;
        }
        boolean same = false;
        try {
            InodeStatus still = as.stat(place);
            same = still != null && still.inode() == child.inode();
        } finally {
            if (!same) {
                opened.close();
            }
        }
        return same ? opened : null;
    }

    private DirEntry look(HdfsClient as, FoundFolder parent, RelPath path) {
        DirEntry child = tree.look(as, parent, path.name());
        if (child == null) {
            throw new WeftException.NotFound("there is no /" + path);
        }
        if (child.kind() != Kind.FILE) {
            throw new WeftException.Conflict("/" + path + " is a folder or a link and has no content");
        }
        return child;
    }
}
