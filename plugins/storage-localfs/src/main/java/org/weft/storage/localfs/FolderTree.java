/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;

/**
 * The tree below the root: opens folders, never over a symbolic link, and looks at names in them. A node that has no
 * attribute of ours, or that another program has written, is given one as soon as it is seen. Thread-safe.
 */
final class FolderTree {

    /** The folder in the root that is ours; never listed nor addressed. */
    static final String RESERVED = ".weft";

    /** What a folder is opened for, which decides how its absence is told. */
    enum Purpose {
        /** To look at a name in it: below a file there is nothing. */
        STAT,
        /** To list it. */
        LIST,
        /** To change a name in it. */
        CHANGE
    }

    private final CallBufferPool scratches;
    private final RootFolder root;
    private final FolderLocks locks;
    private final TreePropagation propagation;
    private final SizeBarrier quiet;
    private final AttributeStamper settler;
    private final SecureRandom random = new SecureRandom();
    private final Set<RelPath> stale = ConcurrentHashMap.newKeySet();
    private final Set<OpenFolder> beingSettled = ConcurrentHashMap.newKeySet();

    FolderTree(
            CallBufferPool scratches,
            RootFolder root,
            FolderLocks locks,
            TreePropagation propagation,
            SizeBarrier quiet,
            NodeIndex index) {
        this.scratches = scratches;
        this.root = root;
        this.locks = locks;
        this.propagation = propagation;
        this.quiet = quiet;
        this.settler = new AttributeStamper(this, scratches, locks, propagation, quiet, index);
    }

    Id mint() {
        return Id.mint(random);
    }

    Id rootId() {
        return root.id();
    }

    /** Folders whose tree size may be wrong, because another program wrote below them. */
    Set<RelPath> stale() {
        return stale;
    }

    /** Folders whose children are being settled one after the other: to count them now would be to do it twice. */
    Set<OpenFolder> beingSettled() {
        return beingSettled;
    }

    static boolean isReserved(RelPath path) {
        String text = path.toString();
        return text.startsWith(RESERVED)
                && (text.length() == RESERVED.length() || text.charAt(RESERVED.length()) == '/');
    }

    /** Opens a folder. */
    OpenFolder open(RelPath path, Purpose purpose) throws IOException {
        OpenFolder folder = tryOpen(path, purpose);
        if (folder == null && !path.isRoot()) {
            try (OpenFolder parent = open(path.parent(), purpose)) {
                find(parent, path.name());
            }
            folder = tryOpen(path, purpose);
        }
        return folder != null ? folder : openForeign(path, purpose);
    }

    /**
     * Opens a folder that a client named.
     *
     * @throws SymlinkOnPath when a symbolic link may be on the way
     */
    OpenFolder openNamed(RelPath path, Purpose purpose) throws IOException {
        try {
            return open(path, purpose);
        } catch (WeftException.NotFound | WeftException.Conflict refused) {
            if (!meetsLink(path)) {
                throw refused;
            }
            throw new SymlinkOnPath(purpose == Purpose.LIST ? missing(path, purpose) : refused);
        }
    }

    /** Whether a link is the last of those names of a path that are there. */
    private boolean meetsLink(RelPath path) {
        if (path.isRoot() || isReserved(path)) {
            return false;
        }
        try (CallBuffer s = scratches.take()) {
            int above = Posix.openFolder(
                    s, root.fd(), path.depth() == 1 ? "." : path.parent().toString());
            if (above < 0) {
                return above != -Errno.ENOENT && meetsLink(path.parent());
            }
            boolean link = Posix.stat(s, above, s.name(path.name())) >= 0 && s.isLink();
            Posix.close(s, above);
            return link;
        }
    }

    /** Sees to it that a folder's attribute tells of names that another program made or removed. */
    void refresh(OpenFolder folder) throws IOException {
        if (folder.mtime() == folder.attribute().mtime()) {
            return;
        }
        if (folder.path().isRoot()) {
            settleRoot();
            return;
        }
        try (OpenFolder parent = open(folder.path().parent(), Purpose.STAT)) {
            find(parent, folder.path().name());
        }
    }

