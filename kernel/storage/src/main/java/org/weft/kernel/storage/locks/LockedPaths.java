/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weft.kernel.storage.db.LockRow;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;

/**
 * Finds out which locks cover a node, by asking the driver where locked nodes are, no more often than needed. Holds as
 * long as no locked node moves, which the kernel's own moves rule out because they end locks. For one thread.
 */
public final class LockedPaths {

    /** Up to so many deep locks are looked up one by one; with more it is cheaper to look up the folders above. */
    private static final int FEW = 8;

    private final Caller caller;
    private final StorageDriver driver;
    private final Map<NodeId, Optional<RelPath>> paths = new HashMap<>();
    private final Map<RelPath, Optional<NodeId>> folders = new HashMap<>();

    public LockedPaths(Caller caller, StorageDriver driver) {
        this.caller = caller;
        this.driver = driver;
    }

    /** Saves asking for a node that is known. */
    void know(Node node) {
        paths.put(node.id(), Optional.of(node.path()));
        folders.put(node.path(), Optional.of(node.id()));
    }

    /** Folders may have moved since; where locked nodes are still holds. */
    void forgetFolders() {
        folders.clear();
    }

    /** The locks that protect a node: its own, and those of the folders above that cover all below. */
    public List<LockRow> covering(SpaceLocks locks, NodeId node, RelPath path) throws IOException {
        List<LockRow> covering = new ArrayList<>(locks.on(node));
        if (locks.deep().size() <= FEW) {
            for (LockRow lock : locks.deep()) {
                if (!lock.node().equals(node) && isBelow(path, lock)) {
                    covering.add(lock);
                }
            }
            return covering;
        }
        for (RelPath above : path.ancestors()) {
            Optional<NodeId> folder = folder(above);
            if (folder.isPresent() && !folder.get().equals(node)) {
                for (LockRow lock : locks.on(folder.get())) {
                    if (lock.coversBelow()) {
                        covering.add(lock);
                    }
                }
            }
        }
        return covering;
    }

    private boolean isBelow(RelPath path, LockRow lock) throws IOException {
        Optional<RelPath> folder = path(lock.node(), lock);
        return folder.isPresent() && path.startsWith(folder.get()) && !path.equals(folder.get());
    }

    /** The locks on nodes that lie below a folder, not on it. */
    List<LockRow> below(SpaceLocks locks, Node folder) throws IOException {
        List<LockRow> below = new ArrayList<>();
        if (!folder.isFolder()) {
            return below;
        }
        for (LockRow lock : locks.all()) {
            if (lock.node().equals(folder.id())) {
                continue;
            }
            Optional<RelPath> path = path(lock.node(), lock);
            if (path.isPresent()
                    && path.get().startsWith(folder.path())
                    && !path.get().equals(folder.path())) {
                below.add(lock);
            }
        }
        return below;
    }

    /** Where a locked node is; empty when it is gone, or where the caller can't change anything. */
    Optional<RelPath> path(LockRow lock) throws IOException {
        return path(lock.node(), lock);
    }

    private Optional<RelPath> path(NodeId id, LockRow lock) throws IOException {
        Optional<RelPath> known = paths.get(id);
        if (known == null) {
            known = find(Ref.id(lock.space().space(), id)).map(Node::path);
            paths.put(id, known);
        }
        return known;
    }

    private Optional<NodeId> folder(RelPath path) throws IOException {
        Optional<NodeId> known = folders.get(path);
        if (known == null) {
            known = find(Ref.path(path)).map(Node::id);
            folders.put(path, known);
        }
        return known;
    }

    private Optional<Node> find(Ref ref) throws IOException {
        try {
            return Optional.of(driver.stat(caller, ref));
        } catch (NotFound | Forbidden notThere) {
            return Optional.empty();
        }
    }
}
