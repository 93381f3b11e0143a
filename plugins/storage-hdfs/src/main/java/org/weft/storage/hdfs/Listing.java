/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.List;
import org.weft.spi.Sink;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;

/** Pushes a folder's children in the order of their names' bytes, a page of the name node at a time. */
final class Listing {

    private final Tree tree;
    private final Nodes nodes;
    private final TreePropagation folders;

    Listing(Tree tree, Nodes nodes, TreePropagation folders) {
        this.tree = tree;
        this.nodes = nodes;
        this.folders = folders;
    }

    void push(HdfsClient as, RelPath path, ListSpec spec, Sink<Node> sink) {
        FoundFolder folder = tree.open(as, path, Tree.Purpose.LIST);
        folders.of(folder); // so that those above hear of what another program has changed in it
        long left = spec.limit();
        FolderPages pages = new FolderPages(
                as,
                folder.place(),
                path.isRoot(),
                spec.after().map(Names::encode).orElse(""));
        while (left > 0 && pages.hasMore()) {
            FolderPages.Page page = pages.next();
            int taken = (int) Math.min(left, page.size());
            List<DirEntry> children = tree.children(
                    as, folder, page.names().subList(0, taken), page.statuses().subList(0, taken));
            for (Node node : nodes.of(folder, children)) {
                if (!sink.accept(node)) {
                    return;
                }
            }
            left -= taken;
        }
    }
}
