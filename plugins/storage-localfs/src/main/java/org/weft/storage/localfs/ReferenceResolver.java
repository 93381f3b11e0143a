/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.Optional;
import org.weft.spi.WeftException;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;

/** Turns references into paths. What the index says is compared with the disk; where they differ, a scan decides. */
final class ReferenceResolver {

    private final FolderTree tree;
    private final NodeIndex index;
    private final SpaceTable spaces;
    private final Scan scan;
    private final FolderLocks locks;
    private final SymlinkResolver ways;

    ReferenceResolver(
            FolderTree tree, NodeIndex index, SpaceTable spaces, Scan scan, FolderLocks locks, SymlinkResolver ways) {
        this.tree = tree;
        this.index = index;
        this.spaces = spaces;
        this.scan = scan;
        this.locks = locks;
        this.ways = ways;
    }

    /** The path of a reference; the last names of it need not exist. */
    RelPath path(Ref ref) throws IOException {
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

    private RelPath start(NodeId nodeId) throws IOException {
        return nodeId.value().indexOf(SymlinkPath.JOINT) < 0 ? plainly(nodeId) : throughLinks(nodeId);
    }

    /** Of a node that a link shows: where each of the links on the way is, and the node itself below the last one. */
    private RelPath throughLinks(NodeId nodeId) throws IOException {
        RelPath named = RelPath.root();
        SymlinkPath way = SymlinkPath.plain();
        for (String part : nodeId.value().split(String.valueOf(SymlinkPath.JOINT), -1)) {
            if (!named.isRoot()) {
                way = ways.find(named, true);
            }
            RelPath real = Id.parse(part).isPresent() ? plainly(new NodeId(part)) : RelPath.root();
            if (real.isRoot() || way.isPlain() != named.isRoot() || !real.startsWith(way.real())) {
                throw unknown(nodeId);
            }
            named = way.named(real);
        }
        return named;
    }

    private RelPath plainly(NodeId nodeId) throws IOException {
        Id id = Id.parse(nodeId.value()).orElseThrow(() -> unknown(nodeId));
        if (id.equals(tree.rootId())) {
            return RelPath.root();
        }
        Optional<RelPath> home = spaces.pathOf(id);
        if (home.isPresent()) {
            return home.get();
        }
        Optional<RelPath> known = index.path(id, tree.rootId());
        if (known.isPresent() && isAt(known.get(), id)) {
            return known.get();
        }
        if (known.isPresent()) {
            awaitMove(known.get().parent());
            Optional<RelPath> now = index.path(id, tree.rootId());
            if (now.isPresent() && !now.equals(known) && isAt(now.get(), id)) {
                return now.get();
            }
        }
        if (known.isEmpty() && index.isComplete()) {
            throw unknown(nodeId);
        }
        scan.again(known);
        return index.path(id, tree.rootId())
                .filter(path -> isAtQuietly(path, id))
                .orElseThrow(() -> unknown(nodeId));
    }

    /** A node that is just being moved has left its place before the index hears of it, under the lock of its folder. */
    private void awaitMove(RelPath lastFolder) throws IOException {
        for (RelPath path = lastFolder; ; path = path.parent()) {
            try (OpenFolder folder = tree.open(path, FolderTree.Purpose.STAT)) {
                locks.hold(folder.inode()).close();
                return;
            } catch (WeftException.NotFound moved) {
                if (path.isRoot()) {
                    return;
                }
            }
        }
    }

    private boolean isAtQuietly(RelPath path, Id id) {
        try {
            return isAt(path, id);
        } catch (IOException failure) {
            return false;
        }
    }

    private boolean isAt(RelPath path, Id id) throws IOException {
        if (FolderTree.isReserved(path)) {
            return false;
        }
        try (OpenFolder parent = tree.open(path.parent(), FolderTree.Purpose.STAT)) {
            DirEntry child = tree.find(parent, path.name());
            return child != null && child.id().equals(id);
        } catch (WeftException.NotFound moved) {
            return false;
        }
    }
}
