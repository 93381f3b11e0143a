/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.write.Body;
import org.weft.spi.storage.write.FileWrites;
import org.weft.spi.storage.write.FreeName;
import org.weft.spi.storage.write.Place;
import org.weft.spi.storage.write.Staged;
import org.weft.spi.storage.write.WritableFiles;

/**
 * Writes files. The body goes to a temporary file, which gets its time and its attribute, and then its name in one step of
 * the name node: over a file that is there, or only if the name is free. Nothing is ever appended.
 */
final class FileWriter {

    private static final Logger LOG = LoggerFactory.getLogger(FileWriter.class);

    private final WriteContext shop;
    private final Set<Checksum.Algorithm> kept;

    /** @param kept which digests are kept of a file */
    FileWriter(WriteContext shop, Set<Checksum.Algorithm> kept) {
        this.shop = shop;
        this.kept = kept;
    }

    Node put(HdfsClient as, RelPath path, PutSpec spec, InputStream body) throws IOException {
        if (path.isRoot()) {
            throw new WeftException.Conflict("the root is a folder; a file does not replace it");
        }
        Names.requireOurs(path);
        return new FileWrites<>(new Put(as, path, spec)).put(Ref.path(path), spec, body);
    }

    /** What a name was. */
    private record Spot(
            Nodes nodes,
            FoundFolder parent,
            RelPath path,
            @Nullable DirEntry child) implements Place {

        @Override
        public Optional<Node> node() {
            return child == null ? Optional.empty() : Optional.of(nodes.of(parent, child));
        }

        @Override
        public Optional<Node> folder() {
            return Optional.of(nodes.of(parent));
        }

        /** The bytes that the space is rid of when the new content has taken the place. */
        long counted() {
            return child == null ? 0 : child.status().size();
        }
    }

    /** A content in a temporary file, which nothing more is written to. */
    private record Content(TempFiles.File temp, long size, InodeStatus written) implements Staged {
        @Override
        public void close() {
            temp.close();
        }
    }

    /** One put under way. */
    private final class Put implements WritableFiles<Spot, Content> {
        private final HdfsClient as;
        private final RelPath path;
        private final boolean evading;
        private final QuotaAccount.Making room;
        private @Nullable FileAttribute stamped;

        Put(HdfsClient as, RelPath path, PutSpec spec) {
            this.as = as;
            this.path = path;
            this.evading = spec.onConflict() == OnConflict.RENAME;
            this.room = shop.room().making(path);
        }

        @Override
        public Spot look(Ref ref) {
            FoundFolder parent = shop.tree().open(as, path.parent(), Tree.Purpose.CHANGE);
            return new Spot(
                    shop.nodes(), parent, path, evading ? null : shop.tree().look(as, parent, path.name()));
        }

        @Override
        public boolean fits(String name) {
            return Names.fits(name);
        }

        @Override
        public void requireRoom(Spot place, long size, PutSpec spec) {
            shop.room().requireInTheEnd(path, size - place.counted());
        }

        @Override
        public Content stage(Spot place, Body body, PutSpec spec) throws IOException {
            DirEntry current = place.child();
            int copies = current == null ? 0 : current.status().replication();
            TempFiles.File temp = shop.temps().create(as, copies, "to write /" + path);
            boolean done = false;
            try {
                long size = body.drain(temp::write);
                InodeStatus written = temp.finish();
                if (spec.mtime().isPresent()) {
                    as.setModified(temp.place(), spec.mtime().get().toEpochMilli());
                    written = temp.status();
                }
                likeItsFolder(place.parent(), temp, written);
                done = true;
                return new Content(temp, size, written);
            } finally {
                if (!done) {
                    temp.close();
                }
            }
        }

        /** A file belongs to the group of the folder that it lies in, as if it had been made there. */
        private void likeItsFolder(FoundFolder parent, TempFiles.File temp, InodeStatus written) {
            String group = parent.status().group();
            if (!group.equals(written.group())) {
                try {
                    as.setGroup(temp.place(), group);
                } catch (WeftException.Forbidden notOurs) {
                    LOG.debug("hdfs-group-kept wanted={} kept={}", group, written.group());
                }
            }
        }

        /** Makes room where there was none, and writes what depends on the file that is replaced: the attribute that keeps its id,
         * and its mode. */
        @Override
        public Prepared prepare(Spot place, Content staged, PutSpec spec) {
            room.make(() -> staged.size() - place.counted());
            DirEntry old = place.child();
            TempFiles.File temp = staged.temp();
            FileAttribute mark = mark(place, staged, spec);
            if (!mark.equals(stamped)) {
                boolean clears = stamped != null && !mark.isNeeded();
                if (clears) {
                    as.setAttribute(temp.place(), FileAttributes.ATTRIBUTE, mark.encode());
                }
                shop.marks().write(as, temp.place(), mark);
                stamped = mark;
            }
            if (old != null && old.status().permission() != staged.written().permission()) {
                as.setPermission(temp.place(), old.status().permission());
            }
            return () -> {};
        }

        private FileAttribute mark(Spot place, Content staged, PutSpec spec) {
            DirEntry old = place.child();
            List<Checksum> digests = spec.digests().get().stream()
                    .filter(digest -> kept.contains(digest.algorithm()))
                    .toList();
            InodeStatus written = staged.written();
            return FileAttribute.of(old == null ? written.inode() : old.origin(), written, digests);
        }

        /** The visible step. */
        @Override
        public Attempt<Node> put(Spot place, Content staged, PutSpec spec, FreeName free) throws IOException {
            FoundFolder parent = place.parent();
            DirEntry current = place.child();
            try (WriteContext.Locks locks = shop.lock(Optional.of(path), parent)) {
                DirEntry now = evading ? null : shop.tree().look(as, parent, path.name());
                if (now == null ? current != null : current == null || !now.isSame(current)) {
                    return Attempt.stale();
                }
                String name = free.choose(candidate -> as.stat(parent.place(candidate)) != null);
                if (!room.isThere(staged.size() - place.counted())) {
                    return Attempt.stale();
                }
                return name(place, staged, mark(place, staged, spec), name);
            }
        }

        private Attempt<Node> name(Spot place, Content staged, FileAttribute mark, String name) {
            FoundFolder parent = place.parent();
            DirEntry current = place.child();
            DirEntry content = new DirEntry(name, staged.written(), mark);
            long adopter = content.origin() == content.inode() ? 0 : content.inode();
            if (current != null) {
                shop.keep().before(parent, current);
            }
            TreePropagation.Change change = shop.folders().begin(List.of(parent), adopter, content.origin());
            String target =
                    shop.tree().place(parent.path().resolve(name)); // by its path: a folder that is gone takes nothing
            try {
                change.make(
                        () -> as.rename(staged.temp().place(), target, current != null, "to write /" + path),
                        () -> isAt(target, content.inode()));
            } catch (WeftException.AlreadyExists taken) {
                return Attempt.stale(); // another program was faster
            } catch (WeftException.NotFound gone) {
                throw WeftException.NotFound.parent("the folder of /" + path + " was deleted meanwhile");
            }
            staged.temp().named();
            long growth = staged.size() - place.counted();
            change.made(List.of(growth), current == null ? null : current.inode(), false);
            shop.links().note(content.inode(), parent.inode(), name);
            return Attempt.committed(shop.nodes().of(parent, content));
        }

        private boolean isAt(String place, long inode) {
            InodeStatus status = as.stat(place);
            return status != null && status.inode() == inode;
        }
    }
}
