/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;

/**
 * A change of a folder's list of names, under the folder's lock: what the folder's attribute says afterwards. When
 * another program changed the folder before us, unnoticed until now, its size is counted anew.
 */
final class FolderEdit {

    private final FolderTree tree;
    private final CallBuffer scratch;
    private final OpenFolder folder;
    private final long mtimeBefore;

    FolderEdit(FolderTree tree, CallBuffer scratch, OpenFolder folder) throws IOException {
        this.tree = tree;
        this.scratch = scratch;
        this.folder = folder;
        this.mtimeBefore = mtime();
    }

    private long mtime() throws IOException {
        int seen = Posix.stat(scratch, folder.fd());
        if (seen < 0) {
            throw Errno.raise(seen, "to look at /" + folder.path());
        }
        return scratch.modified();
    }

    /** The change is made. */
    void done(long bytes, long now) throws IOException {
        long mtimeAfter = mtime();
        NodeAttribute attribute = TreePropagation.read(scratch, folder.fd());
        if (attribute == null || !attribute.isFolder()) {
            return;
        }
        if (attribute.mtime() != mtimeBefore) {
            tree.stale().add(folder.path());
        }
        TreePropagation.write(scratch, folder.fd(), attribute.changed(bytes, now, mtimeAfter));
    }
}
