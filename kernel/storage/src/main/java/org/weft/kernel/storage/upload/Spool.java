/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.Unavailable;

/** The folder where uploads lie while they come in parts, a file for each. Nodes of one site share it. */
final class Spool {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String SUFFIX = ".part";

    private final Path folder;

    /**
     * @throws UncheckedIOException when the folder can't be made or written
     */
    Spool(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException unusable) {
            throw new UncheckedIOException("the spool folder " + folder + " can't be used", unusable);
        }
    }

    private Path file(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean ours = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
            if (!ours) {
                throw new WeftException.InvalidArgument("the id of the upload is not one of ours");
            }
        }
        return folder.resolve(id + SUFFIX);
    }

    /**
     * Opens the file of an upload to write to; makes it when it is missing.
     *
     * @throws Locked when another request, here or on another node, writes to it
     */
    Writing write(String id) {
        Path file = file(id);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return new Writing(channel);
                }
            } catch (OverlappingFileLockException here) {
                channel.close();
                throw new Locked("another request sends to this upload; wait until it ends");
            }
            channel.close();
            throw new Locked("another request sends to this upload; wait until it ends");
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    /** The file of an upload, to read from its begin. */
    InputStream read(String id) {
        try {
            return Files.newInputStream(file(id));
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    void delete(String id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException failure) {
            LOG.atWarn().addKeyValue("upload", id).setCause(failure).log("spool-file-stays");
        }
    }

    /** The uploads whose files were not touched since then. */
    List<String> untouchedSince(Instant time) {
        List<String> ids = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(SUFFIX) && Files.getLastModifiedTime(file).compareTo(FileTime.from(time)) < 0) {
                    ids.add(name.substring(0, name.length() - SUFFIX.length()));
                }
            }
        } catch (IOException failure) {
            LOG.atWarn().setCause(failure).log("spool-not-swept");
        }
        return ids;
    }

    private WeftException failed(IOException failure) {
        return failed(failure, folder);
    }

    private static WeftException failed(IOException failure, @Nullable Path folder) {
        LOG.atError().addKeyValue("folder", folder).setCause(failure).log("spool-failed");
        String message = String.valueOf(failure.getMessage());
        if (message.contains("No space left") || message.contains("quota")) {
            return new NoSpace("the server has no room for uploads left; nothing was stored");
        }
        return new Unavailable("the server's spool failed; try again later", failure);
    }

    /** A spool file that one request writes to. */
    static final class Writing implements AutoCloseable {

        private final FileChannel channel;

        private Writing(FileChannel channel) {
            this.channel = channel;
        }

        long size() {
            try {
                return channel.size();
            } catch (IOException failure) {
                throw failed(failure, null);
            }
        }

        /** Cuts off what lies behind. */
        void cut(long size) {
            try {
                channel.truncate(size);
            } catch (IOException failure) {
                throw failed(failure, null);
            }
        }

        void append(long position, byte[] bytes, int length) {
            try {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
                long at = position;
                while (buffer.hasRemaining()) {
                    at += channel.write(buffer, at);
                }
            } catch (IOException failure) {
                throw failed(failure, null);
            }
        }

        /** Returns once what was written outlives a power cut. */
        void sync() {
            try {
                channel.force(false);
            } catch (IOException failure) {
                throw failed(failure, null);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException failure) {
                throw failed(failure, null);
            }
        }
    }

    /** Whether the folder's file system has this much room. */
    boolean hasRoom(long bytes) {
        try {
            FileStore store = Files.getFileStore(folder);
            return store.getUsableSpace() >= bytes;
        } catch (IOException unknown) {
            return true;
        }
    }
}
