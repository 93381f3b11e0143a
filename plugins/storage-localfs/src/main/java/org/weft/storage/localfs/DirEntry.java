/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.Kind;

/**
 * A name in a folder as the disk shows it.
 *
 * @param kind what it is
 * @param mode permission bits
 * @param inode its number
 * @param size bytes; of a folder meaningless
 * @param mtime of modification, in nanoseconds
 * @param changed of any change, in nanoseconds
 * @param born of birth, in nanoseconds
 * @param attribute ours; null when there is none
 */
record DirEntry(
        Kind kind,
        int mode,
        long inode,
        long size,
        long mtime,
        long changed,
        long born,
        @Nullable NodeAttribute attribute) {

    /** Reads what the last stat left in the scratch. */
    static DirEntry of(CallBuffer s, Kind kind, @Nullable NodeAttribute attribute) {
        return new DirEntry(
                kind, s.mode() & 07777, s.inode(), s.size(), s.modified(), s.changed(), s.born(), attribute);
    }

    boolean isFolder() {
        return kind == Kind.FOLDER;
    }

    /** Whether the attribute is this node's, and nobody but us has written since it was. */
    boolean isSettled() {
        if (kind == Kind.SYMLINK) {
            return true;
        }
        NodeAttribute a = attribute;
        return a != null
                && a.isFolder() == isFolder()
                && a.isOf(inode)
                && a.mtime() == mtime
                && (isFolder() || a.size() == size);
    }

    Id id() {
        NodeAttribute a = attribute;
        return a != null ? a.id() : Id.ofInode(inode, born);
    }

    /** The bytes that it adds to the tree sizes above. */
    long counted() {
        NodeAttribute a = attribute;
        return a != null && kind != Kind.SYMLINK && a.isOf(inode) ? a.size() : 0;
    }

    DirEntry with(@Nullable NodeAttribute other) {
        return new DirEntry(kind, mode, inode, size, mtime, changed, born, other);
    }

    /** Whether another look found the same node. */
    boolean isSame(@Nullable DirEntry other) {
        return other != null && other.kind == kind && other.id().equals(id());
    }
}
