/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.weft.spi.storage.RelPath;

/** Goes through a tree, page by page and depth first: memory grows with the depth, not with the number of nodes. */
final class TreeWalk {

    private final HdfsClient own;

    TreeWalk(HdfsClient own) {
        this.own = own;
    }

    /** Looks at a page of a folder's children. */
    @FunctionalInterface
    interface Visitor {
        /** @return false to end the walk */
        boolean visit(FoundFolder folder, FolderPages.Page page);
    }

    /** A folder whose pages are being read. */
    private static final class Level {
        private final FoundFolder folder;
        private final FolderPages pages;
        private Iterator<FoundFolder> below = List.<FoundFolder>of().iterator();

        Level(HdfsClient own, FoundFolder folder) {
            this.folder = folder;
            this.pages = new FolderPages(own, folder.place(), folder.path().isRoot(), "");
        }
    }

    void through(FoundFolder top, Visitor visitor) {
        Deque<Level> levels = new ArrayDeque<>(List.of(new Level(own, top)));
        while (!levels.isEmpty()) {
            Level level = levels.getLast();
            if (level.below.hasNext()) {
                levels.addLast(new Level(own, level.below.next()));
            } else if (level.pages.hasMore()) {
                FolderPages.Page page = level.pages.next();
                if (!visitor.visit(level.folder, page)) {
                    return;
                }
                level.below = folders(level.folder.path(), page).iterator();
            } else {
                levels.removeLast();
            }
        }
    }

    private static List<FoundFolder> folders(RelPath path, FolderPages.Page page) {
        return IntStream.range(0, page.size())
                .filter(i -> page.statuses().get(i).isFolder())
                .mapToObj(i -> new FoundFolder(
                        path.resolve(page.names().get(i)), page.statuses().get(i)))
                .toList();
    }
}
