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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Attempts;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * The folders {@code .weft/versions/XX/ID}, which hold the earlier contents of the file with that id. A content gets its
 * second name there just before another one takes its first, so that it is never without a name. A crash in between leaves
 * a version that is the present content; it is recognised by its inode number and left out. Thread-safe.
 */
final class VersionStore {

    private static final int AT_ONCE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(VersionStore.class);
    private static final int BUCKET = 2;
    private static final int EMLINK = 31;

    private final CallBufferPool scratches;
    private final TreePropagation propagation;
    private final TrashFolders kept;
    private final int fd;
    private final int most;
    private final Duration retention;

    /**
     * @param fd the open folder {@code .weft/versions}
     * @param most how many are kept of a file; 0 for none
     * @param retention how long; zero for ever
     */
    VersionStore(
            CallBufferPool scratches,
            TreePropagation propagation,
            TrashFolders kept,
            int fd,
            int most,
            Duration retention) {
        this.scratches = scratches;
        this.propagation = propagation;
        this.kept = kept;
        this.fd = fd;
        this.most = most;
        this.retention = retention;
    }

    boolean isOn() {
        return most > 0;
    }

    int fd() {
        return fd;
    }

    static String pathOf(Id id) {
        String text = id.text();
        return text.substring(0, BUCKET) + '/' + text;
    }

    /**
     * An earlier content.
     *
     * @param key its name
     * @param child what is there
     * @param links how many names it has
     */
    record Kept(VersionKey key, DirEntry child, int links) {}

    /**
     * Keeps what a name stands for, because something else is about to take it. Under the lock of the name's folder.
     *
     * @param name in the scratch
     * @return nothing when versions are off, or the file system allows no second name for this file
     */
    Optional<VersionKey> keep(CallBuffer s, int dirfd, MemorySegment name, Id id, SpaceId space) throws IOException {
        if (!isOn()) {
            return Optional.empty();
        }
        for (Attempts attempts = Attempts.at(RelPath.root()); ; attempts.next()) {
            try (OpenDirectory folder = open(id)) {
                long stamp = propagation.now();
                int linked = link(s, dirfd, name, folder, new VersionKey(stamp, space));
                while (linked == -Errno.EEXIST) {
                    linked = link(s, dirfd, name, folder, new VersionKey(++stamp, space));
                }
                if (linked == 0) {
                    return Optional.of(new VersionKey(stamp, space));
                }
                if (linked == -Errno.EPERM || linked == -Errno.EXDEV || linked == -EMLINK) {
                    return Optional.empty();
                }
                if (linked != -Errno.ENOENT) {
                    throw Errno.raise(linked, "to keep the earlier content");
                }
            }
        }
    }

    private static int link(CallBuffer s, int dirfd, MemorySegment name, OpenDirectory folder, VersionKey key) {
        return LinkSyscalls.link(s, dirfd, name, folder.fd(), s.other(key.text()));
    }

    private OpenDirectory open(Id id) throws IOException {
        String path = pathOf(id);
        try {
            return OpenDirectory.of(scratches, fd, path);
        } catch (WeftException.NotFound missing) {
            try (CallBuffer s = scratches.take()) {
                Posix.makeFolder(s, fd, s.path(path.substring(0, BUCKET)), 0700);
                int made = Posix.makeFolder(s, fd, s.path(path), 0700);
                if (made < 0 && made != -Errno.EEXIST) {
                    throw Errno.raise(made, "to keep the earlier content");
                }
            }
            return OpenDirectory.of(scratches, fd, path);
        }
    }

    private Optional<OpenDirectory> find(Id id) throws IOException {
        try {
            return Optional.of(OpenDirectory.of(scratches, fd, pathOf(id)));
        } catch (WeftException.NotFound none) {
            return Optional.empty();
        }
    }

    /** Whether there may be earlier contents of a file. */
    boolean has(Id id) {
        try (CallBuffer s = scratches.take()) {
            return Posix.stat(s, fd, s.path(pathOf(id))) >= 0;
        }
    }

