/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/** Describes what the tree found to the kernel. */
final class Nodes {

    private final FolderTree tree;
    private final CallBufferPool scratches;
    private final SpaceTable spaces;
    private final NodeIndex index;
    private final SymlinkResolver ways;
    private final LinkHolders holders;
    private final long epoch;
    private final boolean keepsMd5;

    Nodes(
            FolderTree tree,
            CallBufferPool scratches,
            SpaceTable spaces,
            NodeIndex index,
            SymlinkResolver ways,
            LinkHolders holders,
            long epoch,
            boolean keepsMd5) {
        this.tree = tree;
        this.scratches = scratches;
        this.spaces = spaces;
        this.index = index;
        this.ways = ways;
        this.holders = holders;
        this.epoch = epoch;
        this.keepsMd5 = keepsMd5;
    }

    /** The node at a path; a link is shown as what it leads to. */
    Node at(RelPath path) throws IOException {
        if (path.isRoot()) {
            return folder(path, spaces.rootSpace(), tree.settleRoot()).build();
        }
        try (OpenFolder parent = tree.openNamed(path.parent(), FolderTree.Purpose.STAT)) {
            DirEntry child = tree.find(parent, path.name());
            Node node = child == null ? null : of(parent, path.name(), child);
            if (node == null || node.kind() == Kind.SYMLINK) {
                throw new WeftException.NotFound("there is no /" + path);
            }
            return node;
        }
    }

    /** What a link leads to, as the link shows it; nothing when it is not followed. */
    private Optional<Node> linked(OpenFolder parent, RelPath path, DirEntry link) {
        try {
            Optional<RelPath> target = ways.target(parent, path.name());
            if (target.isEmpty()) {
                return Optional.empty();
            }
            RelPath real = target.get();
            try (OpenFolder folder = tree.open(real.parent(), FolderTree.Purpose.STAT)) {
                DirEntry child = tree.find(folder, real.name());
                if (child == null || child.kind() == Kind.SYMLINK) {
                    return Optional.empty();
                }
                NodeIndex.Place place = new NodeIndex.Place(parent.id(), path.name());
                if (!index.place(link.id()).equals(Optional.of(place))) {
                    index.note(link.id(), parent.id(), path.name());
                }
                holders.note(child.isFolder() ? child.inode() : folder.inode(), parent.path());
                SymlinkPath way = new SymlinkPath(
                        path, real, link.id().text(), parent.id().nodeId(), List.of());
                return Optional.of(way.view(of(folder, real.name(), child)).toBuilder()
                        .target(tree.target(parent, path.name()))
                        .build());
            }
        } catch (IOException | WeftException gone) {
            return Optional.empty();
        }
    }

    /** A child of an open folder. */
    Node of(OpenFolder parent, String name, DirEntry child) {
        RelPath path = parent.path().resolve(name);
        return of(parent, path, spaces.spaceOf(path), child);
    }

    /** A child of an open folder, whose path and space are known. */
    Node of(OpenFolder parent, RelPath path, SpaceId space, DirEntry child) {
        if (child.kind() == Kind.SYMLINK) {
            return linked(parent, path, child).orElseGet(() -> plain(parent, path, space, child));
        }
        return plain(parent, path, space, child);
    }

    private Node plain(OpenFolder parent, RelPath path, SpaceId space, DirEntry child) {
        NodeAttribute attribute = child.attribute();
        NodeAttribute told = attribute != null ? attribute : NodeAttribute.foreign(child);
        if (child.isFolder()) {
            return folder(path, space, told).parent(parent.id().nodeId()).build();
        }
        Node.Builder node = Node.builder(space, told.id().nodeId(), child.kind(), path)
                .parent(parent.id().nodeId())
                .size(child.size())
                .mtime(Times.instant(child.mtime()))
                .etag(EtagHash.etag(told.revision(), told.id(), child.mtime(), child.size(), 0))
                .checksums(told.checksums());
        if (keepsMd5 && attribute != null && child.kind() == Kind.FILE) {
            node.furtherChecksums(() -> md5(path, attribute));
        }
        if (child.kind() == Kind.SYMLINK) {
            node.target(tree.target(parent, path.name()));
        }
        return node.build();
    }

    private List<Checksum> md5(RelPath path, NodeAttribute content) {
        try (OpenFolder parent = tree.open(path.parent(), FolderTree.Purpose.STAT);
                CallBuffer s = scratches.take()) {
            return Md5Attribute.read(s, parent.fd(), s.name(path.name()), content).stream()
                    .toList();
        } catch (IOException | WeftException gone) {
            return List.of();
        }
    }

    /** An open folder itself, as it is now. */
    Node of(OpenFolder folder) throws IOException {
        NodeAttribute attribute = folder.attribute();
        try (CallBuffer s = scratches.take()) {
            NodeAttribute current = TreePropagation.read(s, folder.fd());
            if (current != null) {
                attribute = current;
            }
            Node.Builder node = folder(folder.path(), spaces.spaceOf(folder.path()), attribute);
            if (!folder.path().isRoot()) {
                int above = Posix.openAbove(s, folder.fd());
                if (above >= 0) {
                    NodeAttribute parent = TreePropagation.read(s, above);
                    Posix.close(s, above);
                    if (parent != null) {
                        node.parent(parent.id().nodeId());
                    }
                }
            }
            return node.build();
        }
    }

    private Node.Builder folder(RelPath path, SpaceId space, NodeAttribute attribute) {
        return Node.builder(space, attribute.id().nodeId(), Kind.FOLDER, path)
                .size(attribute.size())
                .mtime(Times.instant(attribute.treeMtime()))
                .etag(EtagHash.etag(attribute.revision(), attribute.id(), attribute.mtime(), attribute.size(), epoch));
    }
}
