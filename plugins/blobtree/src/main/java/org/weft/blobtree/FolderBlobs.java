/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.spi.Sink;

/**
 * Blobs as files of a folder, for tests and for trying things out. A blob is written to a temporary file and renamed; it
 * is not synced to the disk.
 */
public final class FolderBlobs implements Blobs {

    private final Path root;
    private final Path fresh;
    private final Path parts;
    private final SecureRandom random = new SecureRandom();

    /**
     * Blobs below a folder.
     *
     * @param root made at start when missing
     */
    public FolderBlobs(Path root) {
        this.root = root.resolve("objects");
        this.fresh = root.resolve("fresh");
        this.parts = root.resolve("parts");
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(root);
        Files.createDirectories(fresh);
        Files.createDirectories(parts);
    }

    private Path at(String key) {
        if (!key.matches("[A-Za-z0-9/._~-]{1,512}") || ("/" + key + "/").matches(".*/(\\.{0,2})/.*")) {
            throw new IllegalArgumentException("no key: " + key);
        }
        return root.resolve(key);
    }

    private String name() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public long write(String key, InputStream body, OptionalLong length) throws IOException {
        Path target = at(key);
        Path temp = fresh.resolve(name());
        try {
            long size;
            try (OutputStream out = Files.newOutputStream(temp, StandardOpenOption.CREATE_NEW)) {
                size = body.transferTo(out);
            }
            show(temp, target);
            return size;
        } finally {
            Files.deleteIfExists(temp);
        }
    }

    /** Gives a file its name; the folder may be removed at any moment because it is empty. */
    private static void show(Path temp, Path target) throws IOException {
        for (int i = 0; ; i++) {
            Files.createDirectories(target.getParent());
            try {
                Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return;
            } catch (NoSuchFileException removed) {
                if (i == 100) {
                    throw removed;
                }
            }
        }
    }

    @Override
    public InputStream read(String key, long offset, long length) throws IOException {
        FileChannel channel = FileChannel.open(at(key), StandardOpenOption.READ);
        channel.position(offset);
        return new Part(Channels.newInputStream(channel), length);
    }

    /** Just so many bytes of a stream. */
    private static final class Part extends InputStream {
        private final InputStream stream;
        private long left;

        Part(InputStream stream, long length) {
            this.stream = stream;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0 || length == 0) {
                return length == 0 ? 0 : -1;
            }
            int read = stream.read(into, offset, (int) Math.min(left, length));
            if (read < 0) {
                throw new IOException("the blob ended " + left + " bytes early");
            }
            left -= read;
            return read;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    @Override
    public void copy(String from, String to, long size) throws IOException {
        try (InputStream body = Files.newInputStream(at(from))) {
            write(to, body, OptionalLong.of(size));
        }
    }

    @Override
    public void delete(List<String> keys) throws IOException {
        for (String key : keys) {
            Path file = at(key);
            Files.deleteIfExists(file);
            for (Path folder = file.getParent(); folder != null && !folder.equals(root); folder = folder.getParent()) {
                try {
                    Files.delete(folder);
                } catch (DirectoryNotEmptyException | NoSuchFileException inUse) {
                    break;
                }
            }
        }
    }

    @Override
    public void list(String prefix, Sink<Entry> sink) throws IOException {
        int slash = prefix.lastIndexOf('/');
        Path top = slash < 0 ? root : root.resolve(prefix.substring(0, slash));
        if (!Files.isDirectory(top)) {
            return;
        }
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String key = root.relativize(file).toString();
                boolean goesOn = !key.startsWith(prefix)
                        || sink.accept(new Entry(
                                key,
                                attributes.size(),
                                attributes.lastModifiedTime().toInstant()));
                return goesOn ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // deleted meanwhile
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path folder, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                return failure == null || failure instanceof NoSuchFileException
                        ? FileVisitResult.CONTINUE
                        : super.postVisitDirectory(folder, failure);
            }
        });
    }

    @Override
    public void put(String key, byte[] content) throws IOException {
        Path temp = fresh.resolve(name());
        try {
            Files.write(temp, content, StandardOpenOption.CREATE_NEW);
            show(temp, at(key));
        } finally {
            Files.deleteIfExists(temp);
        }
    }

    @Override
    public Optional<byte[]> get(String key) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(at(key)));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Parts> parts() {
        return Optional.of(new FolderParts());
    }

    @Override
    public void close() {
        // nothing is held open
    }

    /** Each upload is a folder with its parts and, in {@code key}, what it is to become. */
    private final class FolderParts implements Parts {

        @Override
        public long minBytes() {
            return 64 * 1024;
        }

        @Override
        public long maxBytes() {
            return 1L << 30;
        }

        @Override
        public int maxCount() {
            return 10_000;
        }

        @Override
        public String begin(String key) throws IOException {
            at(key);
            String upload = name();
            Path building = fresh.resolve(upload);
            Files.createDirectory(building);
            Files.writeString(building.resolve("key"), key);
            Files.move(building, parts.resolve(upload), StandardCopyOption.ATOMIC_MOVE);
            return upload;
        }

        private Path folder(String upload) {
            if (!upload.matches("[0-9a-f]{32}")) {
                throw new IllegalArgumentException("no upload: " + upload);
            }
            return parts.resolve(upload);
        }

        @Override
        public String part(String key, String upload, int number, InputStream body, long length) throws IOException {
            String tag = name();
            Path temp = fresh.resolve(tag);
            try {
                Files.copy(body, temp);
                Path target = folder(upload).resolve(number + "-" + tag);
                Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE);
                return tag;
            } finally {
                Files.deleteIfExists(temp);
            }
        }

        @Override
        public void complete(String key, String upload, List<Part> chosen) throws IOException {
            if (!Files.isDirectory(folder(upload)) && Files.exists(at(key))) {
                return;
            }
            List<InputStream> streams = new ArrayList<>();
            try {
                for (Part part : chosen) {
                    streams.add(Files.newInputStream(folder(upload).resolve(part.number() + "-" + part.tag())));
                }
                write(key, new SequenceInputStream(Collections.enumeration(streams)), OptionalLong.empty());
            } finally {
                for (InputStream stream : streams) {
                    stream.close();
                }
            }
            abort(key, upload);
        }

        @Override
        public void abort(String key, String upload) throws IOException {
            Path folder = folder(upload);
            if (!Files.isDirectory(folder)) {
                return;
            }
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(folder);
        }

        @Override
        public void unfinished(String prefix, Sink<Unfinished> sink) throws IOException {
            try (var folders = Files.list(parts)) {
                for (Path folder : folders.toList()) {
                    Path file = folder.resolve("key");
                    if (!Files.exists(file)) {
                        continue;
                    }
                    String key = Files.readString(file);
                    boolean goesOn = !key.startsWith(prefix)
                            || sink.accept(new Unfinished(
                                    key,
                                    folder.getFileName().toString(),
                                    Files.getLastModifiedTime(file).toInstant()));
                    if (!goesOn) {
                        return;
                    }
                }
            }
        }
    }
}
