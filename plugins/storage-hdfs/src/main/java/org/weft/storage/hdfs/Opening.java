/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.RelPath;

/** Opens files for reading, by their inodes: what is read is what was looked at, whatever takes its name meanwhile. */
final class Opening {

    private final Tree tree;
    private final Nodes nodes;

    Opening(Tree tree, Nodes nodes) {
        this.tree = tree;
        this.nodes = nodes;
    }

    Content open(Hdfs as, RelPath path, ReadSpec spec) throws IOException {
        if (path.isRoot()) {
            throw new WeftException.Conflict("the root is a folder and has no content");
        }
        Folder parent = tree.open(as, path.parent(), Tree.Purpose.STAT);
        Child child = look(as, parent, path);
        Opened opened = Opened.of(as, Hdfs.place(child.inode()), child.status().size(), "to read /" + path);
        while (opened == null) {
            Child now = look(as, parent, path);
            if (now.inode() == child.inode()) {
                throw new WeftException.Unavailable("HDFS has no block of /" + path + " now; try again");
            }
            child = now;
            opened = Opened.of(as, Hdfs.place(child.inode()), child.status().size(), "to read /" + path);
        }
        return opened.content(nodes.of(parent, child), spec);
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
