/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

/**
 * What the ledger has of a folder.
 *
 * @param inode the folder
 * @param revision a random number, another one after each change below it
 * @param changes how many changes there were, so that a count can tell that one came in between
 * @param bytes of all files below it
 * @param treeMtime the last change below it, milliseconds
 * @param diskMtime HDFS's time of the folder itself, after our last change of it
 * @param counted whether {@code bytes} is right
 */
record FolderTally(
        long inode, long revision, long changes, long bytes, long treeMtime, long diskMtime, boolean counted) {

    /** What is told of a folder that the ledger does not follow. */
    static FolderTally plain(InodeStatus folder) {
        return new FolderTally(folder.inode(), folder.mtime(), 0, 0, folder.mtime(), folder.mtime(), true);
    }
}
