/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.TouchSpec;
import org.weft.spi.storage.write.Commit;

/**
 * Sets times of modification. Our attribute follows the disk's time under the folder's lock, so that nobody takes the change
 * for one of another program, which would cost the digests.
 */
final class MtimeSetter {

    private final WriteContext shop;

    MtimeSetter(WriteContext shop) {
        this.shop = shop;
    }

    Node touch(RelPath path, TouchSpec spec) throws IOException {
        if (path.isRoot()) {
            throw ofTop();
        }
        String name = path.name();
        try (OpenFolder parent = shop.tree().openNamed(path.parent(), FolderTree.Purpose.STAT);
                SizeBarrier.Change change = shop.quiet().change()) {
            return Commit.run(spec.guard(), () -> {
                DirEntry child = shop.tree().find(parent, name);
                if (child == null) {
                    throw new WeftException.NotFound("there is no /" + path);
                }
                if (child.kind() == Kind.SYMLINK) {
                    throw new SymlinkOnPath(new WeftException.NotFound("there is no /" + path));
                }
                NodeAttribute attribute = attribute(child, path);
                if (attribute.isSpace()) {
                    throw ofTop();
                }
                Node node = shop.nodes().of(parent, name, child);
                spec.precondition().check(node);
                Affected affected = new Affected(node.space(), List.of(), path, Optional.of(node), Optional.empty());
                return new PlannedChange<>(
                        affected,
                        () -> commit(parent, path, child, spec),
                        touched -> {
                            shop.propagation().from(parent, 0);
                            shop.syncChild(parent, name);
                        },
                        () -> {});
            });
        }
    }

    private static WeftException.Forbidden ofTop() {
        return new WeftException.Forbidden("the top of a space bears the time of its last change, and no other");
    }

    private static NodeAttribute attribute(DirEntry child, RelPath path) {
        NodeAttribute attribute = child.attribute();
        if (attribute == null) {
            throw new WeftException.Forbidden(
                    "the file system does not let the server's user set the time of /" + path);
        }
        return attribute;
    }

    /** The visible step, under the folder's lock. @return nothing when the name is no longer what it was */
    private Optional<Node> commit(OpenFolder parent, RelPath path, DirEntry known, TouchSpec spec) throws IOException {
        String name = path.name();
        try (FolderLocks.Held held = known.isFolder()
                        ? shop.locks().hold(parent.inode(), known.inode())
                        : shop.locks().hold(parent.inode());
                CallBuffer s = shop.scratches().take()) {
            DirEntry now = shop.tree().look(parent, name);
            if (now == null || !now.isSame(known) || !now.isSettled()) {
                return Optional.empty();
            }
            if (now.isFolder() && now.inode() != known.inode()) {
                return Optional.empty();
            }
            spec.precondition().check(shop.nodes().of(parent, name, now));
            shop.tree().requireLive(parent);
            MemorySegment called = s.name(name);
            DirEntry touched = now.isFolder()
                    ? folder(s, parent, called, now, spec.mtime())
                    : file(s, parent, called, now, spec.mtime());
            return Optional.of(shop.nodes().of(parent, name, touched));
        }
    }

    /** A folder's time is that of the last change below it, which the attribute alone tells. */
    private DirEntry folder(CallBuffer s, OpenFolder parent, MemorySegment name, DirEntry now, Instant time)
            throws IOException {
        RelPath path = parent.path();
        NodeAttribute own = attribute(now, path).bearing(Times.nanos(time));
        shop.check(
                Xattrs.set(s, parent.fd(), name, s.weftName(), own.encode(s.value())),
                "to set a folder's time in /" + path);
        return now.with(own);
    }

    private DirEntry file(CallBuffer s, OpenFolder parent, MemorySegment name, DirEntry now, Instant time)
            throws IOException {
        String what = "to set a file's time in /" + parent.path();
        NodeAttribute before = attribute(now, parent.path());
        Optional<Checksum> md5 = Md5Attribute.read(s, parent.fd(), name, before);
        shop.check(Posix.setModified(s, parent.fd(), name, time.getEpochSecond(), time.getNano()), what);
        boolean done = false;
        try {
            shop.check(Posix.stat(s, parent.fd(), name), what);
            DirEntry plain = DirEntry.of(s, Kind.FILE, null);
            NodeAttribute own = before.modified(plain.mtime());
            shop.check(Xattrs.set(s, parent.fd(), name, s.weftName(), own.encode(s.value())), what);
            done = true;
            if (own.contentMark() != before.contentMark()) {
                Md5Attribute.write(s, parent.fd(), name, own, md5.stream().toList());
            }
            return plain.with(own);
        } finally {
            if (!done) {
                Instant old = Times.instant(now.mtime());
                Posix.setModified(s, parent.fd(), name, old.getEpochSecond(), old.getNano());
            }
        }
    }
}
