/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;

/**
 * One copy of a folder with all below it into the temporary folder. Goes down name by name and holds two open folders and
 * one block of names a level, so that memory grows with the depth alone. Each folder's size is known when it is left, and
 * written then. Not thread-safe.
 */
final class TreeCopy implements AutoCloseable {

    private static final int DEEPEST = 500;
    private static final int SHALLOW = 16;
    private static final int BLOCK = 32 * 1024;
    private static final int SMALL_BLOCK = 4 * 1024;
    private static final int ATTEMPTS = 5;
    private static final int PENDING = 20_000;

    private final WriteContext shop;
    private final FileCopier files;
    private final CopyReporter pairs;
    private final Growth growth;
    private final CallBuffer scratch;
    private final Deque<Level> levels = new ArrayDeque<>();
    private @Nullable DirEntry made;

    /**
     * @param growth told of the bytes of each file; throws when there are too many
     */
    TreeCopy(WriteContext shop, FileCopier files, CopyReporter pairs, Growth growth) {
        this.shop = shop;
        this.files = files;
        this.pairs = pairs;
        this.growth = growth;
        this.scratch = shop.scratches().take();
    }

    /** Is told of bytes that came, and refuses when there are too many. */
    interface Growth {
        void by(long bytes) throws IOException;
    }

    /** A folder that is being copied. */
    private final class Level implements AutoCloseable {
        private final OpenFolder source;
        private final Id id;
        private final int fd;
        private final DirectoryReader reader;
        private final StampBatch settling;
        private long bytes;

        Level(OpenFolder source, Id id, int fd) {
            this.source = source;
            this.id = id;
            this.fd = fd;
            this.reader = new DirectoryReader(source.fd(), levels.size() < SHALLOW ? BLOCK : SMALL_BLOCK);
            this.settling = shop.tree().settling(source);
        }

        @Override
        public void close() {
            reader.close();
            source.close();
            Posix.close(scratch, fd);
        }
    }

    /**
     * Copies.
     *
     * @param parent the folder that the source lies in
     * @param child the source as it was looked at
     * @param to a free name in the temporary folder
     * @param deep whether to copy what is in the folder
     * @return the copy; null when the source is no longer there
     */
    @Nullable
    DirEntry run(OpenFolder parent, String name, DirEntry child, String to, boolean deep) throws IOException {
        RelPath path = parent.path().resolve(name);
        OpenFolder source = open(parent, name, path, child);
        if (source == null) {
            return null;
        }
        enter(source, child, shop.temp().fd(), to);
        while (!levels.isEmpty()) {
            Level level = levels.getLast();
            if (deep && level.reader.next(scratch)) {
                copy(level);
            } else {
                leave(level);
            }
        }
        return made;
    }

    private @Nullable OpenFolder open(OpenFolder parent, String name, RelPath path, DirEntry child) throws IOException {
        int fd = Posix.openFolder(scratch, parent.fd(), name);
        if (fd == -Errno.ENOENT || fd == -Errno.ENOTDIR || fd == -Errno.ELOOP) {
            return null;
        }
        shop.check(fd, "to read /" + path);
        int seen = Posix.stat(scratch, fd);
        if (seen < 0 || scratch.inode() != child.inode()) {
            Posix.close(scratch, fd);
            return null;
        }
        NodeAttribute attribute = child.attribute();
        return new OpenFolder(
                shop.scratches(),
                fd,
                path,
                child.inode(),
                scratch.modified(),
                attribute != null ? attribute : NodeAttribute.foreign(child));
    }

    /** Makes the copy of a folder, still empty, and goes into it. The source is closed with the level. */
    private void enter(OpenFolder source, DirEntry child, int toFd, String name) throws IOException {
        boolean entered = false;
        try {
            if (levels.size() >= DEEPEST) {
                throw new WeftException.Conflict("/" + source.path() + " is nested deeper than " + DEEPEST
                        + " folders below what is copied; nothing was copied");
            }
            String what = "to copy /" + source.path();
            shop.check(Posix.makeFolder(scratch, toFd, scratch.name(name), (child.mode() & 0777) | 0700), what);
            int fd = Posix.openFolder(scratch, toFd, name);
            shop.check(fd, what);
            levels.addLast(new Level(source, shop.tree().mint(), fd));
            entered = true;
        } finally {
            if (!entered) {
                source.close();
            }
        }
        pairs.tell(child.id(), levels.getLast().id);
    }

    /** Writes down what a folder has become, and goes up. */
    private void leave(Level level) throws IOException {
        shop.check(Posix.stat(scratch, level.fd), "to copy /" + level.source.path());
        DirEntry plain = DirEntry.of(scratch, Kind.FOLDER, null);
        NodeAttribute attribute = NodeAttribute.folder(
                        level.id,
                        plain.inode(),
                        plain.mtime(),
                        level.source.attribute().treeMtime())
                .sized(level.bytes);
        shop.check(TreePropagation.write(scratch, level.fd, attribute), "to copy /" + level.source.path());
        levels.removeLast();
        level.close();
        if (levels.isEmpty()) {
            made = plain.with(attribute);
        } else {
            levels.getLast().bytes += level.bytes;
        }
    }

    /** Copies the name that the level's reader stands at, unless listings leave it out too. */
    private void copy(Level level) throws IOException {
        String name = level.reader.name();
        if (name == null || name.indexOf('\\') >= 0) {
            return;
        }
        RelPath path = level.source.path().resolve(name);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            DirEntry child = settled(level, name);
            if (child == null || copied(level, name, child, path)) {
                return;
            }
        }
        throw FileCopier.busy(path);
    }

    private @Nullable DirEntry settled(Level level, String name) throws IOException {
        DirEntry child = shop.tree().look(scratch, level.source, level.reader.nativeName());
        if (child == null || child.isSettled()) {
            return child;
        }
        try (SizeBarrier.Change change = shop.quiet().change()) {
            DirEntry now = shop.tree().settle(level.source, name, level.settling);
            level.settling.finish();
            return now;
        }
    }

    /** @return false when it is no longer what it was */
    private boolean copied(Level level, String name, DirEntry child, RelPath path) throws IOException {
        if (child.isFolder()) {
            OpenFolder source = open(level.source, name, path, child);
            if (source == null) {
                return false;
            }
            enter(source, child, level.fd, name);
            note(levels.getLast().id, level, name);
            return true;
        }
        MemorySegment here = level.reader.nativeName();
        FileCopier.Spot from = new FileCopier.Spot(level.source.fd(), here);
        FileCopier.Spot to = new FileCopier.Spot(level.fd, here);
        DirEntry copy = child.kind() == Kind.SYMLINK
                ? files.link(scratch, from, child, to, path)
                : files.file(scratch, from, child, to, path, false);
        if (copy == null) {
            return false;
        }
        level.bytes += copy.counted();
        growth.by(copy.counted());
        pairs.tell(child.id(), copy.id());
        note(copy.id(), level, name);
        return true;
    }

    private void note(Id id, Level parent, String name) {
        shop.index().note(id, parent.id, name);
        if (shop.index().pending() > PENDING) {
            shop.index().flush();
        }
    }

    @Override
    public void close() {
        levels.forEach(Level::close);
        levels.clear();
        scratch.close();
    }
}
