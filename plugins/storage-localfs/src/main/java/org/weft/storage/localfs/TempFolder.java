/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

/**
 * The folder {@code .weft/tmp} on the storage's own file system: where files grow before they become visible, and where
 * deleted folders go before they are taken apart. Emptied at start.
 */
final class TempFolder {

    private static final String GONE = "gone-";
    private static final Logger LOG = LoggerFactory.getLogger(TempFolder.class);

    private final CallBufferPool scratches;
    private final Path directory;
    private final int fd;
    private final Set<String> active = ConcurrentHashMap.newKeySet();

    TempFolder(CallBufferPool scratches, Path directory, int fd) {
        this.scratches = scratches;
        this.directory = directory;
        this.fd = fd;
    }

    int fd() {
        return fd;
    }

    /** The name of something that is being taken apart; its ids are gone for good. */
    String goneName() {
        return GONE + freshName();
    }

    /** Whether a name here is that of something that was deleted for good. */
    static boolean isGone(String name) {
        return name.startsWith(GONE);
    }

    /** A name here is in use by something that is under way. */
    void begin(String name) {
        active.add(name);
    }

    /** What used a name has come to its end. */
    void end(String name) {
        active.remove(name);
    }

    /** Whether something under way uses a name. */
    boolean isActive(String name) {
        return active.contains(name);
    }

    /** Whether deleted things are being taken apart. */
    boolean isTakingApart() {
        return active.stream().anyMatch(TempFolder::isGone);
    }

