/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.RelPath;

/**
 * Carries a change to the folders above: each gets a new revision, the time, and the bytes that came or went. The way up
 * leads over {@code ..}, so that it follows a folder that was moved meanwhile; nothing is written unless it ends at the
 * root. Not fsynced: the epoch in the etag makes up for what a crash loses.
 */
final class TreePropagation {

    private static final int DEEPEST = 4096;

    private final CallBufferPool scratches;
    private final FolderLocks locks;
    private final Clock clock;
    private final long rootInode;
    private final long rootDevice;
    private final OwnFolders own;
    private final LinkHolders holders;
    private final int rootFd;

    TreePropagation(
            CallBufferPool scratches,
            FolderLocks locks,
            Clock clock,
            RootFolder root,
            OwnFolders own,
            LinkHolders holders) {
        this.scratches = scratches;
        this.locks = locks;
        this.clock = clock;
        this.rootInode = root.inode();
        this.rootDevice = root.device();
        this.rootFd = root.fd();
        this.own = own;
        this.holders = holders;
    }

    /**
     * The inode numbers of folders where the way up ends.
     *
     * @param weft {@code .weft}: what lies there belongs to no folder
     * @param trash {@code .weft/trash}: what lies there belongs to the trash of a space, which counts like a folder
     */
    record OwnFolders(long weft, long trash) {}

    long now() {
        return Times.nanos(clock.instant());
    }

    /** Tells a folder and all above it. */
    void from(OpenFolder folder, long bytes) {
        from(folder, bytes, Set.of());
    }

    /**
     * The same.
     *
     * @param changed the inode numbers of folders in it that have changed and know it
     */
    void from(OpenFolder folder, long bytes, Set<Long> changed) {
        try (CallBuffer s = scratches.take()) {
            Set<Long> told = new HashSet<>(changed);
            touch(s, folder.fd(), folder.inode(), bytes);
            above(s, folder.fd(), folder.inode(), bytes, told);
            linked(s, told);
        }
    }

    /** Tells all folders above one, which knows. */
    void above(OpenFolder folder, long bytes) {
        try (CallBuffer s = scratches.take()) {
            Set<Long> told = new HashSet<>();
            above(s, folder.fd(), folder.inode(), bytes, told);
            linked(s, told);
        }
    }

    /** Tells the folders that hold links to, or into, those that were told. */
    private void linked(CallBuffer s, Set<Long> told) {
        if (holders.isEmpty()) {
            return;
        }
        Deque<Long> ahead = new ArrayDeque<>(told);
        while (!ahead.isEmpty()) {
            long target = ahead.pop();
            for (RelPath holder : holders.of(target)) {
                Set<Long> more = new HashSet<>();
                if (!holder(s, holder, told, more)) {
                    holders.forget(target, holder);
                }
                more.stream().filter(told::add).forEach(ahead::push);
            }
        }
    }

    private boolean holder(CallBuffer s, RelPath path, Set<Long> told, Set<Long> more) {
        int fd = Posix.openFolder(s, rootFd, path.isRoot() ? "." : path.toString());
        if (fd < 0) {
            return false;
        }
        try {
            if (Posix.stat(s, fd) >= 0 && !told.contains(s.inode())) {
                long inode = s.inode();
                touch(s, fd, inode, 0);
                above(s, fd, inode, 0, more);
            }
            return true;
        } finally {
            Posix.close(s, fd);
        }
    }

    /** Whether an open folder lies in the tree, and not in the trash or nowhere. */
    boolean isLive(OpenFolder folder) {
        if (folder.inode() == rootInode) {
            return true;
        }
        Deque<Step> steps = new ArrayDeque<>();
        try (CallBuffer s = scratches.take()) {
            boolean led = climb(s, folder.fd(), steps);
            boolean live = led && !steps.isEmpty() && steps.getLast().inode() == rootInode;
            steps.forEach(step -> Posix.close(s, step.fd()));
            return live;
        }
    }

    private record Step(int fd, long inode) {}

    private void above(CallBuffer s, int fd, long inode, long bytes, Set<Long> told) {
        told.add(inode);
        if (inode == rootInode) {
            return;
        }
        Deque<Step> steps = new ArrayDeque<>();
        try {
            if (climb(s, fd, steps)) {
                for (Step step : steps) {
                    touch(s, step.fd(), step.inode(), bytes);
                    told.add(step.inode());
                }
            }
        } finally {
            steps.forEach(step -> Posix.close(s, step.fd()));
        }
    }

    /** Collects the folders up to the root. @return false when the way does not lead there */
    private boolean climb(CallBuffer s, int fd, Deque<Step> steps) {
        int at = fd;
        while (steps.size() < DEEPEST) {
            int next = Posix.openAbove(s, at);
            if (next < 0) {
                return false;
            }
            boolean seen = Posix.stat(s, next) >= 0;
            long inode = s.inode();
            boolean ours = seen && s.device() == rootDevice;
            boolean top = seen && !steps.isEmpty() && steps.getLast().inode() == inode; // of the file system
            if (top || (ours && (inode == own.weft() || inode == own.trash()))) {
                Posix.close(s, next);
                return ours && inode == own.trash();
            }
            steps.addLast(new Step(next, inode));
            if (!seen) {
                return false;
            }
            if (inode == rootInode && s.device() == rootDevice) {
                return true;
            }
            at = next;
        }
        return false;
    }

    private void touch(CallBuffer s, int fd, long inode, long bytes) {
        try (FolderLocks.Held held = locks.hold(inode)) {
            NodeAttribute attribute = read(s, fd);
            if (attribute != null && attribute.isFolder()) {
                write(s, fd, attribute.changed(bytes, now()));
            }
        }
    }

    static @Nullable NodeAttribute read(CallBuffer s, int fd) {
        return NodeAttribute.decode(s.value(), Xattrs.get(s, fd, s.weftName()));
    }

    static int write(CallBuffer s, int fd, NodeAttribute attribute) {
        return Xattrs.set(s, fd, s.weftName(), attribute.encode(s.value()));
    }
}
