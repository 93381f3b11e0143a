/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * Where a reference leads, as it was at one moment.
 *
 * @param chain the nodes from the root down to the last one that is there
 * @param path from the root
 */
record ResolvedPath(List<NodeRow> chain, RelPath path) {

    ResolvedPath {
        chain = List.copyOf(chain);
    }

    /** The node, if it is there. */
    @Nullable
    NodeRow node() {
        return chain.size() == path.depth() + 1 ? chain.getLast() : null;
    }

    /**
     * The node.
     *
     * @throws WeftException.NotFound when it is not there
     */
    NodeRow require() {
        NodeRow node = node();
        if (node == null) {
            throw new WeftException.NotFound("there is no /" + path);
        }
        return node;
    }

    /** The folder that the node lies in, or would; the root has none. */
    NodeRow parent() {
        int depth = path.depth();
        if (depth == 0) {
            throw new WeftException.Conflict("the root lies in no folder");
        }
        boolean missing = chain.size() < depth;
        NodeRow last = chain.get(Math.min(chain.size(), depth) - 1);
        if (!last.isFolder()) {
            throw new WeftException.Conflict("a file is where /" + path + " needs a folder");
        }
        if (missing) {
            throw WeftException.NotFound.parent("the folder of /" + path + " does not exist");
        }
        return last;
    }

    /** The nodes from the root down to the parent. */
    List<NodeRow> above() {
        return chain.subList(0, Math.min(chain.size(), path.depth()));
    }

    /** The folders that show a change of the node: from its parent up to the root of the space. */
    List<NodeRow> showing() {
        return inSpace(above());
    }

    /** The last part of a chain that lies in one space. */
    static List<NodeRow> inSpace(List<NodeRow> chain) {
        return chain.subList(rootOf(chain, chain.size() - 1), chain.size());
    }

    private static int rootOf(List<NodeRow> chain, int from) {
        for (int i = from; i > 0; i--) {
            if (chain.get(i).isSpace()) {
                return i;
            }
        }
        return 0;
    }

    /** The root of the space that the node lies in, or would. */
    NodeRow spaceRoot() {
        return chain.get(rootOf(chain, chain.size() - 1));
    }

    SpaceId space() {
        return new SpaceId(spaceRoot().id());
    }

    /** The node in the SPI's form. */
    Node toNode() {
        NodeRow row = require();
        return node(row, path, space());
    }

    /** The folder above in the SPI's form. */
    Node parentNode() {
        NodeRow parent = parent();
        List<NodeRow> above = above();
        return node(
                parent,
                path.parent(),
                new SpaceId(above.get(rootOf(above, above.size() - 1)).id()));
    }

    /** The space that the parent lies in. */
    SpaceId parentSpace() {
        List<NodeRow> above = above();
        return new SpaceId(above.get(rootOf(above, above.size() - 1)).id());
    }

    /** A node in the SPI's form. */
    static Node node(NodeRow row, RelPath path, SpaceId space) {
        Node.Builder node = Node.builder(space, new NodeId(row.id()), row.isFolder() ? Kind.FOLDER : Kind.FILE, path)
                .size(row.size())
                .etag(row.etag())
                .mtime(ValueCodec.instant(row.mtime()))
                .checksums(ValueCodec.checksums(row.checksums()));
        if (row.parent() != null) {
            node.parent(new NodeId(row.parent()));
        }
        if (row.media() != null) {
            node.mediaType(row.media());
        }
        return node.build();
    }
}
