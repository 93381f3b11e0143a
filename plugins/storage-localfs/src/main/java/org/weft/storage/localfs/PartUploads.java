/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Uploads;

/**
 * The ability to keep uploads in parts: each is a file of {@code .weft/uploads} that parts are added to, so that its commit is
 * a renaming and copies nothing. A lock on the file keeps others out while one adds to it. Thread-safe.
 */
final class PartUploads implements Uploads {

    private static final Logger LOG = LoggerFactory.getLogger(PartUploads.class);
    private static final Duration KEPT = Duration.ofDays(2);
    private static final int BUFFER = 256 * 1024;
    private static final long CHECK_EVERY = 64L << 20;

    private final WriteContext shop;
    private final ReferenceResolver finder;
    private final FileWriter puts;
    private final Path directory;
    private final int fd;

    /**
     * @param directory the folder {@code .weft/uploads}
     * @param fd the same, open
     */
    PartUploads(WriteContext shop, ReferenceResolver finder, FileWriter puts, Path directory, int fd) {
        this.shop = shop;
        this.finder = finder;
        this.puts = puts;
        this.directory = directory;
        this.fd = fd;
    }

    private static WeftException unknown(String id) {
        return new WeftException.NotFound("there is no upload " + id);
    }

    /** The file of an upload, while nobody else may change it. */
    private final class Held implements StagedFile, AutoCloseable {
        private final String name;
        private final int file;
        private final long size;

        private Held(String name, int file, long size) {
            this.name = name;
            this.file = file;
            this.size = size;
        }

        @Override
        public int fd() {
            return fd;
        }

        @Override
        public String name() {
            return name;
        }

        FileChannel channel() throws IOException {
            return FileChannel.open(Path.of("/proc/self/fd/" + file), StandardOpenOption.WRITE);
        }

        @Override
        public void sync() throws IOException {
            try (FileChannel channel = channel()) {
                channel.force(true);
            }
        }

        @Override
        public void committed() {
            LOG.debug("upload_committed id={}", name);
        }

        @Override
        public void close() {
            try (CallBuffer s = shop.scratches().take()) {
                Posix.close(s, file);
            }
        }
    }

    private Held hold(String id) throws IOException {
        if (Id.parse(id).isEmpty()) {
            throw unknown(id);
        }
        try (CallBuffer s = shop.scratches().take()) {
            int file = Posix.openFile(s, fd, s.name(id));
            if (file < 0) {
                throw file == -Errno.ENOENT ? unknown(id) : Errno.raise(file, "to go on with the upload " + id);
            }
            boolean kept = false;
            try {
                if (Posix.lockFile(s, file) < 0) {
                    throw new WeftException.Conflict("another request is adding to the upload " + id);
                }
                Posix.stat(s, file);
                long inode = s.inode();
                if (Posix.stat(s, fd, s.name(id)) < 0 || s.inode() != inode) {
                    throw unknown(id); // committed or aborted meanwhile
                }
                kept = true;
                return new Held(id, file, s.size());
            } finally {
                if (!kept) {
                    Posix.close(s, file);
                }
            }
        }
    }

    @Override
    public State begin(Caller who, Ref target, OptionalLong length) throws IOException {
        RelPath path = finder.path(target);
        if (length.isPresent()) {
            puts.requireRoom(path, length.getAsLong());
        }
        String id = shop.tree().mint().text();
        FileChannel.open(directory.resolve(id), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                .close();
        return state(who, id);
    }

    @Override
    public State state(Caller who, String id) throws IOException {
        if (Id.parse(id).isEmpty()) {
            throw unknown(id);
        }
        try (CallBuffer s = shop.scratches().take()) {
            if (Posix.stat(s, fd, s.name(id)) < 0) {
                throw unknown(id);
            }
            return new State(id, s.size(), Times.instant(s.modified()).plus(KEPT));
        }
    }

    @Override
    public long append(Caller who, String id, long offset, InputStream body) throws IOException {
        try (Held held = hold(id);
                FileChannel channel = held.channel()) {
            if (offset != held.size) {
                throw new WeftException.Conflict(
                        "the upload stands at " + held.size + " bytes; go on from there, not from " + offset);
            }
            byte[] buffer = new byte[BUFFER];
            long at = offset;
            long checked = offset;
            try {
                for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                    at = write(channel, at, buffer, read);
                    if (at - checked >= CHECK_EVERY) {
                        checked = at;
                        requireDisk(at);
                    }
                }
            } finally {
                if (shop.durable()) {
                    channel.force(true);
                }
            }
            return at;
        }
    }

    private long write(FileChannel channel, long at, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        long position = at;
        while (buffer.hasRemaining()) {
            try {
                position += channel.write(buffer, position);
            } catch (IOException failure) {
                if (shop.room().isFull()) {
                    throw new WeftException.NoSpace("the disk is full; the upload stands at " + position + " bytes");
                }
                throw failure;
            }
        }
        return position;
    }

    /** Leaves others some room; whether it fits its space was judged at the beginning and is again at the commit. */
    private void requireDisk(long position) {
        if (shop.room().isFull()) {
            throw new WeftException.NoSpace("the disk is full; the upload stands at " + position + " bytes");
        }
    }

    @Override
    public Node commit(Caller who, String id, Ref target, PutSpec spec) throws IOException {
        try (Held held = hold(id)) {
            return shop.ways().to(finder.path(target), (way, path) -> way.view(commit(id, path, spec, held)));
        }
    }

    private Node commit(String id, RelPath path, PutSpec spec, Held held) throws IOException {
        Node node = puts.commit(path, spec, held, held.size);
        try (OpenFolder parent = shop.tree().open(node.path().parent(), FolderTree.Purpose.STAT);
                CallBuffer s = shop.scratches().take()) {
            // which uploads bear that an earlier version of this driver began
            LinkSyscalls.removeAttribute(s, parent.fd(), s.name(node.name()), s.spaceName());
        } catch (WeftException gone) {
            LOG.debug("upload_moved_on id={}", id);
        }
        return node;
    }

    @Override
    public void abort(Caller who, String id) {
        if (Id.parse(id).isPresent()) {
            try (CallBuffer s = shop.scratches().take()) {
                Posix.removeFile(s, fd, s.name(id));
            }
        }
    }

    /** Forgets uploads without news for too long. */
    void sweep() throws IOException {
        Instant before = Times.instant(shop.propagation().now()).minus(KEPT);
        try (var entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.getLastModifiedTime(entry).toInstant().isBefore(before)) {
                    Files.deleteIfExists(entry);
                    LOG.info("upload_expired id={}", entry.getFileName());
                }
            }
        }
    }
}