    /** The names that are here now. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (OpenDirectory open = OpenDirectory.of(scratches, fd, ".");
                CallBuffer s = scratches.take();
                DirectoryReader reader = new DirectoryReader(open.fd())) {
            while (reader.next(s)) {
                String name = reader.name();
                if (name != null) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    String freshName() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong())
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    /** A new empty file. */
    File create(RelPath target) throws IOException {
        String name = freshName();
        begin(name);
        try {
            FileChannel channel =
                    FileChannel.open(directory.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new File(name, target, channel);
        } catch (IOException failure) {
            end(name);
            throw diagnosed(name, 0, target, failure);
        }
    }

    /** Finds out what a failure of the JDK was about, which tells texts instead of numbers. */
    private IOException diagnosed(String name, long position, RelPath target, IOException failure) throws IOException {
        try (CallBuffer s = scratches.take()) {
            long probe = Posix.openOrCreate(s, fd, s.name(name));
            if (probe >= 0) {
                int open = (int) probe;
                probe = Posix.probeWrite(s, open, position);
                Posix.close(s, open);
            }
            if (probe < 0) {
                throw Errno.raise(probe, "to write /" + target);
            }
        }
        return failure;
    }

    /** Whether the file system can let two names change places in one step; false when there is no room to try. */
    boolean canExchange() {
        String one = freshName();
        String two = freshName();
        try (CallBuffer s = scratches.take()) {
            for (String name : new String[] {one, two}) {
                int made = Posix.openOrCreate(s, fd, s.name(name));
                if (made < 0) {
                    Posix.removeFile(s, fd, s.name(one));
                    return false;
                }
                Posix.close(s, made);
            }
            int done = Posix.rename(s, fd, s.name(one), fd, s.other(two), Posix.RENAME_EXCHANGE);
            Posix.removeFile(s, fd, s.name(one));
            Posix.removeFile(s, fd, s.name(two));
            return done == 0;
        }
    }

    /**
     * Waits until everything on the file system is on the disk: for a tree in here, one wait instead of one a file. Lets
     * other threads run meanwhile.
     */
    void syncAll() throws IOException {
        FutureTask<Integer> sync = new FutureTask<>(() -> {
            try (CallBuffer s = scratches.take()) {
                return CopySyscalls.syncFileSystem(s, fd);
            }
        });
        Thread.ofPlatform().name("localfs-sync").daemon().start(sync);
        try {
            int done = sync.get();
            if (done < 0) {
                throw Errno.raise(done, "to write a copied folder to the disk");
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a copied folder was written to the disk");
        } catch (ExecutionException failure) {
            throw new IOException("a copied folder could not be written to the disk", failure.getCause());
        }
    }

    /**
     * Deletes a file that was moved here.
     *
     * @param gone told of its id
     * @return false when it is a folder
     */
    boolean disposeFile(String name, Consumer<Id> gone) throws IOException {
        try (CallBuffer s = scratches.take()) {
            if (Posix.stat(s, fd, s.name(name)) < 0) {
                return true;
            }
            if (s.isFolder()) {
                return false;
            }
            tell(s, fd, s.name(name), gone);
            int removed = Posix.removeFile(s, fd, s.name(name));
            if (removed < 0) {
                throw Errno.raise(removed, "to clear the temporary folder");
            }
            return true;
        }
    }

    /** Tells of a node's id, unless it has another name, where it lives on. */
    private static void tell(CallBuffer s, int dirfd, MemorySegment name, Consumer<Id> gone) {
        boolean shared = Posix.stat(s, dirfd, name) >= 0 && s.isFile() && s.links() > 1;
        NodeAttribute attribute = NodeAttribute.decode(s.value(), Xattrs.get(s, dirfd, name, s.weftName()));
        if (attribute != null && !shared) {
            gone.accept(attribute.id());
        }
    }

    /**
     * Deletes a folder that was moved here, with all below it.
     *
     * @param gone told of the ids that are no more
     */
    void dispose(String name, Consumer<Id> gone) {
        try {
            takeApart(name, gone);
            try (CallBuffer s = scratches.take()) {
                Posix.removeEmptyFolder(s, fd, s.name(name));
            }
        } catch (IOException | WeftException failure) {
            LOG.warn("temp_not_removed name={} error={}", name, failure.getMessage());
        }
    }

    /** Empties a folder. Sub-folders are moved up here first, so that depth costs neither stack nor open files. */
    private int takeApart(String top, Consumer<Id> gone) throws IOException {
        Deque<String> folders = new ArrayDeque<>();
        folders.add(top);
        int count = 0;
        while (!folders.isEmpty()) {
            String name = folders.removeFirst();
            count += empty(name, folders, gone);
            if (!name.equals(top)) {
                try (CallBuffer s = scratches.take()) {
                    Posix.removeEmptyFolder(s, fd, s.name(name));
                }
                end(name);
            }
        }
        return count;
    }

    private int empty(String name, Deque<String> folders, Consumer<Id> gone) throws IOException {
        int count = 0;
        try (CallBuffer s = scratches.take()) {
            int open = Posix.openFolder(s, fd, name);
            if (open < 0) {
                throw Errno.raise(open, "to clear the temporary folder");
            }
            try (DirectoryReader reader = new DirectoryReader(open)) {
                while (reader.next(s)) {
                    count++;
                    tell(s, open, reader.nativeName(), gone);
                    int done = Posix.removeFile(s, open, reader.nativeName());
                    if (done == -Errno.EISDIR || done == -Errno.EPERM) {
                        bringUp(s, open, reader, isGone(name) ? goneName() : freshName(), folders);
                    }
                }
            } finally {
                Posix.close(s, open);
            }
        }
        return count;
    }

    private void bringUp(CallBuffer s, int open, DirectoryReader reader, String fresh, Deque<String> folders) {
        begin(fresh);
        if (Posix.rename(s, open, reader.nativeName(), fd, s.other(fresh), 0) == 0) {
            folders.add(fresh);
        } else {
            end(fresh);
        }
    }

    /** A file that is not visible yet. */
    final class File implements StagedFile, AutoCloseable {
        private final String name;
        private final RelPath target;
        private final FileChannel channel;
        private long written;
        private boolean gone;

        private File(String name, RelPath target, FileChannel channel) {
            this.name = name;
            this.target = target;
            this.channel = channel;
        }

        @Override
        public int fd() {
            return fd;
        }

        @Override
        public String name() {
            return name;
        }

        void write(byte[] bytes, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
            try {
                while (buffer.hasRemaining()) {
                    written += channel.write(buffer);
                }
            } catch (IOException failure) {
                throw diagnosed(name, written, target, failure);
            }
        }

        @Override
        public void sync() throws IOException {
            channel.force(true);
        }

        @Override
        public void committed() {
            gone = true;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException failure) {
                LOG.warn("temp_not_closed name={} error={}", name, failure.getMessage());
            }
            if (!gone) {
                try (CallBuffer s = scratches.take()) {
                    Posix.removeFile(s, fd, s.name(name));
                }
            }
            end(name);
        }
    }
}
