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
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempts;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * Writes files. The body goes to a temporary file; id, revision and digests are written on that file; then it is synced
 * and renamed into place, so that content and all we know of it become visible together.
 */
final class Puts {

    private static final int SMALL_BUFFER = 32 * 1024;
    private static final int LARGE_BUFFER = 256 * 1024;
    private static final long CHECK_EVERY = 64L << 20;

    private final Workshop shop;

    Puts(Workshop shop) {
        this.shop = shop;
    }

    Node put(RelPath path, PutSpec spec, InputStream body) throws IOException {
        requirePlace(path);
        try (Folder parent = shop.tree().openNamed(path.parent(), Tree.Purpose.CHANGE)) {
            return new Attempt(parent, path, spec).run(body);
        }
    }

    /** Makes a file of one that has grown already. */
    Node commit(RelPath path, PutSpec spec, Grown grown, long size) throws IOException {
        requirePlace(path);
        try (Folder parent = shop.tree().openNamed(path.parent(), Tree.Purpose.CHANGE)) {
            return new Attempt(parent, path, spec).run(grown, size);
        }
    }

    private static void requirePlace(RelPath path) {
        if (path.isRoot()) {
            throw new WeftException.Conflict("the root is a folder; a file does not replace it");
        }
        Workshop.requireOurs(path);
    }

    /** One put under way. */
    private final class Attempt {
        private final Folder parent;
        private final RelPath path;
        private final PutSpec spec;
        private final SpaceId space;
        private final boolean evading;
        private List<Checksum> digests = List.of();
        private boolean met;

        /** What the name is believed to be: what the new content replaces. */
        private @Nullable Child current;

        Attempt(Folder parent, RelPath path, PutSpec spec) {
            this.parent = parent;
            this.path = path;
            this.spec = spec;
            this.space = shop.spaces().spaceOf(path);
            this.evading = spec.onConflict() == OnConflict.RENAME;
        }

        Node run(InputStream body) throws IOException {
            lookFirst();
            spec.precondition().check(node(current));
            spec.guard().check(affected());
            if (spec.length().isPresent()) {
                requireRoom(spec.length().getAsLong());
            }
            try (TempFolder.File temp = shop.temp().create(path)) {
                long size = copy(body, temp);
                return finish(temp, size);
            }
        }

        Node run(Grown grown, long size) throws IOException {
            lookFirst();
            spec.precondition().check(node(current));
            spec.guard().check(affected());
            requireLength(size);
            return finish(grown, size);
        }

        private void requireLength(long size) {
            if (spec.length().isPresent() && size != spec.length().getAsLong()) {
                throw new WeftException.InvalidArgument("the body has " + size + " bytes, but "
                        + spec.length().getAsLong() + " were announced; nothing was stored");
            }
        }

        /** The same before anything is read of the body, while what a link leads to can still take the content instead. */
        private void lookFirst() throws IOException {
            try {
                look();
            } catch (WeftException.Conflict refused) {
                throw met ? new LinkMet(refused) : refused;
            }
        }

        /** Looks at the name and refuses what no content can replace. */
        private void look() throws IOException {
            if (evading) {
                return;
            }
            Child child = shop.tree().findTarget(parent, path.name());
            if (child != null) {
                if (spec.onConflict() == OnConflict.FAIL) {
                    throw new WeftException.AlreadyExists("/" + path + " exists already");
                }
                requireFile(child);
            }
            current = child;
        }

        private void requireFile(Child child) {
            met = child.kind() == Kind.SYMLINK;
            if (met) {
                throw Workshop.hiddenLink(path);
            }
            if (child.isFolder()) {
                throw new WeftException.Conflict("/" + path + " is a folder; a file does not replace it");
            }
        }

        private @Nullable Node node(@Nullable Child child) {
            return child == null ? null : shop.nodes().of(parent, path.name(), child);
        }

        private boolean keepsVersion() {
            return !tight && spec.keepsVersion() && shop.versions().isOn();
        }

        /** How many bytes more the space holds afterwards: what is replaced stays, as a version. */
        private long growth(long size) {
            Child child = current;
            return child == null || keepsVersion() ? size : size - child.counted();
        }

        /** Whether what is replaced is given up, since the new content would not fit beside it. */
        private boolean tight;

        private void requireRoom(long size) throws IOException {
            try {
                shop.room().require(space, growth(size));
            } catch (WeftException.NoSpace full) {
                giveUpVersion(full);
                shop.room().require(space, growth(size));
            }
        }

        private Room.Reservation reserve(long size) throws IOException {
            try {
                return shop.room().reserve(space, growth(size));
            } catch (WeftException.NoSpace full) {
                giveUpVersion(full);
                return shop.room().reserve(space, growth(size));
            }
        }

        private void giveUpVersion(WeftException.NoSpace full) {
            if (current == null || !keepsVersion() || !shop.room().versionsGiveWay()) {
                throw full;
            }
            tight = true;
        }

        private @Nullable Node itsParent;

        private Node parentNode() throws IOException {
            Node node = itsParent;
            if (node == null) {
                node = shop.nodes().of(parent);
                itsParent = node;
            }
            return node;
        }

