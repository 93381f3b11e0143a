/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.weft.spi.DriverContext;

/**
 * The open root of the storage.
 *
 * @param fd open until the driver is closed
 * @param inode its number
 * @param device the file system's number
 * @param id its id, which is also that of the space of all that lies in no other
 */
record RootFolder(int fd, long inode, long device, Id id) {

    /** Refuses a file system without extended attributes. @return whether the root has never been ours and is empty */
    static boolean requireAttributes(CallBufferPool scratches, Path path, int rootFd) throws IOException {
        try (CallBuffer s = scratches.take()) {
            long length = Xattrs.get(s, rootFd, s.weftName());
            if (length == -Errno.ENOTSUP || length == -Errno.ENOSYS) {
                throw new IOException("the file system of " + path + " keeps no user extended attributes, in which ids"
                        + " and digests are kept; mount it with the option user_xattr, or choose a folder on ext4, xfs,"
                        + " btrfs, zfs or a tmpfs of Linux 6.6 or newer");
            }
            if (length >= 0) {
                return false;
            }
        }
        try (var entries = Files.list(path)) {
            return entries.allMatch(entry -> entry.endsWith(FolderTree.RESERVED));
        }
    }

    /** Looks at the open folder, and gives it an id if it has none. */
    static RootFolder open(CallBufferPool scratches, int fd, DriverContext context) throws IOException {
        try (CallBuffer s = scratches.take()) {
            int seen = Posix.stat(s, fd);
            if (seen < 0) {
                throw Errno.raise(seen, "to look at the folder");
            }
            long inode = s.inode();
            long device = s.device();
            long mtime = s.modified();
            NodeAttribute attribute = TreePropagation.read(s, fd);
            if (attribute == null || !attribute.isFolder()) {
                attribute = NodeAttribute.folder(
                        Id.mint(new SecureRandom()),
                        inode,
                        mtime,
                        Times.nanos(context.clock().instant()));
            } else if (!attribute.isOf(inode)) {
                attribute = attribute.movedTo(inode);
            } else {
                return new RootFolder(fd, inode, device, attribute.id());
            }
            int written = TreePropagation.write(s, fd, attribute);
            if (written < 0) {
                throw Errno.raise(written, "to write the folder's attribute user.weft");
            }
            return new RootFolder(fd, inode, device, attribute.id());
        }
    }
}
