/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

/** Finds folders below the root, and nodes in them. */
final class Tree {

    /** What a folder is needed for; decides what is thrown when it is missing. */
    enum Purpose {
        /** To look at a name in it: below a file there is nothing. */
        STAT,
        /** To list it. */
        LIST,
        /** To change a name in it. */
        CHANGE
    }

    private final HdfsClient own;
    private final String base;
    private final long rootInode;
    private final FileAttributes marks;
    private final IdCache links;

    /**
     * @param own the server's own client
     * @param base the root's path in HDFS, without a slash at its end
     */
    Tree(HdfsClient own, String base, long rootInode, FileAttributes marks, IdCache links) {
        this.own = own;
        this.base = base;
        this.rootInode = rootInode;
        this.marks = marks;
        this.links = links;
    }

    long rootInode() {
        return rootInode;
    }

    /** A path in HDFS. */
    String place(RelPath path) {
        return path.isRoot() && base.isEmpty() ? "/" : base + Names.encode(path);
    }

    /** The driver's own folder in HDFS. */
    String reserved() {
        return base + "/" + Names.RESERVED;
    }

    /** Finds a folder. */
    FoundFolder open(HdfsClient as, RelPath path, Purpose purpose) {
        InodeStatus status = Names.isReserved(path) ? null : as.stat(place(path));
        if (status == null) {
            throw missing(as, path, purpose);
        }
        if (!status.isFolder()) {
            throw purpose == Purpose.STAT
                    ? new WeftException.NotFound("there is no folder /" + path)
                    : new WeftException.Conflict("/" + path + " is no folder");
        }
        return new FoundFolder(path, status);
    }

    private WeftException missing(HdfsClient as, RelPath path, Purpose purpose) {
        if (path.isRoot()) {
            return new WeftException.Unavailable("the folder of the storage is gone from HDFS");
        }
        if (purpose != Purpose.STAT && isBelowFile(as, path)) {
            return new WeftException.Conflict("/" + path + " lies below a file");
        }
        return purpose == Purpose.CHANGE
                ? WeftException.NotFound.parent("there is no folder /" + path + "; make it first")
                : new WeftException.NotFound("there is no /" + path);
    }

    private boolean isBelowFile(HdfsClient as, RelPath path) {
        for (RelPath above = path.parent(); !above.isRoot(); above = above.parent()) {
            InodeStatus status = Names.isReserved(above) ? null : as.stat(place(above));
            if (status != null) {
                return !status.isFolder();
            }
        }
        return false;
    }

    /** Looks at a name in a folder. */
    @Nullable
    DirEntry look(HdfsClient as, FoundFolder folder, String name) {
        if (Names.isReserved(folder.path().resolve(name))) {
            return null;
        }
        String place = folder.place(name);
        InodeStatus status = as.stat(place);
        return status == null ? null : child(as, folder, name, status);
    }

    private DirEntry child(HdfsClient as, FoundFolder folder, String name, InodeStatus status) {
        links.note(status.inode(), folder.inode(), name);
        return new DirEntry(name, status, marks.of(as, HdfsClient.place(status.inode()), status));
    }

    /** Makes children of a page of a listing; with one call for each file whose attribute is not known yet. */
    List<DirEntry> children(HdfsClient as, FoundFolder folder, List<String> names, List<InodeStatus> statuses) {
        List<FileAttribute> all = marks.of(as, statuses);
        List<DirEntry> children = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            links.note(statuses.get(i).inode(), folder.inode(), names.get(i));
            children.add(new DirEntry(names.get(i), statuses.get(i), all.get(i)));
        }
        return children;
    }

    /** A folder's inode and those of all folders above it, up to the root. */
    List<Long> chain(FoundFolder folder) {
        List<Long> chain = new ArrayList<>();
        long at = folder.inode();
        for (RelPath path = folder.path(); !path.isRoot(); path = path.parent()) {
            chain.add(at);
            RelPath parent = path.parent();
            IdCache.Link link = links.get(at);
            if (parent.isRoot()) {
                at = rootInode;
            } else if (link != null && link.name().equals(path.name())) {
                at = link.parent();
            } else {
                InodeStatus above = own.stat(place(parent));
                if (above == null) {
                    throw WeftException.NotFound.parent("the folder /" + parent + " was moved or deleted meanwhile");
                }
                links.note(at, above.inode(), path.name());
                at = above.inode();
            }
        }
        chain.add(rootInode);
        return chain;
    }

    /** The same as the name node has it now, whatever the paths. Ends early for what lies outside of the root. */
    List<Long> climb(long inode) {
        List<Long> chain = new ArrayList<>();
        long at = inode;
        while (at != rootInode) {
            chain.add(at);
            InodeStatus above = own.stat(HdfsClient.place(at) + "/..");
            if (above == null || above.inode() == at) {
                return chain;
            }
            at = above.inode();
        }
        chain.add(rootInode);
        return chain;
    }
}
