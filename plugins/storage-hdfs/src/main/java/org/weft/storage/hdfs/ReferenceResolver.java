/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.spi.WeftException;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;

/**
 * Finds the path of an id. HDFS itself follows an inode's number to the node, wherever it has moved to, and from a node to
 * the folder it lies in; so an id leads to its node without any index, but for files that were overwritten, whose present
 * inode the ledger knows. Only the names on the way are remembered, or else looked for in their folders.
 */
final class ReferenceResolver {

    private final HdfsClient own;
    private final Tree tree;
    private final FileAttributes marks;
    private final IdCache links;
    private final DriverTables ledger;
    private final HdfsSpaces spaces;
    private final NodeIds ids;

    ReferenceResolver(
            HdfsClient own,
            Tree tree,
            FileAttributes marks,
            IdCache links,
            DriverTables ledger,
            HdfsSpaces spaces,
            NodeIds ids) {
        this.own = own;
        this.tree = tree;
        this.marks = marks;
        this.links = links;
        this.ledger = ledger;
        this.spaces = spaces;
        this.ids = ids;
    }

    /** The path of a reference; the last names of it need not exist. */
    RelPath path(Ref ref) {
        return switch (ref) {
            case Ref.ByPath byPath -> byPath.path();
            case Ref.ById byId -> {
                RelPath path = start(byId.id()).resolve(byId.path());
                if (byId.space().isPresent() && !byId.space().get().equals(spaces.spaceOf(path))) {
                    throw unknown(byId.id());
                }
                yield path;
            }
        };
    }

    private static WeftException unknown(NodeId id) {
        return new WeftException.NotFound("there is no node with the id " + id);
    }

    private RelPath start(NodeId id) {
        OptionalLong origin = ids.origin(id.value());
        if (origin.isEmpty()) {
            throw unknown(id);
        }
        Optional<RelPath> path = path(origin.getAsLong());
        if (path.isEmpty() && !ledger.isComplete()) {
            throw new WeftException.Unavailable(
                    "the ids of overwritten files are being looked for anew; the node with the id " + id
                            + " may be among them");
        }
        return path.orElseThrow(() -> unknown(id));
    }

    /** Where the node is whose id tells an origin; nothing when it is gone or in the trash. */
    Optional<RelPath> path(long origin) {
        return inode(origin).flatMap(this::pathOf);
    }

    /** The inode that bears an id now, in the tree or in the trash. */
    Optional<Long> inode(long origin) {
        if (origin == tree.rootInode()) {
            return Optional.of(origin);
        }
        List<Long> candidates = new ArrayList<>(ledger.bearers(origin));
        candidates.add(origin);
        for (long inode : candidates) {
            String place = HdfsClient.place(inode);
            InodeStatus status = own.stat(place);
            if (status != null && marks.of(own, place, status).originOf(status) == origin && !isScratch(inode)) {
                return Optional.of(inode);
            }
        }
        return Optional.empty();
    }

    /** Whether an inode is a file that is being written, which bears its id before it has its name. */
    private boolean isScratch(long inode) {
        InodeStatus above = own.stat(HdfsClient.place(inode) + "/..");
        InodeStatus scratch = own.stat(tree.reserved() + "/" + TempFiles.FOLDER);
        return above != null && scratch != null && above.inode() == scratch.inode();
    }

    /** The path of an inode below the root. */
    private Optional<RelPath> pathOf(long inode) {
        Optional<RelPath> remembered = remembered(inode);
        if (remembered.isPresent() && !Names.isReserved(remembered.get())) {
            InodeStatus status = own.stat(tree.place(remembered.get()));
            if (status != null && status.inode() == inode) {
                return remembered;
            }
        }
        return climb(inode);
    }

    private Optional<RelPath> remembered(long inode) {
        Deque<String> names = new ArrayDeque<>();
        long at = inode;
        while (at != tree.rootInode()) {
            IdCache.Link link = links.get(at);
            if (link == null || names.size() > 1000) {
                return Optional.empty();
            }
            names.addFirst(link.name());
            at = link.parent();
        }
        return Optional.of(join(names));
    }

    private static RelPath join(Iterable<String> names) {
        RelPath path = RelPath.root();
        for (String name : names) {
            path = path.resolve(name);
        }
        return path;
    }

    private Optional<RelPath> climb(long inode) {
        Deque<String> names = new ArrayDeque<>();
        List<Long> chain = tree.climb(inode);
        if (chain.getLast() != tree.rootInode()) {
            return Optional.empty();
        }
        for (int i = 0; i + 1 < chain.size(); i++) {
            Optional<String> name = name(chain.get(i), chain.get(i + 1));
            if (name.isEmpty()) {
                return Optional.empty();
            }
            names.addFirst(name.get());
        }
        RelPath path = join(names);
        return Names.isReserved(path) ? Optional.empty() : Optional.of(path);
    }

    /** The name of a node in the folder that it lies in. */
    private Optional<String> name(long inode, long parent) {
        String folder = HdfsClient.place(parent);
        IdCache.Link link = links.get(inode);
        if (link != null && link.parent() == parent) {
            InodeStatus status = own.stat(folder + "/" + Names.encode(link.name()));
            if (status != null && status.inode() == inode) {
                return Optional.of(link.name());
            }
        }
        FolderPages pages = new FolderPages(own, folder, false, "");
        while (pages.hasMore()) {
            FolderPages.Page page = pages.next();
            for (int i = 0; i < page.size(); i++) {
                if (page.statuses().get(i).inode() == inode) {
                    links.note(inode, parent, page.names().get(i));
                    return Optional.of(page.names().get(i));
                }
            }
        }
        return Optional.empty();
    }
}
