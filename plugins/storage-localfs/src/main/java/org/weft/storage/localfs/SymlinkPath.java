/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.util.List;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;

/**
 * How a path that leads over symbolic links is seen. What lies below the last link bears an id that is made of the links' ids
 * and its own, so that one thing at two paths is two things for clients, each found by its id.
 *
 * @param named the path of the last link, as clients name it
 * @param real where it leads; no link is on that way
 * @param links the ids of the links on the way, joined; empty when there are none
 * @param holder the id of the folder that the last link is shown in
 * @param trodden the folders that the links on the way lie in, to none of which a link may lead back
 */
record SymlinkPath(RelPath named, RelPath real, String links, NodeId holder, List<RelPath> trodden) {

    /** Between two ids. */
    static final char JOINT = '~';

    private static final SymlinkPath PLAIN =
            new SymlinkPath(RelPath.root(), RelPath.root(), "", new NodeId("-"), List.of());
    private static final int MOST_LINKS = 4;

    /** Over no link. */
    static SymlinkPath plain() {
        return PLAIN;
    }

    boolean isPlain() {
        return links.isEmpty();
    }

    /** The disk's path of one that a client named, which lies at or below the last link. */
    RelPath real(RelPath path) {
        return isPlain() ? path : real.resolve(path.relativeTo(named));
    }

    /** A path of the disk as clients name it. */
    RelPath named(RelPath path) {
        return isPlain() ? path : named.resolve(path.relativeTo(real));
    }

    /** Whether one more link may be followed: not too many, and none that leads back to where this way has been. */
    boolean leadsOn(RelPath folder, RelPath target) {
        long many = isPlain() ? 0 : links.chars().filter(c -> c == JOINT).count() + 1;
        return many < MOST_LINKS
                && !folder.startsWith(target)
                && trodden.stream().noneMatch(before -> before.startsWith(target));
    }

    /** The id of a node of the disk, as it is told of one that lies below the last link. */
    private NodeId id(NodeId below) {
        return new NodeId(links + JOINT + below);
    }

    /** A node of the disk as it is seen on this way. */
    Node view(Node node) {
        if (isPlain() || !node.path().startsWith(real)) {
            return node;
        }
        RelPath below = node.path().relativeTo(real);
        NodeId id = below.isRoot() ? new NodeId(links) : id(node.id());
        NodeId top = new NodeId(links);
        NodeId parent = below.isRoot()
                ? holder
                : below.depth() == 1 ? top : node.parent().map(this::id).orElse(top);
        return node.toBuilder(id, named.resolve(below))
                .parent(parent)
                .actualPath(node.actualPath().orElse(node.path()))
                .build();
    }
}
