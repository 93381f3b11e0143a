/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Looks through a folder for the ids that its children bear. */
final class Siblings {

    private final Tree tree;
    private final ScratchPool scratches;

    Siblings(Tree tree, ScratchPool scratches) {
        this.tree = tree;
        this.scratches = scratches;
    }

    /** The ids of all children with attributes of their own; 32 bytes a child, for the length of one call. */
    Set<Id> idsIn(Folder folder) throws IOException {
        Set<Id> ids = new HashSet<>();
        try (Scratch s = scratches.take();
                Reopened reopened = Reopened.of(scratches, folder);
                DirectoryReader reader = new DirectoryReader(reopened.fd())) {
            while (reader.next(s)) {
                Child child = tree.look(s, folder, reader.nativeName());
                NodeAttribute attribute = child == null ? null : child.attribute();
                if (child != null && attribute != null && attribute.isOf(child.inode())) {
                    ids.add(attribute.id());
                }
            }
        }
        return ids;
    }

    /**
     * An open folder once more, with a reading position of its own.
     *
     * @param fd open until closed
     */
    record Reopened(ScratchPool scratches, int fd) implements AutoCloseable {

        static Reopened of(ScratchPool scratches, Folder folder) throws IOException {
            try (Scratch s = scratches.take()) {
                int fd = Posix.openFolder(s, folder.fd(), ".");
                if (fd < 0) {
                    throw Errno.raise(fd, "to list /" + folder.path());
                }
                return new Reopened(scratches, fd);
            }
        }

        @Override
        public void close() {
            try (Scratch s = scratches.take()) {
                Posix.close(s, fd);
            }
        }
    }
}