        private Affected affected() throws IOException {
            List<Node> parents = current == null ? List.of(parentNode()) : List.of();
            return new Affected(space, parents, path, Optional.ofNullable(node(current)), Optional.empty());
        }

        private long copy(InputStream body, TempFolder.File temp) throws IOException {
            long expected = spec.length().orElse(-1);
            byte[] buffer = new byte[expected >= 0 ? (int) Math.min(expected + 1, LARGE_BUFFER) : SMALL_BUFFER];
            long size = 0;
            long checked = 0;
            for (int read = fill(body, buffer); read > 0; read = fill(body, buffer)) {
                temp.write(buffer, read);
                size += read;
                if (size - checked >= CHECK_EVERY) {
                    checked = size;
                    requireRoom(size);
                }
                if (read < buffer.length) {
                    break;
                }
                if (buffer.length < LARGE_BUFFER) {
                    buffer = new byte[LARGE_BUFFER];
                }
            }
            requireLength(size);
            return size;
        }

        /** Reads until the buffer is full or the body ends, so that small pieces don't become small writes. */
        private static int fill(InputStream body, byte[] buffer) throws IOException {
            int filled = 0;
            while (filled < buffer.length) {
                int read = body.read(buffer, filled, buffer.length - filled);
                if (read < 0) {
                    break;
                }
                filled += read;
            }
            return filled;
        }

        private Node finish(Grown temp, long size) throws IOException {
            digests = spec.digests().get().stream()
                    .filter(digest -> shop.digests().contains(digest.algorithm()))
                    .toList();
            NodeAttribute attribute = NodeAttribute.file(id(), 0, 0, size, digests);
            Child fresh = stamp(temp, attribute);
            shop.sync(temp);
            for (Attempts attempts = Attempts.at(path); ; attempts.next()) {
                try (Room.Reservation reserved = reserve(size);
                        Quiet.Change change = shop.quiet().change()) {
                    Child content = fresh;
                    Optional<Committed> committed =
                            Workshop.commit(spec.guard(), affected(), () -> commit(temp, content));
                    if (committed.isPresent()) {
                        shop.propagation().above(parent, committed.get().bytes());
                        shop.syncFolder(parent);
                        if (committed.get().kept().isPresent()) {
                            shop.kept().addVersions(space, committed.get().replaced());
                            shop.versions().prune(content.id());
                        }
                        return committed.get().node();
                    }
                }
                look();
                if (!id().equals(fresh.id())) {
                    fresh = stamp(temp, attributeOf(fresh).as(id(), fresh.inode()));
                    shop.sync(temp);
                }
            }
        }

        private static NodeAttribute attributeOf(Child child) {
            NodeAttribute attribute = child.attribute();
            if (attribute == null) {
                throw new IllegalStateException("a stamped file has an attribute");
            }
            return attribute;
        }

        private @Nullable Id minted;

        private Id id() {
            Child child = current;
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
        private Child stamp(Grown temp, NodeAttribute attribute) throws IOException {
            try (Scratch s = shop.scratches().take()) {
                int fd = temp.fd();
                if (spec.mtime().isPresent()) {
                    Instant time = spec.mtime().get();
                    shop.check(
                            Posix.setModified(s, fd, s.name(temp.name()), time.getEpochSecond(), time.getNano()),
                            "to set the time of /" + path);
                }
                shop.check(Posix.stat(s, fd, s.name(temp.name())), "to write /" + path);
                Child plain = Child.of(s, Kind.FILE, null);
                Child old = current;
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
        private record Committed(Node node, long bytes, Optional<VersionKey> kept, long replaced) {}

        /** The visible step, under the folder's lock. @return nothing when the name is no longer what it was */
        private Optional<Committed> commit(Grown temp, Child content) throws IOException {
            try (FolderLocks.Held held = shop.locks().hold(parent.inode());
                    Scratch s = shop.scratches().take()) {
                String name = path.name();
                Child now = evading ? null : shop.tree().look(parent, name);
                if (evading) {
                    name = freeName(name);
                } else if (now == null ? current != null : !now.isSame(current)) {
                    return Optional.empty();
                }
                spec.precondition().check(node(now));
                shop.tree().requireLive(parent);
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
                    return Optional.empty(); // another program was faster
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
                Node node = shop.nodes().of(parent, name, content);
                return Optional.of(new Committed(node, bytes, kept, now == null ? 0 : now.size()));
            }
        }

        /** The name itself, or one like {@code report (1).pdf}. */
        private String freeName(String name) throws IOException {
            if (!shop.tree().isTaken(parent, name)) {
                return name;
            }
            int dot = name.lastIndexOf('.');
            String stem = dot > 0 ? name.substring(0, dot) : name;
            String ending = dot > 0 ? name.substring(dot) : "";
            for (int i = 1; ; i++) {
                String candidate = Names.fitting(stem, " (" + i + ")" + ending);
                if (!shop.tree().isTaken(parent, candidate)) {
                    return candidate;
                }
            }
        }
    }
}
