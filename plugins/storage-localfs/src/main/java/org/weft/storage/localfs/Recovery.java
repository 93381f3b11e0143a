/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * Clears the temporary folder at start. What a crash left there is an unfinished upload or copy, which goes; something
 * deleted for good, which goes on being taken apart; or a node that was just being moved or replaced, which goes where it
 * says.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final WriteContext shop;

    Recovery(WriteContext shop) {
        this.shop = shop;
    }

    void run() throws IOException {
        int count = 0;
        for (String name : shop.temp().names()) {
            one(name);
            count++;
        }
        if (count > 0) {
            LOG.info("temp_swept entries={}", count);
        }
    }

    private void one(String name) throws IOException {
        Optional<TrashRecord> wayBack;
        DirEntry child;
        try (CallBuffer s = shop.scratches().take()) {
            int fd = shop.temp().fd();
            wayBack = TrashRecord.parse(LinkSyscalls.text(s, fd, s.name(name), s.trashName()));
            if (Posix.stat(s, fd, s.name(name)) < 0) {
                return;
            }
            long length = Xattrs.get(s, fd, s.name(name), s.weftName());
            Kind kind = s.isFolder() ? Kind.FOLDER : Kind.FILE;
            child = DirEntry.of(s, kind, NodeAttribute.decode(s.value(), length));
        }
        if (TempFolder.isGone(name)) {
            shop.discards().dispose(name);
        } else if (wayBack.isPresent()) {
            back(name, child, wayBack.get());
        } else if (!shop.temp().disposeFile(name, id -> {})) {
            shop.temp().dispose(name, id -> {});
        }
    }

    private void back(String name, DirEntry child, TrashRecord wayBack) throws IOException {
        LOG.info("temp_recovered reason={} path={}", wayBack.reason(), wayBack.original());
        boolean done = switch (wayBack.reason()) {
            case MOVE -> toTree(name, child, wayBack.original());
            case TRASH -> false;
            case GONE -> {
                gone(name);
                yield true;
            }
        };
        if (!done) {
            toTrash(name, child, wayBack.original());
        }
    }

    private boolean toTree(String name, DirEntry child, RelPath path) throws IOException {
        try (OpenFolder parent = shop.tree().open(path.parent(), FolderTree.Purpose.CHANGE);
                CallBuffer s = shop.scratches().take()) {
            int renamed = Posix.rename(
                    s, shop.temp().fd(), s.name(name), parent.fd(), s.other(path.name()), Posix.RENAME_NOREPLACE);
            if (renamed < 0) {
                return false;
            }
            LinkSyscalls.removeAttribute(s, parent.fd(), s.name(path.name()), s.trashName());
            shop.index().note(child.id(), parent.id(), path.name());
            shop.tree().stale().add(parent.path());
            return true;
        } catch (WeftException noFolder) {
            return false;
        }
    }

    private void toTrash(String name, DirEntry child, RelPath path) throws IOException {
        if (!shop.discards().hasTrash()) {
            gone(name);
            return;
        }
        SpaceId space = shop.spaces().spaceOf(path);
        try (CallBuffer s = shop.scratches().take();
                OpenFolder bin = shop.kept().open(space)) {
            TrashStore.Placed placed =
                    shop.discards().store().place(s, shop.temp().fd(), name, child, path, bin, TrashStore.Way.RENAME);
            shop.check(placed.result(), "to put /" + path + " into the trash");
            shop.propagation().from(bin, child.counted());
            shop.discards().store().arrivals().end(placed.key());
        }
    }

    private void gone(String name) throws IOException {
        String remains = shop.temp().goneName();
        try (CallBuffer s = shop.scratches().take()) {
            int renamed =
                    Posix.rename(s, shop.temp().fd(), s.name(name), shop.temp().fd(), s.other(remains), 0);
            shop.check(renamed, "to clear the temporary folder");
        }
        shop.discards().dispose(remains);
    }
}
