/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Finds rows of the index that tell of nodes which are no longer there, because another program deleted or moved them. */
final class StaleRows {

    private final FolderTree tree;
    private final NodeIndex index;
    private final FolderLocks locks;

    StaleRows(FolderTree tree, NodeIndex index, FolderLocks locks) {
        this.tree = tree;
        this.index = index;
        this.locks = locks;
    }

    /** What is done with such a row. */
    interface Found {
        void row(IndexRows.Row row);
    }

    /** The ids that were seen in a folder, up to so many; of the others the disk is asked once more. */
    static final class Seen {
        private static final int MOST = 20_000;
        private final Set<Id> ids = new HashSet<>();

        void add(Id id) {
            if (ids.size() < MOST) {
                ids.add(id);
            }
        }
    }

    /** Looks at all rows of a folder. */
    void of(OpenFolder folder, Seen seen, Found found) throws IOException {
        try {
            List<IndexRows.Row> page = index.rows().children(folder.id(), Optional.empty());
            while (!page.isEmpty()) {
                for (IndexRows.Row row : page) {
                    if (!seen.ids.contains(row.id())) {
                        one(folder, row, found);
                    }
                }
                LockSupport.parkNanos(1); // others may have waited
                page = page.size() < IndexRows.PAGE
                        ? List.of()
                        : index.rows().children(folder.id(), Optional.of(page.getLast()));
            }
        } catch (SQLException failure) {
            throw new IOException("the index of ids can't be read: " + failure.getMessage(), failure);
        }
    }

    private void one(OpenFolder folder, IndexRows.Row row, Found found) throws IOException {
        if (isThere(folder, row)) {
            return;
        }
        try (FolderLocks.Held held = locks.hold(folder.inode())) {
            Optional<NodeIndex.Place> place = index.place(row.id());
            boolean unchanged = place.equals(Optional.of(new NodeIndex.Place(row.parent(), row.name())));
            if (unchanged && !isThere(folder, row)) {
                found.row(row);
            }
        }
    }

    /** What is not settled counts: another program wrote the name anew, and whoever settles it asks the row for its id. */
    private boolean isThere(OpenFolder folder, IndexRows.Row row) throws IOException {
        @Nullable DirEntry child = tree.look(folder, row.name());
        return child != null && (!child.isSettled() || child.id().equals(row.id()));
    }

    /** Looks for rows whose folder has none. */
    void withoutFolder(Found found) throws IOException {
        try {
            index.flush();
            for (IndexRows.Row row : index.rows().orphans(tree.rootId())) {
                found.row(row);
            }
        } catch (SQLException failure) {
            throw new IOException("the index of ids can't be read: " + failure.getMessage(), failure);
        }
    }
}
