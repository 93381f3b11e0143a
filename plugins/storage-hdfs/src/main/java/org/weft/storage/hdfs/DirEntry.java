/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import org.weft.spi.storage.Kind;

/**
 * A node in a folder.
 *
 * @param name as clients see it
 * @param status what the name node says
 * @param mark what a file's attribute says, or {@link FileAttribute#NONE}
 */
record DirEntry(String name, InodeStatus status, FileAttribute mark) {

    long inode() {
        return status.inode();
    }

    Kind kind() {
        return status.kind();
    }

    boolean isFolder() {
        return status.isFolder();
    }

    /** The inode that first bore the node's id. */
    long origin() {
        return mark.originOf(status);
    }

    boolean isSame(DirEntry other) {
        return status.isSame(other.status);
    }
}