    /**
     * Refuses to go on in a folder that was deleted since it was opened: it may still be there, in the trash.
     */
    void requireLive(OpenFolder folder) throws IOException {
        if (!isAtItsPath(folder) && !propagation.isLive(folder)) {
            throw WeftException.NotFound.parent("the folder /" + folder.path() + " was deleted meanwhile");
        }
    }

    private boolean isAtItsPath(OpenFolder folder) {
        if (folder.path().isRoot()) {
            return true;
        }
        try (CallBuffer s = scratches.take()) {
            int fd = Posix.openFolder(s, root.fd(), folder.path().toString());
            boolean same = fd >= 0 && Posix.stat(s, fd) >= 0 && s.inode() == folder.inode();
            if (fd >= 0) {
                Posix.close(s, fd);
            }
            return same;
        }
    }

    /** Opens a folder; null when it has no attribute of its own. */
    private @Nullable OpenFolder tryOpen(RelPath path, Purpose purpose) throws IOException {
        try (CallBuffer s = scratches.take()) {
            int fd = openAny(s, path, purpose);
            boolean kept = false;
            try {
                long inode = statOpen(s, fd, path);
                NodeAttribute attribute = TreePropagation.read(s, fd);
                if (attribute == null || !attribute.isFolder() || !attribute.isOf(inode)) {
                    return null;
                }
                kept = true;
                return new OpenFolder(scratches, fd, path, inode, s.modified(), attribute);
            } finally {
                if (!kept) {
                    Posix.close(s, fd);
                }
            }
        }
    }

    /** Opens a folder of the tree or the trash as it is, with or without an id of its own. @return null when there is none */
    @Nullable
    OpenFolder peek(RelPath path) throws IOException {
        return tryOpenAt(root.fd(), path.isRoot() ? "." : path.toString(), path);
    }

    /**
     * Opens a folder that is not in the tree, such as one in the trash.
     *
     * @param dirfd an open folder
     * @param below the path from there
     * @param path what it is called
     * @return null when there is none
     */
    @Nullable
    OpenFolder tryOpenAt(int dirfd, String below, RelPath path) throws IOException {
        try (CallBuffer s = scratches.take()) {
            int fd = Posix.openFolder(s, dirfd, below);
            if (fd == -Errno.ENOENT || fd == -Errno.ENOTDIR || fd == -Errno.ELOOP) {
                return null;
            }
            if (fd < 0) {
                throw Errno.raise(fd, "to open /" + path);
            }
            if (Posix.stat(s, fd) < 0) {
                Posix.close(s, fd);
                return null;
            }
            DirEntry plain = DirEntry.of(s, Kind.FOLDER, null);
            NodeAttribute attribute = TreePropagation.read(s, fd);
            boolean own = attribute != null && attribute.isFolder() && attribute.isOf(plain.inode());
            return new OpenFolder(
                    scratches,
                    fd,
                    path,
                    plain.inode(),
                    plain.mtime(),
                    own && attribute != null ? attribute : NodeAttribute.foreign(plain));
        }
    }

    /** Opens a folder that bears no attribute even after we tried to give it one. */
    private OpenFolder openForeign(RelPath path, Purpose purpose) throws IOException {
        try (CallBuffer s = scratches.take()) {
            int fd = openAny(s, path, purpose);
            int seen = Posix.stat(s, fd);
            if (seen < 0) {
                Posix.close(s, fd);
                throw Errno.raise(seen, "to look at /" + path);
            }
            DirEntry child = DirEntry.of(s, Kind.FOLDER, null);
            return new OpenFolder(scratches, fd, path, child.inode(), child.mtime(), NodeAttribute.foreign(child));
        }
    }

