/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.weft.spi.storage.Kind;

/**
 * What the name node says of a node.
 *
 * @param inode its number, never given again
 * @param kind file, folder or link
 * @param size bytes of a file; 0 of a folder
 * @param mtime milliseconds since 1970
 * @param permission the bits
 * @param group whose it is
 * @param replication how many copies of a file
 * @param snapshots whether snapshots of it can be made
 * @param hasManyBlocks whether a file is larger than one block
 */
record InodeStatus(
        long inode,
        Kind kind,
        long size,
        long mtime,
        short permission,
        String group,
        int replication,
        boolean snapshots,
        boolean hasManyBlocks) {

    static InodeStatus of(HdfsFileStatus status) {
        Kind kind = status.isDirectory() ? Kind.FOLDER : status.isSymlink() ? Kind.SYMLINK : Kind.FILE;
        return new InodeStatus(
                status.getFileId(),
                kind,
                kind == Kind.FILE ? status.getLen() : 0,
                status.getModificationTime(),
                status.getPermission().toShort(),
                status.getGroup(),
                status.getReplication(),
                status.isSnapshotEnabled(),
                kind == Kind.FILE && status.getLen() > status.getBlockSize());
    }

    boolean isFolder() {
        return kind == Kind.FOLDER;
    }

    /** The same content, as it is shown. */
    boolean isSame(InodeStatus other) {
        return inode == other.inode && mtime == other.mtime && size == other.size && kind == other.kind;
    }
}
