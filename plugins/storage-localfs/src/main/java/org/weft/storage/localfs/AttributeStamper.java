/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.RelPath;

/**
 * Gives an attribute to nodes that another program made or wrote. It is on the node before anybody hears of its id, so
 * that the id is told again after a restart. It is not fsynced: when the machine fails within seconds, the file system
 * may forget it, and the node gets another id, as if it had been made anew.
 */
final class AttributeStamper {

    private final FolderTree tree;
    private final CallBufferPool scratches;
    private final FolderLocks locks;
    private final TreePropagation propagation;
    private final SizeBarrier quiet;
    private final NodeIndex index;

    AttributeStamper(
            FolderTree tree,
            CallBufferPool scratches,
            FolderLocks locks,
            TreePropagation propagation,
            SizeBarrier quiet,
            NodeIndex index) {
        this.tree = tree;
        this.scratches = scratches;
        this.locks = locks;
        this.propagation = propagation;
        this.quiet = quiet;
        this.index = index;
    }

    /** Which ids the index has for names in the folder at hand. */
    private interface Known {
        Optional<Id> at(String name);
    }

    /** Settles one child, under the locks of the folder and, if it is one, of itself. */
    @Nullable
    DirEntry one(OpenFolder folder, String name, StampBatch settling) throws IOException {
        DirEntry seen = tree.look(folder, name);
        while (seen != null && !seen.isSettled()) {
            long inode = seen.inode();
            try (FolderLocks.Held held =
                            seen.isFolder() ? locks.hold(folder.inode(), inode) : locks.hold(folder.inode());
                    CallBuffer s = scratches.take()) {
                MemorySegment nativeName = s.name(name);
                DirEntry child = tree.look(s, folder, nativeName);
                if (child == null || child.isSettled()) {
                    return child;
                }
                if (child.inode() == inode) {
                    Known known = wanted -> index.isSound() ? index.idAt(folder.id(), wanted) : Optional.empty();
                    return stamp(s, folder, nativeName, new NamedEntry(name, child), known, settling);
                }
                seen = child;
            }
        }
        return seen;
    }

    /**
     * Settles children: one question to the index, one lock and one way up for all that are no folders.
     *
     * @return whether there was anything to settle
     */
    boolean all(OpenFolder folder, List<NamedEntry> children, StampBatch settling) throws IOException {
        List<String> unknown = new ArrayList<>();
        boolean settled = true;
        for (NamedEntry seen : children) {
            if (!seen.child().isSettled()) {
                settled = false;
                NodeAttribute attribute = seen.child().attribute();
                if (attribute == null || attribute.isFolder() != seen.child().isFolder()) {
                    unknown.add(seen.name());
                }
            }
        }
        if (settled) {
            return false;
        }
        try (SizeBarrier.Change change = quiet.change()) {
            Map<String, Id> ids = index.isSound() ? index.idsAt(folder.id(), unknown) : Map.of();
            Known known = name -> Optional.ofNullable(ids.get(name));
            List<NamedEntry> done = new ArrayList<>(children.size());
            try (FolderLocks.Held held = locks.hold(folder.inode());
                    CallBuffer s = scratches.take()) {
                for (NamedEntry seen : children) {
                    DirEntry child = file(s, folder, seen, known, settling);
                    if (child != null) {
                        done.add(new NamedEntry(seen.name(), child));
                    }
                }
            }
            children.clear();
            for (NamedEntry seen : done) {
                DirEntry child = isFolderAhead(seen) ? one(folder, seen.name(), settling) : seen.child();
                if (child != null) {
                    children.add(new NamedEntry(seen.name(), child));
                }
            }
            settling.finish();
        }
        index.relieve();
        return true;
    }

    private static boolean isFolderAhead(NamedEntry seen) {
        return seen.child().isFolder() && !seen.child().isSettled();
    }

