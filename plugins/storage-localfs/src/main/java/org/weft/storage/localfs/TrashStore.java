/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;

/**
 * Puts nodes into the trash of a space, by one renaming, and tells where they were. A node that can't bear an attribute (a
 * symbolic link, somebody else's file) lies as {@code node} in a folder that bears it instead. Thread-safe.
 */
final class TrashStore {

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{8}(-w)?");
    private static final String WRAPPED = "-w";
    private static final String INNER = "node";

    private final CallBufferPool scratches;
    private final FolderTree tree;
    private final NodeIndex index;
    private final TreePropagation propagation;
    private final PendingTrashItems arrivals = new PendingTrashItems();

    TrashStore(CallBufferPool scratches, FolderTree tree, NodeIndex index, TreePropagation propagation) {
        this.scratches = scratches;
        this.tree = tree;
        this.index = index;
        this.propagation = propagation;
    }

    static boolean isKey(String name) {
        return KEY.matcher(name).matches();
    }

    static boolean isWrapped(String key) {
        return key.endsWith(WRAPPED);
    }

    /** When the item of a key came there, in nanoseconds. */
    static long stamp(String key) {
        return HexFormat.fromHexDigitsToLong(key, 0, 16);
    }

    /** The path of an item's node from the folder that it lies in. */
    static String pathOf(String key) {
        return isWrapped(key) ? key + '/' + INNER : key;
    }

    static String innerName() {
        return INNER;
    }

    /** The items that are placed but have not arrived; who places one tells when it has. */
    PendingTrashItems arrivals() {
        return arrivals;
    }

    String freshKey(long time) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(time)
                + '-'
                + hex.toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    /** How a node gets its name in the trash. */
    enum Way {
        /** It loses the one it has. */
        RENAME,
        /** It keeps the one it has too, until something else takes that. */
        LINK
    }

    /**
     * What came of it.
     *
     * @param result 0, or the negated error number
     * @param key what it is called in the trash
     */
    record Placed(int result, String key) {}

    /**
     * Gives a node a name in the trash. Under the lock of the folder that it lies in.
     *
     * @param from the open folder that it lies in
     * @param original where it was in the tree
     */
    Placed place(CallBuffer s, int from, String name, DirEntry child, RelPath original, OpenFolder bin, Way way)
            throws IOException {
        long time = propagation.now();
        String key = freshKey(time);
        TrashRecord wayBack = new TrashRecord(TrashRecord.Reason.TRASH, time, original);
        boolean bears = child.kind() != Kind.SYMLINK
                && LinkSyscalls.setText(s, from, s.name(name), s.trashName(), wayBack.text()) >= 0;
        if (!bears) {
            return wrap(s, from, name, child, wayBack, bin, way, key + WRAPPED);
        }
        arrivals.begin(key);
        int done = give(s, from, name, bin.fd(), key, way);
        if (done == 0) {
            index.note(child.id(), bin.id(), key);
        } else {
            arrivals.end(key);
        }
        return new Placed(done, key);
    }

    private static int give(CallBuffer s, int from, String name, int to, String key, Way way) {
        return way == Way.RENAME
                ? Posix.rename(s, from, s.name(name), to, s.other(key), Posix.RENAME_NOREPLACE)
                : LinkSyscalls.link(s, from, s.name(name), to, s.other(key));
    }

    private Placed wrap(
            CallBuffer s,
            int from,
            String name,
            DirEntry child,
            TrashRecord wayBack,
            OpenFolder bin,
            Way way,
            String key)
            throws IOException {
        int made = Posix.makeFolder(s, bin.fd(), s.name(key), 0700);
        if (made < 0) {
            return new Placed(made, key);
        }
        int fd = Posix.openFolder(s, bin.fd(), key);
        int done = fd;
        if (fd >= 0) {
            arrivals.begin(key);
            Id id = mark(s, bin, key);
            done = LinkSyscalls.setText(s, bin.fd(), s.name(key), s.trashName(), wayBack.text());
            done = done < 0 ? done : give(s, from, name, fd, INNER, way);
            Posix.close(s, fd);
            if (done == 0) {
                index.note(id, bin.id(), key);
                index.note(child.id(), id, INNER);
            }
        }
        if (done < 0) {
            Posix.removeEmptyFolder(s, bin.fd(), s.name(key));
            arrivals.end(key);
        }
        return new Placed(done, key);
    }

    private Id mark(CallBuffer s, OpenFolder bin, String key) throws IOException {
        int seen = Posix.stat(s, bin.fd(), s.name(key));
        if (seen < 0) {
            throw Errno.raise(seen, "to put something into the trash");
        }
        DirEntry plain = DirEntry.of(s, Kind.FOLDER, null);
        NodeAttribute attribute = NodeAttribute.folder(tree.mint(), plain.inode(), plain.mtime(), plain.mtime());
        Xattrs.set(s, bin.fd(), s.name(key), s.weftName(), attribute.encode(s.value()));
        return attribute.id();
    }

    /** Takes a second name in the trash away again. */
    void unplace(CallBuffer s, OpenFolder bin, Placed placed) {
        Posix.removeFile(s, bin.fd(), s.path(pathOf(placed.key())));
        if (isWrapped(placed.key())) {
            Posix.removeEmptyFolder(s, bin.fd(), s.name(placed.key()));
        }
        arrivals.end(placed.key());
    }

    /** Where the node of an item was; empty when nothing tells. */
    Optional<TrashRecord> wayBack(OpenFolder bin, String key) {
        try (CallBuffer s = scratches.take()) {
            return TrashRecord.parse(LinkSyscalls.text(s, bin.fd(), s.name(key), s.trashName()));
        }
    }

    /** A node in the trash, or below one. */
    record Located(OpenFolder folder, String name, boolean owned) implements AutoCloseable {
        @Override
        public void close() {
            if (owned) {
                folder.close();
            }
        }
    }

    /**
     * Finds what lies at a path below an item.
     *
     * @return null when the folder that it would lie in is not there
     */
    @Nullable
    Located locate(OpenFolder bin, String key, RelPath path) throws IOException {
        if (path.isRoot()) {
            if (!isWrapped(key)) {
                return new Located(bin, key, false);
            }
            OpenFolder wrapper = open(bin, RelPath.parse(key));
            return wrapper == null ? null : new Located(wrapper, INNER, true);
        }
        OpenFolder folder = isWrapped(key) ? null : open(bin, RelPath.parse(key).resolve(path.parent()));
        return folder == null ? null : new Located(folder, path.name(), true);
    }

    /** Opens a folder in the trash. @return null when there is none */
    @Nullable
    OpenFolder open(OpenFolder bin, RelPath below) throws IOException {
        return tree.tryOpenAt(bin.fd(), below.toString(), bin.path().resolve(below));
    }
}
