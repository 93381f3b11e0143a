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
final class Opening {

    private final Tree tree;
    private final Nodes nodes;
    private final Keep keep;

    Opening(Tree tree, Nodes nodes, Keep keep) {
        this.tree = tree;
        this.nodes = nodes;
        this.keep = keep;
    }

    Content open(Hdfs as, RelPath path, ReadSpec spec) throws IOException {
        if (path.isRoot()) {
            throw new WeftException.Conflict("the root is a folder and has no content");
        }
        Folder parent = tree.open(as, path.parent(), Tree.Purpose.STAT);
        Child child = look(as, parent, path);
        Opened opened = open(as, path, child);
        while (opened == null) {
            Child now = look(as, parent, path);
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
    private @Nullable Opened open(Hdfs as, RelPath path, Child child) throws IOException {
        String place = Hdfs.place(child.inode());
        Opened opened = Opened.of(as, place, child.status().size(), "to read /" + path);
        if (opened == null || !keep.mayLiveOn()) {
            return opened;
        }
        boolean same = false;
        try {
            Status still = as.stat(place);
            same = still != null && still.inode() == child.inode();
        } finally {
            if (!same) {
                opened.close();
            }
        }
        return same ? opened : null;
    }

    private Child look(Hdfs as, Folder parent, RelPath path) {
        Child child = tree.look(as, parent, path.name());
        if (child == null) {
            throw new WeftException.NotFound("there is no /" + path);
        }
        if (child.kind() != Kind.FILE) {
            throw new WeftException.Conflict("/" + path + " is a folder or a link and has no content");
        }
        return child;
    }
}
