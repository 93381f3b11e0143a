/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Attempts;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.RelPath;

/** Opens files for reading. */
final class FileOpener {

    private final FolderTree tree;
    private final CallBufferPool scratches;
    private final Nodes nodes;

    FileOpener(FolderTree tree, CallBufferPool scratches, Nodes nodes) {
        this.tree = tree;
        this.scratches = scratches;
        this.nodes = nodes;
    }

    Content open(SymlinkPath way, RelPath path, ReadSpec spec) throws IOException {
        if (path.isRoot()) {
            throw noFile(path, "a folder");
        }
        try (OpenFolder parent = tree.openNamed(path.parent(), FolderTree.Purpose.STAT)) {
            for (Attempts attempts = Attempts.at(path); ; attempts.next()) {
                DirEntry child = tree.find(parent, path.name());
                if (child == null) {
                    throw new WeftException.NotFound("there is no /" + path);
                }
                if (child.kind() == Kind.SYMLINK) {
                    throw new SymlinkOnPath(new WeftException.NotFound("there is no /" + path));
                }
                if (child.isFolder()) {
                    throw noFile(path, "a folder");
                }
                FileChannel channel = open(parent, path, child);
                if (channel != null) {
                    return content(channel, way.view(nodes.of(parent, path.name(), child)), spec);
                }
            }
        }
    }

    private static WeftException noFile(RelPath path, String what) {
        return new WeftException.Conflict("/" + path + " is " + what + " and has no content");
    }

    /** Opens just what was looked at. @return null when it was replaced in between */
    private @Nullable FileChannel open(OpenFolder parent, RelPath path, DirEntry child) throws IOException {
        try (CallBuffer s = scratches.take()) {
            int fd = Posix.openFile(s, parent.fd(), s.name(path.name()));
            if (fd == -Errno.ENOENT || fd == -Errno.ELOOP) {
                return null;
            }
            if (fd < 0) {
                throw Errno.raise(fd, "to read /" + path);
            }
            try {
                boolean same = Posix.stat(s, fd) == 0
                        && s.inode() == child.inode()
                        && s.modified() == child.mtime()
                        && s.size() == child.size();
                return same ? FileChannel.open(Path.of("/proc/self/fd/" + fd), StandardOpenOption.READ) : null;
            } finally {
                Posix.close(s, fd);
            }
        }
    }

    /** The part of an open file that is wanted; the file is closed when the choice fails. */
    static Content content(FileChannel channel, Node node, ReadSpec spec) throws IOException {
        boolean handedOver = false;
        try {
            ReadSpec.Span span = spec.selection().of(node);
            Content content = Content.file(node, channel, span.offset(), span.length());
            handedOver = true;
            return content;
        } finally {
            if (!handedOver) {
                channel.close();
            }
        }
    }
}
