/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/** Pushes a folder's children in the order of the file system: two system calls and one attribute a child. */
final class Listing {

    private final FolderTree tree;
    private final CallBufferPool scratches;
    private final Nodes nodes;
    private final SpaceTable spaces;
    private final SymlinkResolver ways;

    Listing(FolderTree tree, CallBufferPool scratches, Nodes nodes, SpaceTable spaces, SymlinkResolver ways) {
        this.tree = tree;
        this.scratches = scratches;
        this.nodes = nodes;
        this.spaces = spaces;
        this.ways = ways;
    }

    void push(SymlinkPath way, RelPath path, ListSpec spec, Sink<Node> sink) throws IOException {
        try (OpenFolder folder = tree.openNamed(path, FolderTree.Purpose.LIST);
                FolderScan children = new FolderScan(tree, scratches, folder)) {
            tree.refresh(folder);
            if (spec.after().isPresent() && !children.skip(spec.after().get())) {
                throw new WeftException.Conflict("/" + path + " no longer holds \""
                        + spec.after().get() + "\", after which the listing was to go on; start again");
            }
            push(way, folder, children, spec.limit(), sink);
        }
    }

    private void push(SymlinkPath way, OpenFolder folder, FolderScan children, long limit, Sink<Node> sink)
            throws IOException {
        boolean manySpaces = spaces.dividesChildrenOf(folder.path());
        SpaceId space = spaces.spaceOf(folder.path());
        long left = limit;
        while (left > 0) {
            List<NamedEntry> window = children.next(left);
            if (window.isEmpty()) {
                return;
            }
            for (NamedEntry seen : window) {
                RelPath path = folder.path().resolve(seen.name());
                SpaceId its = manySpaces ? spaces.spaceOf(path) : space;
                Node node = nodes.of(folder, path, its, seen.child());
                Optional<Node> shown = seen.isOrdinary() && way.isPlain() ? Optional.of(node) : ways.shown(way, node);
                if (shown.isPresent()) {
                    left--;
                    if (!sink.accept(shown.get())) {
                        return;
                    }
                }
            }
        }
    }
}