    /** Settles what is no folder, under the lock of its folder. */
    private @Nullable DirEntry file(CallBuffer s, OpenFolder folder, NamedEntry seen, Known known, StampBatch settling)
            throws IOException {
        if (seen.child().isSettled() || seen.child().isFolder()) {
            return seen.child();
        }
        MemorySegment nativeName = s.name(seen.name());
        DirEntry child = tree.look(s, folder, nativeName);
        return child == null || child.isSettled() || child.isFolder()
                ? child
                : stamp(s, folder, nativeName, new NamedEntry(seen.name(), child), known, settling);
    }

    /** Tells a settled file from what it was, though the disk tells the same of it. */
    void rewritten(OpenFolder folder, String name) throws IOException {
        try (FolderLocks.Held held = locks.hold(folder.inode());
                CallBuffer s = scratches.take()) {
            MemorySegment nativeName = s.name(name);
            DirEntry child = tree.look(s, folder, nativeName);
            NodeAttribute attribute = child == null ? null : child.attribute();
            if (child != null && attribute != null && !child.isFolder() && child.isSettled()) {
                Xattrs.set(
                        s,
                        folder.fd(),
                        nativeName,
                        s.weftName(),
                        rewritten(attribute, child).encode(s.value()));
            }
        }
    }

    private DirEntry stamp(
            CallBuffer s,
            OpenFolder folder,
            MemorySegment nativeName,
            NamedEntry seen,
            Known known,
            StampBatch settling)
            throws IOException {
        DirEntry child = seen.child();
        NodeAttribute attribute = renewed(folder, seen.name(), child, known, settling);
        int done = Xattrs.set(s, folder.fd(), nativeName, s.weftName(), attribute.encode(s.value()));
        if (done < 0) {
            return child.with(null); // not ours to write; it is told by its inode
        }
        DirEntry settled = child.with(attribute);
        settling.found(settled.counted() - child.counted());
        if (child.isFolder()) {
            settling.changed(child.inode());
        }
        index.note(attribute.id(), folder.id(), seen.name());
        return settled;
    }

    private NodeAttribute renewed(OpenFolder folder, String name, DirEntry child, Known known, StampBatch settling)
            throws IOException {
        NodeAttribute old = child.attribute();
        RelPath path = folder.path().resolve(name);
        if (old != null && old.isFolder() == child.isFolder()) {
            if (!old.isOf(child.inode())) {
                tree.stale().add(child.isFolder() ? path : folder.path());
                boolean copy = livesElsewhere(old.id(), folder.id(), name);
                NodeAttribute own = copy ? old.as(tree.mint(), child.inode()) : old.movedTo(child.inode());
                return own.mtime() == child.mtime() && (child.isFolder() || own.size() == child.size())
                        ? own
                        : rewritten(own, child);
            }
            if (child.isFolder()) {
                tree.stale().add(path);
            }
            return rewritten(old, child);
        }
        Id id = known.at(name).filter(found -> !found.equals(tree.rootId())).orElse(null);
        if (id == null || settling.hasSibling(id, name)) {
            id = tree.mint();
        } else {
            tree.stale().add(folder.path());
        }
        if (child.isFolder()) {
            tree.stale().add(path);
            return NodeAttribute.folder(id, child.inode(), child.mtime(), child.mtime());
        }
        return NodeAttribute.file(id, child.inode(), child.mtime(), child.size(), List.of());
    }

    /** Whether a node lives at another place than the one at hand: then that one is a copy. */
    private boolean livesElsewhere(Id id, Id parent, String name) throws IOException {
        Optional<NodeIndex.Place> place = index.place(id);
        if (place.isEmpty() || place.get().equals(new NodeIndex.Place(parent, name))) {
            return false;
        }
        if (index.isKept(id)) {
            return true;
        }
        Optional<RelPath> path = index.path(id, tree.rootId());
        return path.isPresent() && tree.isAt(path.get(), id);
    }

    private NodeAttribute rewritten(NodeAttribute old, DirEntry child) {
        return child.isFolder()
                ? old.changed(0, propagation.now(), child.mtime())
                : NodeAttribute.file(old.id(), child.inode(), child.mtime(), child.size(), List.of());
    }
}
