/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/** Describes what the tree found to the kernel. */
final class Nodes {

    private final Tree tree;
    private final TreePropagation folders;
    private final HdfsSpaces spaces;
    private final NodeIds ids;

    Nodes(Tree tree, TreePropagation folders, HdfsSpaces spaces, NodeIds ids) {
        this.tree = tree;
        this.folders = folders;
        this.spaces = spaces;
        this.ids = ids;
    }

    /** The node at a path. */
    Node at(HdfsClient as, RelPath path) {
        if (path.isRoot()) {
            return of(tree.open(as, path, Tree.Purpose.STAT));
        }
        FoundFolder parent = tree.open(as, path.parent(), Tree.Purpose.STAT);
        DirEntry child = tree.look(as, parent, path.name());
        if (child == null) {
            throw new WeftException.NotFound("there is no /" + path);
        }
        return of(parent, child);
    }

    /** A child of a folder. */
    Node of(FoundFolder parent, DirEntry child) {
        RelPath path = parent.path().resolve(child.name());
        SpaceId space = spaces.spaceOf(path);
        if (!child.isFolder()) {
            return file(parent, path, space, child);
        }
        FolderTally tally = folders.of(new FoundFolder(path, child.status()));
        return folder(path, space, tally).parent(ids.node(parent.inode())).build();
    }

    /** Many children of a folder. */
    List<Node> of(FoundFolder parent, List<DirEntry> children) {
        List<FoundFolder> below = children.stream()
                .filter(DirEntry::isFolder)
                .map(child -> new FoundFolder(parent.path().resolve(child.name()), child.status()))
                .toList();
        List<FolderTally> tallies = folders.of(below);
        boolean divides = spaces.dividesChildrenOf(parent.path());
        SpaceId space = spaces.spaceOf(parent.path());
        List<Node> nodes = new ArrayList<>(children.size());
        int next = 0;
        for (DirEntry child : children) {
            RelPath path = parent.path().resolve(child.name());
            SpaceId its = divides ? spaces.spaceOf(path) : space;
            nodes.add(
                    child.isFolder()
                            ? folder(path, its, tallies.get(next++))
                                    .parent(ids.node(parent.inode()))
                                    .build()
                            : file(parent, path, its, child));
        }
        return nodes;
    }

    private Node file(FoundFolder parent, RelPath path, SpaceId space, DirEntry child) {
        InodeStatus status = child.status();
        return Node.builder(space, ids.node(child.origin()), child.kind(), path)
                .parent(ids.node(parent.inode()))
                .size(status.size())
                .mtime(Instant.ofEpochMilli(status.mtime()))
                .etag(EtagHash.etag(ids.tag(), status.inode(), status.mtime(), status.size()))
                .checksums(child.mark().checksums(status))
                .build();
    }

    /** A folder itself, as it is now. */
    Node of(FoundFolder folder) {
        Node.Builder node = folder(folder.path(), spaces.spaceOf(folder.path()), folders.of(folder));
        if (!folder.path().isRoot()) {
            node.parent(ids.node(tree.chain(folder).get(1)));
        }
        return node.build();
    }

    private Node.Builder folder(RelPath path, SpaceId space, FolderTally tally) {
        return Node.builder(space, ids.node(tally.inode()), Kind.FOLDER, path)
                .size(tally.bytes())
                .mtime(Instant.ofEpochMilli(tally.treeMtime()))
                .etag(EtagHash.etag(ids.tag(), tally.inode(), tally.revision()));
    }
}