    private int openAny(CallBuffer s, RelPath path, Purpose purpose) throws IOException {
        if (isReserved(path)) {
            throw missing(path, purpose);
        }
        int fd = Posix.openFolder(s, root.fd(), path.isRoot() ? "." : path.toString());
        if (fd >= 0) {
            return fd;
        }
        switch (-fd) {
            case Errno.ENOENT -> throw missing(path, purpose);
            case Errno.ENOTDIR, Errno.ELOOP, Errno.EXDEV -> {
                if (purpose == Purpose.STAT) {
                    throw missing(path, purpose);
                }
                throw new WeftException.Conflict(
                        "/" + path + " is no folder, or leads over a symbolic link that does not stay in its space");
            }
            default -> throw Errno.raise(fd, "to open the folder /" + path);
        }
    }

    private static WeftException missing(RelPath path, Purpose purpose) {
        return purpose == Purpose.CHANGE
                ? WeftException.NotFound.parent("there is no folder /" + path + "; make it first")
                : new WeftException.NotFound("there is no /" + path);
    }

    private static long statOpen(CallBuffer s, int fd, RelPath path) throws IOException {
        int seen = Posix.stat(s, fd);
        if (seen < 0) {
            throw Errno.raise(seen, "to look at /" + path);
        }
        return s.inode();
    }

    /** Looks at a name in a folder. @return null when there is nothing, or nothing that a storage can hold */
    @Nullable
    DirEntry look(OpenFolder folder, String name) throws IOException {
        if (folder.inode() == root.inode() && name.equals(RESERVED)) {
            return null;
        }
        try (CallBuffer s = scratches.take()) {
            return look(s, folder, s.name(name));
        }
    }

    /** The same for a name that is in native memory already. */
    @Nullable
    DirEntry look(CallBuffer s, OpenFolder folder, MemorySegment name) throws IOException {
        return isTaken(s, folder, name) ? shown(s, folder, name) : null;
    }

    /** Whether there is anything under a name, shown or not. */
    boolean isTaken(OpenFolder folder, String name) throws IOException {
        try (CallBuffer s = scratches.take()) {
            return isTaken(s, folder, s.name(name));
        }
    }

    private static boolean isTaken(CallBuffer s, OpenFolder folder, MemorySegment name) throws IOException {
        int seen = Posix.stat(s, folder.fd(), name);
        if (seen < 0 && -seen != Errno.ENOENT) {
            throw Errno.raise(seen, "to look into /" + folder.path());
        }
        return seen >= 0;
    }

    /** What was just found under a name. @return null when it is nothing that a storage can hold */
    private static @Nullable DirEntry shown(CallBuffer s, OpenFolder folder, MemorySegment name) {
        if (s.isLink()) {
            return DirEntry.of(s, Kind.SYMLINK, null);
        }
        if (!s.isFile() && !s.isFolder()) {
            return null; // a pipe, a socket, a device
        }
        long length = Xattrs.get(s, folder.fd(), name, s.weftName());
        return DirEntry.of(s, s.isFolder() ? Kind.FOLDER : Kind.FILE, NodeAttribute.decode(s.value(), length));
    }

    /**
     * Looks at a name that something new is to take, and gives what is there an attribute when it has none.
     *
     * @throws WeftException.Conflict when the name is taken by what is not shown, and what nothing therefore replaces
     */
    @Nullable
    DirEntry findTarget(OpenFolder folder, String name) throws IOException {
        DirEntry child;
        try (CallBuffer s = scratches.take()) {
            MemorySegment called = s.name(name);
            if (!isTaken(s, folder, called)) {
                return null;
            }
            child = shown(s, folder, called);
        }
        if (child == null) {
            throw new WeftException.Conflict("the name /" + folder.path().resolve(name)
                    + " is taken by something that is not shown here, such as a pipe or a socket; choose another");
        }
        return child.isSettled() ? child : find(folder, name);
    }

