/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.write.Body;
import org.weft.spi.storage.write.FileWrites;
import org.weft.spi.storage.write.FreeName;
import org.weft.spi.storage.write.Staged;
import org.weft.spi.storage.write.WritableFiles;

/**
 * Writes files. The body goes to a temporary file; id, revision and digests are written on that file; then it is synced
 * and renamed into place, so that content and all we know of it become visible together.
 */
final class FileWriter {

    private final WriteContext shop;

    FileWriter(WriteContext shop) {
        this.shop = shop;
    }

    Node put(RelPath path, PutSpec spec, InputStream body) throws IOException {
        requirePlace(path);
        return new FileWrites<>(new Put(path, spec)).put(Ref.path(path), spec, body);
    }

    /** Makes a file of one that has grown already; it is the caller's to close. */
    Node commit(RelPath path, PutSpec spec, StagedFile grown, long size) throws IOException {
        requirePlace(path);
        return new FileWrites<>(new Put(path, spec)).commit(Ref.path(path), spec, new Content(grown, size, () -> {}));
    }

    /** Refuses a content that won't fit where it is to lie, also when what lies there gives way. */
    void requireRoom(RelPath path, long size) throws IOException {
        PutSpec spec = PutSpec.simple();
        Put put = new Put(path, spec);
        try (FoundName place = put.look()) {
            put.requireRoom(place, size, spec);
        } catch (SymlinkOnPath | WeftException.NotFound elsewhere) {
            shop.room().require(put.space, size); // the commit says where it lies, or that it can't
        }
    }

    private static void requirePlace(RelPath path) {
        if (path.isRoot()) {
            throw new WeftException.Conflict("the root is a folder; a file does not replace it");
        }
        WriteContext.requireOurs(path);
    }

    /** A content on its way into the tree. */
    private record Content(StagedFile file, long size, Runnable end) implements Staged {
        @Override
        public void close() {
            end.run();
        }
    }

    /** One put under way. */
    private final class Put implements WritableFiles<FoundName, Content> {
        private final RelPath path;
        private final SpaceId space;
        private final boolean evading;
        private final boolean failing;
        private final boolean keepsVersions;
        private boolean looked;

        /** Whether what is replaced is given up, since the new content would not fit beside it. */
        private boolean tight;

        /** The temporary file as it was stamped last. */
        private @Nullable DirEntry stamped;

        private @Nullable Id minted;
        private @Nullable Committed committed;

        Put(RelPath path, PutSpec spec) {
            this.path = path;
            this.space = shop.spaces().spaceOf(path);
            this.evading = spec.onConflict() == OnConflict.RENAME;
            this.failing = spec.onConflict() == OnConflict.FAIL;
            this.keepsVersions = spec.keepsVersion() && shop.versions().isOn();
        }

        @Override
        public FoundName look(Ref ref) throws IOException {
            boolean first = !looked;
            looked = true;
            try {
                return look();
            } catch (SymlinkOnPath met) {
                // before anything is read of the body, what a link leads to can still take the content instead
                throw first ? met : met.told();
            }
        }

        private FoundName look() throws IOException {
            OpenFolder parent = shop.tree().openNamed(path.parent(), FolderTree.Purpose.CHANGE);
            boolean done = false;
            try {
                DirEntry child = evading ? null : shop.tree().findTarget(parent, path.name());
                if (child != null && child.kind() == Kind.SYMLINK && !failing) {
                    throw new SymlinkOnPath(WriteContext.hiddenLink(path));
                }
                done = true;
                return new FoundName(shop.nodes(), parent, path, child);
            } finally {
                if (!done) {
                    parent.close();
                }
            }
        }

        private boolean keepsVersion() {
            return !tight && keepsVersions;
        }

        /** How many bytes more the space holds afterwards: what is replaced stays, as a version. */
        private long growth(FoundName place, long size) {
            DirEntry child = place.child();
            return child == null || keepsVersion() ? size : size - child.counted();
        }

        @Override
        public void requireRoom(FoundName place, long size, PutSpec spec) throws IOException {
            try {
                shop.room().require(space, growth(place, size));
            } catch (WeftException.NoSpace full) {
                giveUpVersion(place, full);
                shop.room().require(space, growth(place, size));
            }
        }

        private QuotaAccount.Reservation reserve(FoundName place, long size) throws IOException {
            try {
                return shop.room().reserve(space, growth(place, size));
            } catch (WeftException.NoSpace full) {
                giveUpVersion(place, full);
                return shop.room().reserve(space, growth(place, size));
            }
        }

        private void giveUpVersion(FoundName place, WeftException.NoSpace full) {
            if (place.child() == null || !keepsVersion() || !shop.room().versionsGiveWay()) {
                throw full;
            }
            tight = true;
        }

        @Override
        public Content stage(FoundName place, Body body, PutSpec spec) throws IOException {
            TempFolder.File temp = shop.temp().create(path);
            boolean done = false;
            try {
                long size = body.drain(temp::write);
                done = true;
                return new Content(temp, size, temp::close);
            } finally {
                if (!done) {
                    temp.close();
                }
            }
        }

