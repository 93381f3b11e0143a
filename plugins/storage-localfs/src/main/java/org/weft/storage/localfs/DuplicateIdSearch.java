/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Looks through a folder for the ids that its children bear. */
final class DuplicateIdSearch {

    private final FolderTree tree;
    private final CallBufferPool scratches;

    DuplicateIdSearch(FolderTree tree, CallBufferPool scratches) {
        this.tree = tree;
        this.scratches = scratches;
    }

    /** Which id which child bears, of all with attributes of their own; held for the length of one call. */
    Map<Id, String> idsIn(OpenFolder folder) throws IOException {
        Map<Id, String> ids = new HashMap<>();
        try (CallBuffer s = scratches.take();
                Reopened reopened = Reopened.of(scratches, folder);
                DirectoryReader reader = new DirectoryReader(reopened.fd())) {
            while (reader.next(s)) {
                DirEntry child = tree.look(s, folder, reader.nativeName());
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
    record Reopened(CallBufferPool scratches, int fd) implements AutoCloseable {

        static Reopened of(CallBufferPool scratches, OpenFolder folder) throws IOException {
            try (CallBuffer s = scratches.take()) {
                int fd = Posix.openFolder(s, folder.fd(), ".");
                if (fd < 0) {
                    throw Errno.raise(fd, "to list /" + folder.path());
                }
                return new Reopened(scratches, fd);
            }
        }

        @Override
        public void close() {
            try (CallBuffer s = scratches.take()) {
                Posix.close(s, fd);
            }
        }
    }
}