    /** All earlier contents of a file, newest first, each once, and without the present one. */
    List<Kept> of(Id id, @Nullable DirEntry present) throws IOException {
        Optional<OpenDirectory> found = find(id);
        if (found.isEmpty()) {
            return List.of();
        }
        try (OpenDirectory folder = found.get()) {
            List<Kept> all = read(folder);
            Set<Long> seen = new HashSet<>();
            if (present != null) {
                seen.add(present.inode());
            }
            all.sort(Comparator.comparing(Kept::key).reversed());
            all.removeIf(version -> !seen.add(version.child().inode()));
            return all;
        }
    }

    /** What lies in a folder of versions, in no order. */
    List<Kept> read(OpenDirectory folder) throws IOException {
        List<Kept> all = new ArrayList<>();
        try (CallBuffer s = scratches.take();
                DirectoryReader reader = new DirectoryReader(folder.fd(), 4096)) {
            while (reader.next(s)) {
                String name = reader.name();
                Optional<VersionKey> key = name == null ? Optional.empty() : VersionKey.parse(name);
                Kept version = key.isEmpty() ? null : look(s, folder, key.get());
                if (version != null) {
                    all.add(version);
                }
            }
        }
        return all;
    }

    private static @Nullable Kept look(CallBuffer s, OpenDirectory folder, VersionKey key) {
        if (Posix.stat(s, folder.fd(), s.name(key.text())) < 0 || !s.isFile()) {
            return null;
        }
        int links = s.links();
        long length = Xattrs.get(s, folder.fd(), s.name(key.text()), s.weftName());
        return new Kept(key, DirEntry.of(s, Kind.FILE, NodeAttribute.decode(s.value(), length)), links);
    }

    /** One earlier content that is not the present one. */
    Optional<Kept> find(Id id, String key, DirEntry present) throws IOException {
        Optional<VersionKey> parsed = VersionKey.parse(key);
        return parsed.isEmpty()
                ? Optional.empty()
                : of(id, present).stream()
                        .filter(version -> version.key().equals(parsed.get()))
                        .findFirst();
    }

    /** Opens an earlier content. */
    FileChannel open(Id id, VersionKey key) throws IOException {
        try (OpenDirectory folder = OpenDirectory.of(scratches, fd, pathOf(id));
                CallBuffer s = scratches.take()) {
            int file = Posix.openFile(s, folder.fd(), s.name(key.text()));
            if (file < 0) {
                throw Errno.raise(file, "to read the version " + key.text());
            }
            try {
                return FileChannel.open(Path.of("/proc/self/fd/" + file), StandardOpenOption.READ);
            } finally {
                Posix.close(s, file);
            }
        }
    }

    /** Takes one version away without counting it; a missing one is none. */
    void unlink(Id id, VersionKey key) {
        try (CallBuffer s = scratches.take()) {
            Posix.removeFile(s, fd, s.path(pathOf(id) + '/' + key.text()));
        }
    }

    /**
     * Takes away what is too many or too old of a file, and doubles. What a writer has just written may be an earlier
     * content already, since the next writer needs no more than the folder's lock; so nothing is taken for the present one.
     */
    void prune(Id id) throws IOException {
        Optional<OpenDirectory> found = find(id);
        if (found.isEmpty()) {
            return;
        }
        try (OpenDirectory folder = found.get()) {
            List<Kept> all = read(folder);
            all.sort(Comparator.comparing(Kept::key).reversed());
            Set<Long> seen = new HashSet<>();
            int count = 0;
            for (Kept version : all) {
                if (!seen.add(version.child().inode())) {
                    remove(id, folder, version, false);
                } else if (++count > most || isOld(version.key())) {
                    remove(id, folder, version, true);
                }
            }
        }
        removeFolderIfEmpty(id);
    }

    /** What is done with each file that has versions. */
    interface Visit {
        /** Looks at one file. @return false to stop */
        boolean file(Id id) throws IOException;
    }

