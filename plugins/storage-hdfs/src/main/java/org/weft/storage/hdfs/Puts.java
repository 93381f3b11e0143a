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
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempts;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.RelPath;

/**
 * Writes files. The body goes to a temporary file, which gets its time and its attribute, and then its name in one step of
 * the name node: over a file that is there, or only if the name is free. Nothing is ever appended.
 */
final class Puts {

    private static final Logger LOG = LoggerFactory.getLogger(Puts.class);
    private static final int SMALL_BUFFER = 32 * 1024;
    private static final int LARGE_BUFFER = 256 * 1024;
    private static final long CHECK_EVERY = 64L << 20;

    private final Workshop shop;
    private final Set<Checksum.Algorithm> kept;

    /** @param kept which digests are kept of a file */
    Puts(Workshop shop, Set<Checksum.Algorithm> kept) {
        this.shop = shop;
        this.kept = kept;
    }

    Node put(Hdfs as, RelPath path, PutSpec spec, InputStream body) throws IOException {
        if (path.isRoot()) {
            throw new WeftException.Conflict("the root is a folder; a file does not replace it");
        }
        Names.requireOurs(path);
        Folder parent = shop.tree().open(as, path.parent(), Tree.Purpose.CHANGE);
        return new Attempt(as, parent, path, spec).run(body);
    }

    /** One put under way. */
    private final class Attempt {
        private final Hdfs as;
        private final Folder parent;
        private final RelPath path;
        private final PutSpec spec;
        private final boolean evading;

        /** What the name is believed to be: what the new content replaces. */
        private @Nullable Child current;

        private List<Checksum> digests = List.of();

        Attempt(Hdfs as, Folder parent, RelPath path, PutSpec spec) {
            this.as = as;
            this.parent = parent;
            this.path = path;
            this.spec = spec;
            this.evading = spec.onConflict() == OnConflict.RENAME;
        }

        Node run(InputStream body) throws IOException {
            look();
            spec.precondition().check(node(current));
            spec.guard().check(affected());
            if (spec.length().isPresent()) {
                shop.room().requireInTheEnd(path, spec.length().getAsLong() - counted());
            }
            int copies = current == null ? 0 : current.status().replication();
            try (Temps.File temp = shop.temps().create(as, copies, "to write /" + path)) {
                long size = copy(body, temp);
                digests = spec.digests().get().stream()
                        .filter(digest -> kept.contains(digest.algorithm()))
                        .toList();
                return finish(temp, size);
            }
        }

        /** Looks at the name and refuses what no content can replace. */
        private void look() {
            Child child = shop.tree().look(as, parent, path.name());
            if (child != null && !evading) {
                if (spec.onConflict() == OnConflict.FAIL) {
                    throw new WeftException.AlreadyExists("/" + path + " exists already");
                }
                if (child.kind() != Kind.FILE) {
                    throw new WeftException.Conflict("/" + path + " is a folder or a link; a file does not replace it");
                }
            }
            current = evading ? null : child;
        }

        private @Nullable Node node(@Nullable Child child) {
            return child == null ? null : shop.nodes().of(parent, child);
        }

        private long counted() {
            Child child = current;
            return child == null ? 0 : child.status().size();
        }

        private Affected affected() {
            List<Node> parents = current == null ? List.of(shop.nodes().of(parent)) : List.of();
            return new Affected(
                    shop.spaces().spaceOf(path), parents, path, Optional.ofNullable(node(current)), Optional.empty());
        }

