/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Versions;
import org.weft.spi.storage.write.Commit;

/**
 * The ability to show and bring back earlier contents. Restoring moves a version back to where it came from: the same
 * inode, so that it costs one renaming whatever its size, with a new revision, so that its etag is one that never was.
 */
final class FileVersions implements Versions {

    private final WriteContext shop;
    private final ReferenceResolver finder;

    FileVersions(WriteContext shop, ReferenceResolver finder) {
        this.shop = shop;
        this.finder = finder;
    }

    private VersionStore store() {
        return shop.versions();
    }

    /** A file and the folder it lies in. */
    private record Found(OpenFolder parent, RelPath path, DirEntry child) implements AutoCloseable {
        @Override
        public void close() {
            parent.close();
        }
    }

    private Found file(RelPath path) throws IOException {
        if (path.isRoot()) {
            throw noFile(path);
        }
        OpenFolder parent = shop.tree().openNamed(path.parent(), FolderTree.Purpose.STAT);
        boolean kept = false;
        try {
            DirEntry child = shop.tree().find(parent, path.name());
            if (child == null) {
                throw new WeftException.NotFound("there is no /" + path);
            }
            if (child.kind() == Kind.SYMLINK) {
                throw new SymlinkOnPath(new WeftException.NotFound("there is no /" + path));
            }
            if (child.kind() != Kind.FILE) {
                throw noFile(path);
            }
            kept = true;
            return new Found(parent, path, child);
        } finally {
            if (!kept) {
                parent.close();
            }
        }
    }

    private static WeftException noFile(RelPath path) {
        return new WeftException.Conflict("/" + path + " is no file; only files have versions");
    }

    private static WeftException unknown(RelPath path, String key) {
        return new WeftException.NotFound("/" + path + " has no version " + key);
    }

    @Override
    public void list(Caller who, Ref file, Sink<Version> sink) throws IOException {
        shop.ways().to(finder.path(file), (way, path) -> {
            list(path, sink);
            return true;
        });
    }

    private void list(RelPath file, Sink<Version> sink) throws IOException {
        try (Found found = file(file)) {
            for (VersionStore.Kept version : store().of(found.child().id(), found.child())) {
                Node node = node(found, version.child());
                if (!sink.accept(new Version(version.key().text(), node.size(), node.mtime(), node.etag()))) {
                    return;
                }
            }
        }
    }

    private Node node(Found found, DirEntry content) {
        return shop.nodes().of(found.parent(), found.path().name(), content);
    }

    @Override
    public Content open(Caller who, Ref file, String key, ReadSpec spec) throws IOException {
        return shop.ways().to(finder.path(file), (way, path) -> open(way, path, key, spec));
    }

    private Content open(SymlinkPath way, RelPath file, String key, ReadSpec spec) throws IOException {
        try (Found found = file(file)) {
            Id id = found.child().id();
            VersionStore.Kept version =
                    store().find(id, key, found.child()).orElseThrow(() -> unknown(found.path(), key));
            Node node = way.view(node(found, version.child()));
            return FileOpener.content(store().open(id, version.key()), node, spec);
        }
    }

    @Override
    public Node restore(Caller who, Ref file, String key, Guard guard) throws IOException {
        return shop.ways().to(finder.path(file), (way, path) -> way.view(restore(path, key, guard)));
    }

    private Node restore(RelPath path, String key, Guard guard) throws IOException {
        return Commit.run(guard, () -> {
                    Found found = file(path);
                    boolean done = false;
                    try {
                        PlannedChange<Attempt.Restored> plan = new Attempt(found, key).plan(guard);
                        done = true;
                        return plan;
                    } finally {
                        if (!done) {
                            found.close();
                        }
                    }
                })
                .node();
    }

    /** One restoring under way. */
    private final class Attempt {
        private final Found found;
        private final Id id;
        private final SpaceId space;
        private final VersionStore.Kept version;

        Attempt(Found found, String key) throws IOException {
            this.found = found;
            this.id = found.child().id();
            this.space = shop.spaces().spaceOf(found.path());
            this.version = store().find(id, key, found.child()).orElseThrow(() -> unknown(found.path(), key));
        }

        private record Restored(Node node, DirEntry content, DirEntry replaced, Optional<VersionKey> kept) {}

        PlannedChange<Restored> plan(Guard guard) throws IOException {
            Node present = node(found, found.child());
            Affected affected = new Affected(space, List.of(), found.path(), Optional.of(present), Optional.empty());
            guard.check(affected);
            boolean elsewhere = !version.key().space().equals(space);
            QuotaAccount.Reservation reserved =
                    shop.room().reserve(space, elsewhere ? version.child().size() : 0);
            SizeBarrier.Change change = shop.quiet().change();
            return new PlannedChange<>(affected, this::commit, this::finish, () -> {
                change.close();
                reserved.close();
                found.close();
            });
        }

        private void finish(Restored restored) throws IOException {
            DirEntry replaced = restored.replaced();
            shop.propagation().above(found.parent(), restored.content().counted() - replaced.counted());
            shop.syncFolder(found.parent());
            shop.kept().addVersions(version.key().space(), -version.child().size());
            if (restored.kept().isPresent()) {
                shop.kept().addVersions(space, replaced.size());
                store().prune(id);
            }
        }

        /** The visible step, under the folder's lock. */
        private Optional<Restored> commit() throws IOException {
            OpenFolder parent = found.parent();
            String name = found.path().name();
            try (FolderLocks.Held held = shop.locks().hold(parent.inode());
                    CallBuffer s = shop.scratches().take();
                    OpenDirectory folder = OpenDirectory.of(shop.scratches(), store().fd(), VersionStore.pathOf(id))) {
                shop.tree().requireLive(parent);
                DirEntry now = shop.tree().look(parent, name);
                if (now == null
                        || !now.isSame(found.child())
                        || now.inode() != found.child().inode()) {
                    return Optional.empty();
                }
                DirEntry content = stamp(s, folder, now);
                FolderEdit edit = new FolderEdit(shop.tree(), s, parent);
                Optional<VersionKey> kept = store().keep(s, parent.fd(), s.name(name), id, space);
                boolean done = false;
                try {
                    String key = version.key().text();
                    int renamed = Posix.rename(s, folder.fd(), s.name(key), parent.fd(), s.other(name), 0);
                    shop.check(renamed, "to restore /" + found.path());
                    done = true;
                } finally {
                    if (!done && kept.isPresent()) {
                        store().unlink(id, kept.get());
                    }
                }
                edit.done(content.counted() - now.counted(), shop.propagation().now());
                return Optional.of(new Restored(node(found, content), content, now, kept));
            }
        }

        /** Gives the version a new revision, and the permissions of what it replaces. */
        private DirEntry stamp(CallBuffer s, OpenDirectory folder, DirEntry now) throws IOException {
            String key = version.key().text();
            String what = "to restore /" + found.path();
            DirEntry old = version.child();
            if (old.mode() != now.mode()) {
                Posix.setMode(s, folder.fd(), s.name(key), now.mode());
            }
            NodeAttribute known = old.attribute();
            NodeAttribute fresh = known != null && old.isSettled()
                    ? known.as(id, old.inode())
                    : NodeAttribute.file(id, old.inode(), old.mtime(), old.size(), List.of());
            int written = Xattrs.set(s, folder.fd(), s.name(key), s.weftName(), fresh.encode(s.value()));
            shop.check(written, what);
            if (shop.durable()) {
                try (FileChannel channel = FileChannel.open(
                        Path.of("/proc/self/fd/" + folder.fd() + "/" + key), StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
            return old.with(fresh);
        }
    }
}