    /** Where a symbolic link points. */
    String target(OpenFolder folder, String name) {
        try (CallBuffer s = scratches.take()) {
            return Posix.target(s, folder.fd(), s.name(name));
        }
    }

    /** Looks at a name, and gives what is there an attribute when it has none. */
    @Nullable
    DirEntry find(OpenFolder folder, String name) throws IOException {
        DirEntry child = look(folder, name);
        if (child == null || child.isSettled()) {
            return child;
        }
        StampBatch settling = settling(folder);
        try (SizeBarrier.Change change = quiet.change()) {
            DirEntry settled = settle(folder, name, settling);
            settling.finish();
            return settled;
        }
    }

    /** Begins to settle what is found in a folder. */
    StampBatch settling(OpenFolder folder) {
        return new StampBatch(folder, propagation, new DuplicateIdSearch(this, scratches));
    }

    /** Gives a node that is not settled its attribute, under the locks of the folder and, if it is one, of itself. */
    @Nullable
    DirEntry settle(OpenFolder folder, String name, StampBatch settling) throws IOException {
        return settler.one(folder, name, settling);
    }

    /**
     * Settles many children of a folder at once, and tells the folders above. What is gone leaves the list.
     *
     * @return whether there was anything to settle
     */
    boolean settle(OpenFolder folder, List<NamedEntry> children, StampBatch settling) throws IOException {
        return settler.all(folder, children, settling);
    }

    /** A file was written and bears the size and the time that it had: it gets another revision, and loses its digests. */
    void rewritten(OpenFolder folder, String name) throws IOException {
        try (SizeBarrier.Change change = quiet.change()) {
            settler.rewritten(folder, name);
            propagation.from(folder, 0);
        }
    }

    /** Whether the node of an id is at a path. */
    boolean isAt(RelPath path, Id id) throws IOException {
        try (OpenFolder folder = tryOpen(path.parent(), Purpose.STAT)) {
            DirEntry child = folder == null ? null : look(folder, path.name());
            NodeAttribute attribute = child == null ? null : child.attribute();
            return child != null
                    && attribute != null
                    && attribute.isOf(child.inode())
                    && attribute.id().equals(id);
        } catch (WeftException.NotFound gone) {
            return false;
        }
    }

    /** The bytes of all files below a folder; 0 when there is none. */
    long sizeOf(RelPath path) throws IOException {
        try (OpenFolder folder = open(path, Purpose.STAT)) {
            return folder.attribute().size();
        } catch (WeftException.NotFound none) {
            return 0;
        }
    }

    /** Flags an open folder as the root of a space. */
    void markSpace(OpenFolder folder) throws IOException {
        try (FolderLocks.Held held = locks.hold(folder.inode());
                CallBuffer s = scratches.take()) {
            NodeAttribute attribute = TreePropagation.read(s, folder.fd());
            if (attribute != null && attribute.isFolder()) {
                TreePropagation.write(s, folder.fd(), attribute.asSpace());
            }
        }
    }

    /** Sees to it that the root's own attribute tells what the disk does. */
    NodeAttribute settleRoot() throws IOException {
        try (CallBuffer s = scratches.take()) {
            statOpen(s, root.fd(), RelPath.root());
            long mtime = s.modified();
            NodeAttribute attribute = TreePropagation.read(s, root.fd());
            if (attribute != null && attribute.mtime() == mtime) {
                return attribute;
            }
            try (FolderLocks.Held held = locks.hold(root.inode())) {
                statOpen(s, root.fd(), RelPath.root());
                NodeAttribute current = TreePropagation.read(s, root.fd());
                if (current == null) {
                    current = NodeAttribute.folder(root.id(), root.inode(), s.modified(), propagation.now());
                } else if (current.mtime() == s.modified()) {
                    return current;
                } else {
                    current = current.changed(0, propagation.now(), s.modified());
                }
                stale.add(RelPath.root());
                TreePropagation.write(s, root.fd(), current);
                return current;
            }
        }
    }
}
