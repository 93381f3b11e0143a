/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.DriverContext;
import org.weft.spi.Mutex;

/**
 * The mark that one process owns the root: a locked file {@code .weft/owner}. A second instance of the same mount in the
 * same process, which lives during a swap, shares the open file and with it the lock, so that there is no moment without.
 *
 * <p>The epoch in {@code .weft/epoch} rises when the last owner did not come to its end.
 */
final class RootOwnership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RootOwnership.class);
    private static final String OWNER = "owner";
    private static final String EPOCH = "epoch";

    private final CallBufferPool scratches;
    private final DriverContext context;
    private final Path folder;
    private final int fd;
    private final boolean shared;
    private final long epoch;
    private final boolean clean;
    private volatile boolean spoiled;

    private RootOwnership(
            CallBufferPool scratches,
            DriverContext context,
            Path folder,
            int fd,
            boolean shared,
            long epoch,
            boolean clean) {
        this.scratches = scratches;
        this.context = context;
        this.folder = folder;
        this.fd = fd;
        this.shared = shared;
        this.epoch = epoch;
        this.clean = clean;
    }

    /** Whether another instance of the mount is running. */
    boolean isShared() {
        return shared;
    }

    /** Part of every folder's etag. */
    long epoch() {
        return epoch;
    }

    /** Whether the last owner came to its end. */
    boolean wasClean() {
        return clean;
    }

    private record Mark(long process, String started, String instance, int fd) {
        String text() {
            return process + "\n" + started + "\n" + instance + "\n" + fd + "\n";
        }

        static Optional<Mark> parse(String text) {
            String[] lines = text.split("\n", -1);
            try {
                return lines.length < 4
                        ? Optional.empty()
                        : Optional.of(
                                new Mark(Long.parseLong(lines[0]), lines[1], lines[2], Integer.parseInt(lines[3])));
            } catch (NumberFormatException torn) {
                return Optional.empty();
            }
        }

        boolean isHere(String itsInstance) {
            return process == ProcessHandle.current().pid() && started.equals(now()) && instance.equals(itsInstance);
        }

        static String now() {
            return ProcessHandle.current()
                    .info()
                    .startInstant()
                    .orElse(Instant.EPOCH)
                    .toString();
        }
    }

    /**
     * Takes the root over.
     *
     * @param folder {@code .weft}
     * @param folderFd the same, open
     * @throws IOException when somebody else has it; the message says who
     */
    static RootOwnership take(CallBufferPool scratches, DriverContext context, Path folder, int folderFd)
            throws IOException {
        try (Mutex.Held held = context.mutex("owner").acquire();
                CallBuffer s = scratches.take()) {
            int fd = Posix.openOrCreate(s, folderFd, s.name(OWNER));
            if (fd < 0) {
                throw Errno.raise(fd, "to mark the storage as owned");
            }
            boolean locked = Posix.lockFile(s, fd) == 0;
            Optional<Mark> mark = Mark.parse(Files.readString(folder.resolve(OWNER)));
            boolean shared = false;
            if (!locked) {
                Posix.stat(s, fd);
                long inode = s.inode();
                Posix.close(s, fd);
                fd = mark.filter(found -> found.isHere(context.instance()))
                        .map(found -> join(s, found.fd(), inode))
                        .orElse(-1);
                shared = true;
            }
            if (fd < 0) {
                throw new IOException("another server owns the folder: "
                        + mark.map(found -> "process " + found.process() + ", mount \"" + found.instance() + "\"")
                                .orElse("see .weft/" + OWNER + " in it")
                        + "; stop it, or serve another folder");
            }
            Path epochFile = folder.resolve(EPOCH);
            String[] words = Files.exists(epochFile)
                    ? Files.readString(epochFile).strip().split("\\s+")
                    : new String[] {"0", "clean"};
            long epoch = parse(words[0]);
            boolean clean = words.length > 1 && words[1].equals("clean");
            if (!shared) {
                epoch += clean ? 0 : 1;
                DurableFile.write(epochFile, epoch + " running");
            }
            write(s, folderFd, new Mark(ProcessHandle.current().pid(), Mark.now(), context.instance(), fd));
            return new RootOwnership(scratches, context, folder, fd, shared, epoch, clean || shared);
        }
    }

    private static long parse(String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException torn) {
            return Instant.now().toEpochMilli(); // whatever it was, it was less
        }
    }

    /** Shares the other instance's open file. */
    private static int join(CallBuffer s, int otherFd, long inode) {
        int fd = Posix.duplicate(s, otherFd);
        if (fd >= 0 && (Posix.stat(s, fd) < 0 || s.inode() != inode)) {
            Posix.close(s, fd);
            return -1;
        }
        return fd;
    }

    /** Writes the mark in place, because the lock hangs on the file. */
    private static void write(CallBuffer s, int folderFd, Mark mark) throws IOException {
        byte[] bytes = (mark.text() + " ".repeat(64)).getBytes(StandardCharsets.UTF_8);
        int fd = Posix.openOrCreate(s, folderFd, s.name(OWNER));
        if (fd < 0) {
            throw Errno.raise(fd, "to mark the storage as owned");
        }
        s.value().fill((byte) '\n');
        MemorySegment.copy(bytes, 0, s.value(), JAVA_BYTE, 0, bytes.length);
        long written = Posix.probeWrite(s, fd, 0);
        Posix.close(s, fd);
        if (written < 0) {
            throw Errno.raise(written, "to mark the storage as owned");
        }
    }

    /** What ends now does not end well: something could not be written. */
    void spoil() {
        spoiled = true;
    }

    /** Lets go; the last instance notes that all went well. */
    @Override
    public void close() {
        try (Mutex.Held held = context.mutex("owner").acquire();
                CallBuffer s = scratches.take()) {
            try {
                Optional<Mark> mark = Mark.parse(Files.readString(folder.resolve(OWNER)));
                if (mark.filter(found -> found.isHere(context.instance()) && found.fd() == fd)
                                .isPresent()
                        && !spoiled) {
                    DurableFile.write(folder.resolve(EPOCH), epoch + " clean");
                }
            } finally {
                Posix.close(s, fd);
            }
        } catch (IOException failure) {
            LOG.warn("owner_mark_not_cleared error={}", failure.getMessage());
        }
    }
}
