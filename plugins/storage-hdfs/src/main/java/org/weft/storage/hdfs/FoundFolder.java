/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import org.weft.spi.storage.RelPath;

/**
 * A folder that was found. One looks into it by its inode, and so into this folder, even when it has moved meanwhile. What gets a
 * name in it gets it by the path, and so only where the folder has not.
 *
 * @param path from the instance's root
 * @param status what the name node said
 */
record FoundFolder(RelPath path, InodeStatus status) {

    long inode() {
        return status.inode();
    }

    /** The folder's own path in HDFS. */
    String place() {
        return HdfsClient.place(inode());
    }

    /** The path in HDFS of a name in it. */
    String place(String name) {
        return place() + "/" + Names.encode(name);
    }
}