        /** Stamps the file with the id that it will have, reserves its room, and holds back who sums sizes up. */
        @Override
        public Prepared prepare(FoundName place, Content staged, PutSpec spec) throws IOException {
            DirEntry known = stamped;
            Id id = id(place);
            if (known == null || !known.id().equals(id)) {
                List<Checksum> digests = spec.digests().get().stream()
                        .filter(digest -> shop.digests().contains(digest.algorithm()))
                        .toList();
                NodeAttribute attribute = known == null
                        ? NodeAttribute.file(id, 0, 0, staged.size(), digests)
                        : attributeOf(known).as(id, known.inode());
                stamped = stamp(staged.file(), attribute, place.child(), spec.mtime(), digests);
                shop.sync(staged.file());
            }
            QuotaAccount.Reservation reserved = reserve(place, staged.size());
            SizeBarrier.Change change = shop.quiet().change();
            return () -> {
                change.close();
                reserved.close();
            };
        }

        private static NodeAttribute attributeOf(DirEntry child) {
            NodeAttribute attribute = child.attribute();
            if (attribute == null) {
                throw new IllegalStateException("a stamped file has an attribute");
            }
            return attribute;
        }

        /** That of what is replaced, or a new one. */
        private Id id(FoundName place) {
            DirEntry child = place.child();
            if (child != null && child.attribute() != null) {
                return child.id();
            }
            Id own = minted;
            if (own == null) {
                own = shop.tree().mint();
                minted = own;
            }
            return own;
        }

        /** Writes time, mode and our attribute on the temporary file. */
        private DirEntry stamp(
                StagedFile temp,
                NodeAttribute attribute,
                @Nullable DirEntry old,
                Optional<Instant> mtime,
                List<Checksum> digests)
                throws IOException {
            try (CallBuffer s = shop.scratches().take()) {
                int fd = temp.fd();
                if (mtime.isPresent()) {
                    Instant time = mtime.get();
                    shop.check(
                            Posix.setModified(s, fd, s.name(temp.name()), time.getEpochSecond(), time.getNano()),
                            "to set the time of /" + path);
                }
                shop.check(Posix.stat(s, fd, s.name(temp.name())), "to write /" + path);
                DirEntry plain = DirEntry.of(s, Kind.FILE, null);
                if (old != null && old.mode() != plain.mode()) {
                    Posix.setMode(s, fd, s.name(temp.name()), old.mode());
                }
                NodeAttribute own = attribute.seen(plain.inode(), plain.mtime(), plain.size());
                shop.check(
                        Xattrs.set(s, fd, s.name(temp.name()), s.weftName(), own.encode(s.value())),
                        "to write /" + path);
                shop.check(Md5Attribute.write(s, fd, s.name(temp.name()), own, digests), "to write /" + path);
                return plain.with(own);
            }
        }

        /**
         * What was done.
         *
         * @param bytes how many more the folder holds
         * @param kept the version that was made
         * @param replaced its size
         */
        private record Committed(long bytes, Optional<VersionKey> kept, long replaced) {}

        /** The visible step, under the folder's lock. */
        @Override
        public Attempt<Node> put(FoundName place, Content staged, PutSpec spec, FreeName free) throws IOException {
            OpenFolder parent = place.parent();
            DirEntry content = stamped;
            if (content == null) {
                throw new IllegalStateException("a file is stamped before it is shown");
            }
            try (FolderLocks.Held held = shop.locks().hold(parent.inode());
                    CallBuffer s = shop.scratches().take()) {
                DirEntry now = evading ? null : shop.tree().look(parent, path.name());
                DirEntry current = place.child();
                if (now == null ? current != null : !now.isSame(current)) {
                    return Attempt.stale();
                }
                String name = free.choose(candidate -> shop.tree().isTaken(parent, candidate));
                spec.precondition().check(now == null ? null : shop.nodes().of(parent, name, now));
                shop.tree().requireLive(parent);
                return show(s, parent, name, now, staged.file(), content);
            }
        }

        private Attempt<Node> show(
                CallBuffer s, OpenFolder parent, String name, @Nullable DirEntry now, StagedFile temp, DirEntry content)
                throws IOException {
            FolderEdit edit = new FolderEdit(shop.tree(), s, parent);
            Optional<VersionKey> kept = now == null || !keepsVersion()
                    ? Optional.empty()
                    : shop.versions().keep(s, parent.fd(), s.name(name), content.id(), space);
            int renamed = Posix.rename(
                    s,
                    temp.fd(),
                    s.name(temp.name()),
                    parent.fd(),
                    s.other(name),
                    now == null ? Posix.RENAME_NOREPLACE : 0);
            if (renamed < 0 && kept.isPresent()) {
                shop.versions().unlink(content.id(), kept.get());
            }
            if (renamed == -Errno.EEXIST) {
                return Attempt.stale(); // another program was faster
            }
            if (renamed == -Errno.ENOENT) {
                throw WeftException.NotFound.parent("the folder of /" + path + " was deleted meanwhile");
            }
            shop.check(renamed, "to write /" + path);
            temp.committed();
            long bytes = content.counted() - (now == null ? 0 : now.counted());
            edit.done(bytes, shop.propagation().now());
            if (now == null) {
                shop.index().note(content.id(), parent.id(), name);
            }
            committed = new Committed(bytes, kept, now == null ? 0 : now.size());
            return Attempt.committed(shop.nodes().of(parent, name, content));
        }

        @Override
        public void after(FoundName place, Node made) throws IOException {
            Committed done = committed;
            DirEntry content = stamped;
            if (done == null || content == null) {
                throw new IllegalStateException("nothing was committed");
            }
            shop.propagation().above(place.parent(), done.bytes());
            shop.syncFolder(place.parent());
            if (done.kept().isPresent()) {
                shop.kept().addVersions(space, done.replaced());
                shop.versions().prune(content.id());
            }
        }
    }
}
