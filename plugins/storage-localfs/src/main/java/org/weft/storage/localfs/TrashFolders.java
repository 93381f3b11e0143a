/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * The folders {@code .weft/trash/SPACE}: each holds what was deleted in a space. Its attribute {@code user.weft} is that of
 * a folder, so that the bytes in the trash are its tree size; {@code user.weft.versions} tells the bytes of all earlier
 * contents that were made in the space. Thread-safe.
 */
final class TrashFolders {

    static final RelPath PATH = RelPath.parse(FolderTree.RESERVED + "/trash");

    private final CallBufferPool scratches;
    private final FolderLocks locks;
    private final TreePropagation propagation;
    private final NodeIndex index;
    private final int fd;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param fd the open folder {@code .weft/trash}
     */
    TrashFolders(CallBufferPool scratches, FolderLocks locks, TreePropagation propagation, NodeIndex index, int fd) {
        this.scratches = scratches;
        this.locks = locks;
        this.propagation = propagation;
        this.index = index;
        this.fd = fd;
    }

    int fd() {
        return fd;
    }

    static RelPath pathOf(SpaceId space) {
        return PATH.resolve(space.value());
    }

    /** Whether a path is that of such a folder. */
    static boolean isTop(RelPath path) {
        return path.parent().equals(PATH);
    }

    /** The folder of a space; made when missing. */
    OpenFolder open(SpaceId space) throws IOException {
        Optional<OpenFolder> there = find(space);
        while (there.isEmpty()) {
            try (CallBuffer s = scratches.take()) {
                int made = Posix.makeFolder(s, fd, s.name(space.value()), 0700);
                if (made < 0 && made != -Errno.EEXIST) {
                    throw Errno.raise(made, "to keep what is deleted or replaced");
                }
            }
            there = find(space);
        }
        return there.get();
    }

    /** The folder of a space, if there is one. */
    Optional<OpenFolder> find(SpaceId space) throws IOException {
        if (Id.parse(space.value()).isEmpty()) {
            throw new WeftException.NotFound("there is no space " + space.value());
        }
        try (CallBuffer s = scratches.take()) {
            int open = Posix.openFolder(s, fd, space.value());
            if (open == -Errno.ENOENT) {
                return Optional.empty();
            }
            if (open < 0) {
                throw Errno.raise(open, "to look into the trash");
            }
            boolean kept = false;
            try {
                int seen = Posix.stat(s, open);
                if (seen < 0) {
                    throw Errno.raise(seen, "to look into the trash");
                }
                DirEntry plain = DirEntry.of(s, Kind.FOLDER, null);
                NodeAttribute attribute = attribute(s, open, plain, space);
                kept = true;
                return Optional.of(
                        new OpenFolder(scratches, open, pathOf(space), plain.inode(), plain.mtime(), attribute));
            } finally {
                if (!kept) {
                    Posix.close(s, open);
                }
            }
        }
    }

    private NodeAttribute attribute(CallBuffer s, int open, DirEntry plain, SpaceId space) throws IOException {
        NodeAttribute attribute = TreePropagation.read(s, open);
        if (attribute != null && attribute.isFolder() && attribute.isOf(plain.inode())) {
            return attribute;
        }
        try (FolderLocks.Held held = locks.hold(plain.inode())) {
            NodeAttribute now = TreePropagation.read(s, open);
            if (now != null && now.isFolder()) {
                now = now.movedTo(plain.inode());
            } else {
                now = NodeAttribute.folder(Id.mint(random), plain.inode(), plain.mtime(), propagation.now());
            }
            int written = TreePropagation.write(s, open, now);
            if (written < 0) {
                throw Errno.raise(written, "to keep what is deleted or replaced");
            }
            index.note(now.id(), NodeIndex.TRASH, space.value());
            return now;
        }
    }

    /** The bytes in a space's trash and of its versions. */
    long bytes(SpaceId space) throws IOException {
        try (Kept kept = kept(space)) {
            return kept.folder().isEmpty()
                    ? 0
                    : kept.folder().get().attribute().size()
                            + versions(kept.folder().get());
        }
    }

    /** The bytes of a space's versions. */
    long versions(SpaceId space) throws IOException {
        try (Kept kept = kept(space)) {
            return kept.folder().isEmpty() ? 0 : versions(kept.folder().get());
        }
    }

    /** A folder that may not be there, closed all the same. */
    private record Kept(Optional<OpenFolder> folder) implements AutoCloseable {
        @Override
        public void close() {
            folder.ifPresent(OpenFolder::close);
        }
    }

    private Kept kept(SpaceId space) throws IOException {
        return new Kept(find(space));
    }

    /** The bytes of a space's versions, as its folder tells. */
    long versions(OpenFolder folder) {
        try (CallBuffer s = scratches.take()) {
            return versions(s, folder);
        }
    }

    private static long versions(CallBuffer s, OpenFolder folder) {
        long length = Xattrs.get(s, folder.fd(), s.versionsName());
        return length == Long.BYTES ? Math.max(0, s.value().get(JAVA_LONG_UNALIGNED, 0)) : 0;
    }

    /** Versions came or went. */
    void addVersions(SpaceId space, long bytes) throws IOException {
        if (bytes == 0) {
            return;
        }
        if (bytes < 0 && find(space).map(TrashFolders::closed).isEmpty()) {
            return; // the space is gone
        }
        try (OpenFolder folder = open(space);
                FolderLocks.Held held = locks.hold(folder.inode());
                CallBuffer s = scratches.take()) {
            write(s, folder, Math.max(0, versions(s, folder) + bytes));
        }
    }

    private static OpenFolder closed(OpenFolder folder) {
        folder.close();
        return folder;
    }

    /** Versions were counted anew. */
    void setVersions(OpenFolder folder, long bytes) throws IOException {
        try (FolderLocks.Held held = locks.hold(folder.inode());
                CallBuffer s = scratches.take()) {
            write(s, folder, bytes);
        }
    }

    private static void write(CallBuffer s, OpenFolder folder, long bytes) throws IOException {
        s.value().set(JAVA_LONG_UNALIGNED, 0, bytes);
        int written = Xattrs.set(s, folder.fd(), s.versionsName(), Long.BYTES);
        if (written < 0) {
            throw Errno.raise(written, "to count versions");
        }
    }

    /** The spaces that have such a folder. */
    List<SpaceId> spaces() throws IOException {
        List<SpaceId> spaces = new ArrayList<>();
        try (CallBuffer s = scratches.take();
                OpenDirectory open = OpenDirectory.of(scratches, fd, ".");
                DirectoryReader reader = new DirectoryReader(open.fd())) {
            while (reader.next(s)) {
                String name = reader.name();
                if (name != null && Id.parse(name).isPresent()) {
                    spaces.add(new SpaceId(name));
                }
            }
        }
        return spaces;
    }
}
