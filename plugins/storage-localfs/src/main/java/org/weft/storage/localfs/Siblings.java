/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Looks through a folder for the ids that its children bear. */
final class Siblings {

    private final Tree tree;
    private final ScratchPool scratches;

    Siblings(Tree tree, ScratchPool scratches) {
        this.tree = tree;
        this.scratches = scratches;
    }

    /** Which id which child bears, of all with attributes of their own; held for the length of one call. */
    Map<Id, String> idsIn(Folder folder) throws IOException {
        Map<Id, String> ids = new HashMap<>();
        try (Scratch s = scratches.take();
                Reopened reopened = Reopened.of(scratches, folder);
                DirectoryReader reader = new DirectoryReader(reopened.fd())) {
            while (reader.next(s)) {
                Child child = tree.look(s, folder, reader.nativeName());
                NodeAttribute attribute = child == null ? null : child.attribute();
                if (child != null && attribute != null && attribute.isOf(child.inode())) {
                    String name = reader.name();
                    ids.put(attribute.id(), name == null ? "" : name); // not Unicode: still somebody else
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
