/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a small text file in one step: temporary file beside it, fsync, rename, fsync of the folder. Changes of several
 * threads and processes happen one after the other; a change that throws leaves no trace.
 */
final class Replacement {

    private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

    /** A file lock belongs to the whole process, so threads queue here first. */
    private static final ReentrantLock IN_PROCESS = new ReentrantLock();

    private Replacement() {}

    /** From the old text to the new. */
    interface Change {
        String apply(String old) throws IOException;
    }

    /** Makes the file, readable to its owner alone, unless it is there. */
    static void createIfMissing(Path path, String text) throws IOException {
        if (Files.exists(path)) {
            return;
        }
        Files.createDirectories(parent(path));
        Path temporary = temporary(path);
        try {
            write(temporary, text);
            // A link fails when the name is taken, where a rename would replace what another process just made.
            Files.createLink(path, temporary);
            syncFolder(path);
        } catch (FileAlreadyExistsException taken) {
            LOG.debug("file_made_by_another file={}", path);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    static void change(Path named, Change change) throws IOException {
        IN_PROCESS.lock();
        try {
            // A link to the file stays a link.
            Path path = named.toRealPath();
            while (!changeLocked(path, change)) {
                LOG.debug("file_replaced_meanwhile file={}", path);
            }
        } finally {
            IN_PROCESS.unlock();
        }
    }

    /** False when the locked file is no longer the one under the name: another process replaced it first. */
    private static boolean changeLocked(Path path, Change change) throws IOException {
        Object before = Files.readAttributes(path, PosixFileAttributes.class).fileKey();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
            if (!lock.isValid() || !Objects.equals(before, attributes.fileKey())) {
                return false;
            }
            replace(path, attributes, change.apply(Files.readString(path)));
            return true;
        }
    }

    private static void replace(Path path, PosixFileAttributes like, String text) throws IOException {
        Path temporary = temporary(path);
        try {
            write(temporary, text);
            keepOwnership(temporary, like);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder(path);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Path temporary(Path path) throws IOException {
        return Files.createTempFile(
                parent(path),
                "." + path.getFileName() + ".",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "an absolute path of a file has a parent");
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Only root may give a file away; for others the group is the most that can be kept. */
    private static void keepOwnership(Path file, PosixFileAttributes like) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        PosixFileAttributes own = view.readAttributes();
        try {
            if (!own.group().equals(like.group())) {
                view.setGroup(like.group());
            }
            if (!own.owner().equals(like.owner())) {
                view.setOwner(like.owner());
            }
        } catch (IOException refused) {
            LOG.warn("file_ownership_changed file={} owner={} group={}", file, own.owner(), own.group());
        }
        view.setPermissions(like.permissions());
    }

    private static void syncFolder(Path path) throws IOException {
        try (FileChannel folder = FileChannel.open(parent(path), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
