/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;

/**
 * Copies single nodes into a folder that nobody sees yet. The bytes stay in the system: they are copied, or shared where
 * the file system can, without coming here. A source that was written meanwhile is told apart by its size and time.
 */
final class FileCopier {

    /** Up to here the copy is one call that other threads may wait for; more goes through the JDK, which lets them run. */
    private static final long SMALL = 1 << 20;

    private static final long PART = 64L << 20;
    private static final long BILLION = 1_000_000_000L;

    private final WriteContext shop;

    FileCopier(WriteContext shop) {
        this.shop = shop;
    }

    /**
     * Where a node is copied from or to; the folder is open.
     *
     * @param fd the folder
     * @param name the name in it
     */
    record Spot(int fd, MemorySegment name) {}

    static WeftException.Conflict busy(RelPath path) {
        return new WeftException.Conflict(
                "/" + path + " is being written; nothing was copied: try again when that has ended");
    }

    /**
     * Copies a file with its digests, time and permissions.
     *
     * @param child what the name was when last looked at
     * @param path what the source is called in messages
     * @param sync whether to wait until the copy is on the disk
     * @return the copy; null when the source is no longer what it was, and nothing was made
     */
    @Nullable
    DirEntry file(CallBuffer s, Spot from, DirEntry child, Spot to, RelPath path, boolean sync) throws IOException {
        int source = Posix.openFile(s, from.fd(), from.name());
        if (source == -Errno.ENOENT || source == -Errno.ELOOP) {
            return null;
        }
        shop.check(source, "to read /" + path);
        try {
            if (!isAs(s, source, child)) {
                return null;
            }
            int copy = CopySyscalls.createFile(s, to.fd(), to.name(), child.mode() & 0777);
            shop.check(copy, "to copy /" + path);
            @Nullable DirEntry made = null;
            try {
                boolean whole = transfer(s, source, copy, child.size(), path) && isAs(s, source, child);
                if (whole) {
                    made = stamped(s, copy, from, to, child, path);
                    if (sync) {
                        sync(copy);
                    }
                }
                return made;
            } finally {
                Posix.close(s, copy);
                if (made == null) {
                    Posix.removeFile(s, to.fd(), to.name());
                }
            }
        } finally {
            Posix.close(s, source);
        }
    }

    private static boolean isAs(CallBuffer s, int fd, DirEntry child) {
        return Posix.stat(s, fd) >= 0
                && s.isFile()
                && s.inode() == child.inode()
                && s.modified() == child.mtime()
                && s.size() == child.size();
    }

    /** @return false when the source ended early */
    private static boolean transfer(CallBuffer s, int source, int copy, long size, RelPath path) throws IOException {
        long done = 0;
        while (done < size && size <= SMALL) {
            long part = CopySyscalls.copyRange(s, source, copy, size - done);
            if (part == 0) {
                return false;
            }
            if (part < 0) {
                if (-part == Errno.ENOSPC || -part == Errno.EDQUOT || -part == Errno.EIO || -part == Errno.EFBIG) {
                    throw Errno.raise(part, "to copy /" + path);
                }
                break; // not between these file systems
            }
            done += part;
        }
        return done == size || transferRest(s, source, copy, done, size, path);
    }

    private static boolean transferRest(CallBuffer s, int source, int copy, long start, long size, RelPath path)
            throws IOException {
        long done = start;
        try (FileChannel in = reopen(source, StandardOpenOption.READ);
                FileChannel out = reopen(copy, StandardOpenOption.WRITE)) {
            out.position(done);
            while (done < size) {
                long part = in.transferTo(done, Math.min(PART, size - done), out);
                if (part <= 0) {
                    return false;
                }
                done += part;
            }
            return true;
        } catch (IOException failure) {
            long probe = Posix.probeWrite(s, copy, done); // the JDK tells texts instead of numbers
            if (probe < 0) {
                throw Errno.raise(probe, "to copy /" + path);
            }
            throw failure;
        }
    }

    private static FileChannel reopen(int fd, StandardOpenOption option) throws IOException {
        return FileChannel.open(Path.of("/proc/self/fd/" + fd), option);
    }

    private static void sync(int fd) throws IOException {
        try (FileChannel channel = reopen(fd, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private DirEntry stamped(CallBuffer s, int copy, Spot from, Spot to, DirEntry original, RelPath path)
            throws IOException {
        String what = "to copy /" + path;
        setTime(s, to, original);
        shop.check(Posix.stat(s, copy), what);
        DirEntry plain = DirEntry.of(s, Kind.FILE, null);
        NodeAttribute told = original.attribute();
        NodeAttribute attribute = NodeAttribute.file(
                shop.tree().mint(),
                plain.inode(),
                plain.mtime(),
                plain.size(),
                told != null && original.isSettled() ? told.checksums() : List.of());
        shop.check(Xattrs.set(s, copy, s.weftName(), attribute.encode(s.value())), what);
        if (told != null && original.isSettled()) {
            Optional<Checksum> md5 = Md5Attribute.read(s, from.fd(), from.name(), told);
            shop.check(
                    Md5Attribute.write(
                            s, to.fd(), to.name(), attribute, md5.stream().toList()),
                    what);
        }
        return plain.with(attribute);
    }

    private static void setTime(CallBuffer s, Spot spot, DirEntry original) {
        long seconds = Math.floorDiv(original.mtime(), BILLION);
        int nanos = (int) Math.floorMod(original.mtime(), BILLION);
        Posix.setModified(s, spot.fd(), spot.name(), seconds, nanos);
    }

    /**
     * Copies a symbolic link as it is written.
     *
     * @return the copy; null when the source is no link any more
     */
    @Nullable
    DirEntry link(CallBuffer s, Spot from, DirEntry child, Spot to, RelPath path) throws IOException {
        int made = CopySyscalls.copyLink(s, from.fd(), from.name(), to.fd(), to.name());
        if (made == -Errno.ENOENT || made == -Errno.EINVAL) {
            return null;
        }
        shop.check(made, "to copy /" + path);
        setTime(s, to, child);
        shop.check(Posix.stat(s, to.fd(), to.name()), "to copy /" + path);
        return DirEntry.of(s, Kind.SYMLINK, null);
    }
}