    /** Visits all files that have versions. */
    void each(Visit visit) throws IOException {
        for (String bucket : names(".")) {
            for (String name : names(bucket)) {
                Optional<Id> id = Id.parse(name);
                if (Thread.currentThread().isInterrupted() || (id.isPresent() && !visit.file(id.get()))) {
                    return;
                }
            }
        }
    }

    private List<String> names(String path) throws IOException {
        List<String> names = new ArrayList<>();
        try (OpenDirectory open = OpenDirectory.of(scratches, fd, path);
                CallBuffer s = scratches.take();
                DirectoryReader reader = new DirectoryReader(open.fd())) {
            while (reader.next(s)) {
                String name = reader.name();
                if (name != null) {
                    names.add(name);
                }
            }
        } catch (WeftException gone) {
            LOG.debug("versions_gone path={}", path);
        }
        return names;
    }

    /** Takes away what is too many or too old of all files. */
    void prune() throws IOException {
        each(id -> {
            prune(id);
            return true;
        });
    }

    private record Old(Id id, VersionKey key, long bytes) {}

    /** Takes the oldest versions of a space away until so many bytes are free, or there are none. */
    void removeOldest(SpaceId space, long bytes) throws IOException {
        long left = bytes;
        while (left > 0) {
            List<Old> oldest = oldest(space);
            if (oldest.isEmpty()) {
                return;
            }
            for (Old old : oldest) {
                unlink(old.id(), old.key());
                kept.addVersions(space, -old.bytes());
                removeFolderIfEmpty(old.id());
                left -= old.bytes();
                if (left <= 0) {
                    return;
                }
            }
        }
    }

    /** Some of the oldest versions of a space, the oldest first. A double of a present content frees nothing. */
    private List<Old> oldest(SpaceId space) throws IOException {
        PriorityQueue<Old> oldest = new PriorityQueue<>(
                Comparator.comparing((Old old) -> old.key().stamp()).reversed());
        each(id -> {
            try (Dropped found = new Dropped(find(id))) {
                for (Kept version : found.folder().isEmpty()
                        ? List.<Kept>of()
                        : read(found.folder().get())) {
                    if (version.key().space().equals(space) && version.links() == 1) {
                        oldest.add(new Old(id, version.key(), version.child().size()));
                        if (oldest.size() > AT_ONCE) {
                            oldest.poll();
                        }
                    }
                }
            }
            return true;
        });
        List<Old> sorted = new ArrayList<>(oldest);
        sorted.sort(Comparator.comparing(old -> old.key().stamp()));
        return sorted;
    }

    private boolean isOld(VersionKey key) {
        return retention.isPositive() && key.stamp() < propagation.now() - retention.toNanos();
    }

    private void remove(Id id, OpenDirectory folder, Kept version, boolean counted) throws IOException {
        int removed;
        try (CallBuffer s = scratches.take()) {
            removed = Posix.removeFile(s, folder.fd(), s.name(version.key().text()));
        }
        if (removed == 0) {
            LOG.debug("version_removed id={} key={}", id, version.key().text());
            if (counted) {
                kept.addVersions(version.key().space(), -version.child().size());
            }
        }
    }

    private void removeFolderIfEmpty(Id id) {
        try (CallBuffer s = scratches.take()) {
            Posix.removeEmptyFolder(s, fd, s.path(pathOf(id)));
        }
    }

    /** Takes all versions of a file away, because the file is gone for good. */
    void drop(Id id) {
        try (Dropped dropped = new Dropped(find(id))) {
            if (dropped.folder().isPresent()) {
                for (Kept version : read(dropped.folder().get())) {
                    remove(id, dropped.folder().get(), version, true);
                }
                removeFolderIfEmpty(id);
            }
        } catch (IOException | WeftException failure) {
            LOG.warn("versions_not_removed id={} error={}", id, failure.getMessage());
        }
    }

    /** A folder that may not be there, closed all the same. */
    private record Dropped(Optional<OpenDirectory> folder) implements AutoCloseable {
        @Override
        public void close() {
            folder.ifPresent(OpenDirectory::close);
        }
    }
}
