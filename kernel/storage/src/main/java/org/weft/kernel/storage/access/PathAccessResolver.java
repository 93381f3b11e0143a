/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.storage.mount.Mount;
import org.weft.spi.Caller;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;

/**
 * Finds out how far a caller reaches at a node, by the folders above it. What is remembered of a folder holds as long as it
 * is where its child says, and nothing was moved in the space that has grants; time bounds what other programs do behind the
 * server's back. Thread-safe.
 */
public final class PathAccessResolver {

    private static final int REMEMBERED = 100_000;
    private static final Duration TRUSTED = Duration.ofSeconds(30);

    private final Cache<Key, Folder> folders = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(TRUSTED)
            .build();

    private record Key(String storage, NodeId id) {}

    private record Folder(RelPath path, SpaceId space, Optional<NodeId> parent, long revision) {}

    /**
     * Where somebody stands.
     *
     * @param pathAccess how far
     * @param highestVisible the highest folder on the way here that may be seen, or the place itself
     */
    public record NodeAccess(PathAccess pathAccess, RelPath highestVisible) {

        public EffectiveRights reach() {
            return pathAccess.reach();
        }

        private static NodeAccess top(SpaceAccess access, RelPath path) {
            return new NodeAccess(PathAccess.top(access), path);
        }

        /** The next step down, to a place with this path. */
        public NodeAccess descend(SpaceAccess access, RelPath path, NodeId id) {
            boolean visible = access.rights(reach()).has(Right.STAT);
            return new NodeAccess(pathAccess.step(access, id), visible ? highestVisible : path);
        }
    }

    /** A step on the way up. */
    private record Step(NodeId id, RelPath path) {}

    /** How far the caller reaches at a node of the space. */
    public NodeAccess at(Caller caller, Mount mount, StorageDriver driver, SpaceAccess access, Node node)
            throws IOException {
        Step self = new Step(node.id(), node.path());
        if (isTop(access, self)) {
            return NodeAccess.top(access, node.path());
        }
        return atParentOf(caller, mount, driver, access, node).descend(access, node.path(), node.id());
    }

    /** How far the caller reaches in the folder that a node lies in, which is not the top of its space. */
    public NodeAccess atParentOf(Caller caller, Mount mount, StorageDriver driver, SpaceAccess access, Node node)
            throws IOException {
        Climb climb = climb(caller, mount, driver, access, node);
        NodeAccess at = NodeAccess.top(access, climb.highest());
        for (Step down : climb.way()) {
            at = at.descend(access, down.path(), down.id());
        }
        return at;
    }

    /** The folders that a node lies in, from the one below the top of its space down to its parent. */
    public List<NodeId> folders(Caller caller, Mount mount, StorageDriver driver, SpaceAccess access, Node node)
            throws IOException {
        return climb(caller, mount, driver, access, node).way().stream()
                .map(Step::id)
                .toList();
    }

    /**
     * The way up to the top of a space.
     *
     * @param highest the path of the top
     * @param way the folders below the top, from there down
     */
    private record Climb(RelPath highest, Deque<Step> way) {}

    private Climb climb(Caller caller, Mount mount, StorageDriver driver, SpaceAccess access, Node node)
            throws IOException {
        Deque<Step> way = new ArrayDeque<>();
        RelPath below = node.path();
        Optional<NodeId> parent = node.parent();
        RelPath highest = below;
        while (parent.isPresent()) {
            RelPath expected = below.isRoot() ? below : below.parent();
            Folder folder = folder(caller, mount, driver, access, parent.get(), expected);
            if (!folder.space().equals(access.space())) {
                break;
            }
            Step step = new Step(parent.get(), folder.path());
            highest = step.path();
            if (isTop(access, step)) {
                break;
            }
            way.addFirst(step);
            below = step.path();
            parent = folder.parent();
        }
        return new Climb(highest, way);
    }

    private static boolean isTop(SpaceAccess access, Step step) {
        return access.root().filter(step.id()::equals).isPresent();
    }

    private Folder folder(
            Caller caller, Mount mount, StorageDriver driver, SpaceAccess access, NodeId id, RelPath expected)
            throws IOException {
        Key key = new Key(mount.storageId(), id);
        Folder known = folders.getIfPresent(key);
        if (known != null
                && known.path().equals(expected)
                && known.revision() == access.revision()
                && known.space().equals(access.space())) {
            return known;
        }
        Node node = driver.stat(caller, new Ref.ById(Optional.empty(), id, RelPath.root()));
        Folder found = new Folder(node.path(), node.space(), node.parent(), access.revision());
        folders.put(key, found);
        return found;
    }
}