        private long copy(InputStream body, Temps.File temp) throws IOException {
            long expected = spec.length().orElse(-1);
            byte[] buffer = new byte[expected >= 0 ? (int) Math.min(expected + 1, LARGE_BUFFER) : SMALL_BUFFER];
            long size = 0;
            long checked = 0;
            for (int read = fill(body, buffer); read > 0; read = fill(body, buffer)) {
                temp.write(buffer, read);
                size += read;
                if (size - checked >= CHECK_EVERY) {
                    checked = size;
                    shop.room().requireInTheEnd(path, size - counted());
                }
                if (read < buffer.length) {
                    break;
                }
                if (buffer.length < LARGE_BUFFER) {
                    buffer = new byte[LARGE_BUFFER];
                }
            }
            if (expected >= 0 && size != expected) {
                throw new WeftException.InvalidArgument(
                        "the body has " + size + " bytes, but " + expected + " were announced; nothing was stored");
            }
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

        private Node finish(Temps.File temp, long size) throws IOException {
            Status written = temp.finish();
            if (spec.mtime().isPresent()) {
                as.setModified(temp.place(), spec.mtime().get().toEpochMilli());
                written = temp.status();
            }
            likeItsFolder(temp, written);
            int rounds = 0;
            for (Attempts attempts = Attempts.at(path); ; attempts.next()) {
                Child content = stamp(temp, written);
                likeCurrent(temp, written);
                try {
                    Optional<Node> done =
                            Workshop.commit(spec.guard(), affected(), () -> commit(temp, content, size - counted()));
                    if (done.isPresent()) {
                        return done.get();
                    }
                } catch (WeftException.NoSpace full) {
                    if (rounds++ == Room.ROUNDS || !shop.room().make(path, size - counted())) {
                        throw full;
                    }
                }
                look();
            }
        }

        /** A file belongs to the group of the folder that it lies in, as if it had been made there. */
        private void likeItsFolder(Temps.File temp, Status written) {
            String group = parent.status().group();
            if (!group.equals(written.group())) {
                try {
                    as.setGroup(temp.place(), group);
                } catch (WeftException.Forbidden notOurs) {
                    LOG.debug("hdfs-group-kept wanted={} kept={}", group, written.group());
                }
            }
        }

        private void likeCurrent(Temps.File temp, Status written) {
            Child old = current;
            if (old != null && old.status().permission() != written.permission()) {
                as.setPermission(temp.place(), old.status().permission());
            }
        }

        private @Nullable Mark stamped;

        /** Writes the attribute that keeps the id of what is replaced, unless it is on the file already. */
        private Child stamp(Temps.File temp, Status written) {
            Child old = current;
            Mark mark = Mark.of(old == null ? written.inode() : old.origin(), written, digests);
            if (!mark.equals(stamped)) {
                boolean clears = stamped != null && !mark.isNeeded();
                if (clears) {
                    as.setAttribute(temp.place(), Marks.ATTRIBUTE, mark.encode());
                }
                shop.marks().write(as, temp.place(), mark);
                stamped = mark;
            }
            return new Child(path.name(), written, mark);
        }

        /** The visible step. @return null when the name is no longer what it was */
        private @Nullable Node commit(Temps.File temp, Child content, long growth) throws IOException {
            try (Workshop.Locks locks = shop.lock(Optional.of(path), parent)) {
                Child now = shop.tree().look(as, parent, path.name());
                String name = path.name();
                if (evading) {
                    name = freeName(name, now);
                    now = null;
                } else if (now == null ? current != null : current == null || !now.isSame(current)) {
                    return null;
                }
                spec.precondition().check(node(now));
                shop.room().require(path, growth);
                return name(temp, content, name, now, growth);
            }
        }

        private @Nullable Node name(Temps.File temp, Child content, String name, @Nullable Child now, long growth) {
            long adopter = content.origin() == content.inode() ? 0 : content.inode();
            if (now != null) {
                shop.keep().before(parent, now);
            }
            Folders.Change change = shop.folders().begin(List.of(parent), adopter, content.origin());
            String target = parent.place(name);
            try {
                change.make(
                        () -> as.rename(temp.place(), target, now != null, "to write /" + path),
                        () -> isAt(target, content.inode()));
            } catch (WeftException.AlreadyExists taken) {
                return null; // another program was faster
            } catch (WeftException.NotFound gone) {
                throw WeftException.NotFound.parent("the folder of /" + path + " was deleted meanwhile");
            }
            temp.named();
            change.made(List.of(growth), now == null ? null : now.inode(), false);
            shop.links().note(content.inode(), parent.inode(), name);
            return shop.nodes().of(parent, new Child(name, content.status(), content.mark()));
        }

        private boolean isAt(String place, long inode) {
            Status status = as.stat(place);
            return status != null && status.inode() == inode;
        }

        /** The name itself, or one like {@code report (1).pdf}. */
        private String freeName(String name, @Nullable Child taken) {
            if (taken == null) {
                return name;
            }
            int dot = name.lastIndexOf('.');
            String stem = dot > 0 ? name.substring(0, dot) : name;
            String ending = dot > 0 ? name.substring(dot) : "";
            for (int i = 1; ; i++) {
                String candidate = Names.fitting(stem, " (" + i + ")" + ending);
                if (as.stat(parent.place(candidate)) == null) {
                    return candidate;
                }
            }
        }
    }
}
