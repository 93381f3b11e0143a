/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.weft.spi.Health;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.write.Body;

/** A folder of the local disk by paths alone, with times in whole seconds, as many servers tell them. */
class FolderStore implements PathStore {

    private final Path root;
    private final boolean hasIds;
    private final AtomicLong looks = new AtomicLong();

    FolderStore(Path root, boolean hasIds) {
        this.root = root;
        this.hasIds = hasIds;
    }

    long looks() {
        return looks.get();
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(root);
    }

    @Override
    public Health health() {
        return Health.up();
    }

    private Path at(RelPath path) {
        try {
            return root.resolve(path.toString());
        } catch (InvalidPathException odd) {
            throw new InvalidArgument("no such name here");
        }
    }

    @Override
    public Optional<Entry> look(RelPath path) throws IOException {
        looks.incrementAndGet();
        try {
            return Optional.of(entry(at(path)));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (FileSystemException odd) {
            String reason = String.valueOf(odd.getReason());
            if (reason.contains("Not a directory")) {
                return Optional.empty();
            }
            if (reason.contains("too long")) {
                throw new InvalidArgument("the path is too long");
            }
            throw odd;
        }
    }

    private Entry entry(Path path) throws IOException {
        BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Entry.Kind kind =
                facts.isRegularFile() ? Entry.Kind.FILE : facts.isDirectory() ? Entry.Kind.FOLDER : Entry.Kind.HIDDEN;
        Instant mtime = facts.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
        String key = String.valueOf(Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS));
        return new Entry(
                String.valueOf(path.getFileName()),
                kind,
                facts.size(),
                mtime,
                hasIds ? Optional.of(key) : Optional.empty());
    }

    @Override
    public void list(RelPath folder, Pieces sink) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(at(folder))) {
            Iterator<Path> each = children.iterator();
            boolean wanted = true;
            while (wanted && each.hasNext()) {
                List<Entry> piece = new ArrayList<>();
                while (piece.size() < 70 && each.hasNext()) {
                    try {
                        piece.add(entry(each.next()));
                    } catch (NoSuchFileException gone) {
                        looks.incrementAndGet();
                    }
                }
                wanted = sink.take(piece);
            }
        }
    }

    @Override
    public Opened open(RelPath file) throws IOException {
        Path path = at(file);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        Entry now = entry(path); // an open file can't be asked for its time in plain Java
        Entry entry = new Entry(now.name(), now.kind(), channel.size(), now.mtime(), now.identity());
        return new Opened() {
            @Override
            public Entry entry() {
                return entry;
            }

            @Override
            public Bytes part(long offset, long length) throws IOException {
                channel.position(offset);
                return (into, from, count) -> channel.read(ByteBuffer.wrap(into, from, count));
            }

            @Override
            public void close() {
                try {
                    channel.close();
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }
        };
    }

    @Override
    public Entry write(RelPath path, Body body, Optional<Instant> mtime) throws IOException {
        Path file = at(path);
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            body.drain((bytes, length) -> out.write(bytes, 0, length));
            if (mtime.isPresent()) {
                Files.setLastModifiedTime(file, FileTime.from(mtime.get()));
            }
            return entry(file);
        }
    }

    @Override
    public void rename(RelPath from, RelPath to, boolean over) throws IOException {
        if (!over && Files.exists(at(to), LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        Files.move(at(from), at(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void makeFolder(RelPath path) throws IOException {
        Files.createDirectory(at(path));
    }

    @Override
    public void remove(RelPath path, boolean folder) throws IOException {
        Files.delete(at(path));
    }

    @Override
    public Quota room(RelPath path) throws IOException {
        long total = Files.getFileStore(root).getTotalSpace();
        return new Quota(
                OptionalLong.of(total),
                OptionalLong.empty(),
                OptionalLong.of(Files.getFileStore(root).getUsableSpace()));
    }

    @Override
    public void close() {}
}
