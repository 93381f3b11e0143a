/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempts;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.write.Commit;

/** Makes folders and deletes nodes. */
final class FolderOperations {

    private final WriteContext shop;

    FolderOperations(WriteContext shop) {
        this.shop = shop;
    }

    Node makeFolder(RelPath path, MakeSpec spec) throws IOException {
        if (path.isRoot()) {
            throw new WeftException.AlreadyExists("the root exists already");
        }
        WriteContext.requireOurs(path);
        String name = path.name();
        try (OpenFolder parent = shop.tree().openNamed(path.parent(), FolderTree.Purpose.CHANGE);
                SizeBarrier.Change change = shop.quiet().change()) {
            requireFree(shop.tree().look(parent, name), path);
            Affected affected = new Affected(
                    shop.spaces().spaceOf(path),
                    List.of(shop.nodes().of(parent)),
                    path,
                    Optional.empty(),
                    Optional.empty());
            Node made = Commit.run(spec.guard(), WriteContext.once(affected, () -> make(parent, path, spec)));
            shop.propagation().above(parent, 0);
            shop.syncFolder(parent);
            return made;
        }
    }

    private static void requireFree(@Nullable DirEntry child, RelPath path) {
        if (child != null) {
            throw new WeftException.AlreadyExists("/" + path + " exists already");
        }
    }

    private Node make(OpenFolder parent, RelPath path, MakeSpec spec) throws IOException {
        String name = path.name();
        try (FolderLocks.Held held = shop.locks().hold(parent.inode());
                CallBuffer s = shop.scratches().take()) {
            shop.tree().requireLive(parent);
            FolderEdit edit = new FolderEdit(shop.tree(), s, parent);
            int made = Posix.makeFolder(s, parent.fd(), s.name(name), 0777);
            shop.checkMade(made, path);
            shop.check(Posix.stat(s, parent.fd(), s.name(name)), "to make /" + path);
            DirEntry plain = DirEntry.of(s, Kind.FOLDER, null);
            long now = shop.propagation().now();
            NodeAttribute attribute = NodeAttribute.folder(
                    shop.tree().mint(),
                    plain.inode(),
                    plain.mtime(),
                    spec.mtime().map(Times::nanos).orElse(now));
            int written = Xattrs.set(s, parent.fd(), s.name(name), s.weftName(), attribute.encode(s.value()));
            if (written < 0) {
                Posix.removeEmptyFolder(s, parent.fd(), s.name(name));
                throw Errno.raise(written, "to make /" + path);
            }
            edit.done(0, now);
            shop.index().note(attribute.id(), parent.id(), name);
            return shop.nodes().of(parent, name, plain.with(attribute));
        }
    }

    void delete(RelPath path, DeleteSpec spec) throws IOException {
        if (path.isRoot()) {
            throw new WeftException.Forbidden("the root of a storage is not deleted");
        }
        shop.spaces().requireNoSpace(path);
        SpaceId space = shop.spaces().spaceOf(path);
        try (OpenFolder parent = shop.tree().openNamed(path.parent(), FolderTree.Purpose.STAT);
                SizeBarrier.Change change = shop.quiet().change()) {
            Commit.run(spec.guard(), () -> {
                DirEntry child = shop.tree().find(parent, path.name());
                if (child == null) {
                    throw new WeftException.NotFound("there is no /" + path);
                }
                Node node = shop.nodes().of(parent, path.name(), child);
                spec.precondition().check(node);
                Affected affected = new Affected(
                        space, List.of(shop.nodes().of(parent)), path, Optional.of(node), Optional.empty());
                return new PlannedChange<>(
                        affected,
                        () -> remove(parent, path, space, child, spec),
                        gone -> finish(parent, gone),
                        () -> {});
            });
        }
    }

    private void finish(OpenFolder parent, NodeDisposal.Gone gone) throws IOException {
        shop.propagation().above(parent, -gone.child().counted());
        shop.syncFolder(parent);
        shop.discards().finish(gone);
    }

    /** Deletes the root folder of a space, for good. */
    void removeSpace(RelPath path, Runnable forget) throws IOException {
        try (OpenFolder parent = shop.tree().open(path.parent(), FolderTree.Purpose.CHANGE);
                SizeBarrier.Change change = shop.quiet().change()) {
            Optional<NodeDisposal.Gone> gone = Optional.empty();
            for (Attempts attempts = Attempts.at(path); gone.isEmpty(); attempts.next()) {
                DirEntry child = shop.tree().find(parent, path.name());
                if (child == null) {
                    forget.run();
                    return;
                }
                DeleteSpec forGood = new DeleteSpec(Precondition.none(), Guard.none(), true);
                gone = remove(parent, path, shop.spaces().spaceOf(path), child, forGood);
            }
            forget.run();
            finish(parent, gone.get());
        }
    }

    /** The visible step, under the folder's lock. @return nothing when the name is no longer what it was */
    private Optional<NodeDisposal.Gone> remove(
            OpenFolder parent, RelPath path, SpaceId space, DirEntry known, DeleteSpec spec) throws IOException {
        String name = path.name();
        try (FolderLocks.Held held = shop.locks().hold(parent.inode());
                CallBuffer s = shop.scratches().take()) {
            DirEntry now = shop.tree().look(parent, name);
            if (now == null || !now.isSame(known)) {
                return Optional.empty();
            }
            spec.precondition().check(shop.nodes().of(parent, name, now));
            FolderEdit edit = new FolderEdit(shop.tree(), s, parent);
            NodeDisposal.Gone gone =
                    shop.discards().remove(s, new ReplacingRename.Going(parent, path, now, space), spec.forGood());
            edit.done(-now.counted(), shop.propagation().now());
            return Optional.of(gone);
        }
    }
}
