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
     * @param way how far
     * @param shown the highest folder on the way here that may be seen, or the place itself
     */
    public record At(PathAccess way, RelPath shown) {

        public EffectiveRights reach() {
            return way.reach();
        }

        private static At top(SpaceAccess standing, RelPath path) {
            return new At(PathAccess.top(standing), path);
        }

        /** The next step down, to a place with this path. */
        public At step(SpaceAccess standing, RelPath path, NodeId id) {
            boolean visible = standing.rights(reach()).has(Right.STAT);
            return new At(way.step(standing, id), visible ? shown : path);
        }
    }

    /** A step on the way up. */
    private record Step(NodeId id, RelPath path) {}

    /** How far the caller reaches at a node of the space. */
    public At at(Caller caller, Mount mount, StorageDriver driver, SpaceAccess standing, Node node) throws IOException {
        Step self = new Step(node.id(), node.path());
        if (isTop(standing, self)) {
            return At.top(standing, node.path());
        }
        return above(caller, mount, driver, standing, node).step(standing, node.path(), node.id());
    }

    /** How far the caller reaches in the folder that a node lies in, which is not the top of its space. */
    public At above(Caller caller, Mount mount, StorageDriver driver, SpaceAccess standing, Node node)
            throws IOException {
        Climb climb = climb(caller, mount, driver, standing, node);
        At at = At.top(standing, climb.highest());
        for (Step down : climb.way()) {
            at = at.step(standing, down.path(), down.id());
        }
        return at;
    }

    /** The folders that a node lies in, from the one below the top of its space down to its parent. */
    public List<NodeId> folders(Caller caller, Mount mount, StorageDriver driver, SpaceAccess standing, Node node)
            throws IOException {
        return climb(caller, mount, driver, standing, node).way().stream()
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

    private Climb climb(Caller caller, Mount mount, StorageDriver driver, SpaceAccess standing, Node node)
            throws IOException {
        Deque<Step> way = new ArrayDeque<>();
        RelPath below = node.path();
        Optional<NodeId> parent = node.parent();
        RelPath highest = below;
        while (parent.isPresent()) {
            RelPath expected = below.isRoot() ? below : below.parent();
            Folder folder = folder(caller, mount, driver, standing, parent.get(), expected);
            if (!folder.space().equals(standing.space())) {
                break;
            }
            Step step = new Step(parent.get(), folder.path());
            highest = step.path();
            if (isTop(standing, step)) {
                break;
            }
            way.addFirst(step);
            below = step.path();
            parent = folder.parent();
        }
        return new Climb(highest, way);
    }

    private static boolean isTop(SpaceAccess standing, Step step) {
        return standing.root().filter(step.id()::equals).isPresent();
    }

    private Folder folder(
            Caller caller, Mount mount, StorageDriver driver, SpaceAccess standing, NodeId id, RelPath expected)
            throws IOException {
        Key key = new Key(mount.storageId(), id);
        Folder known = folders.getIfPresent(key);
        if (known != null
                && known.path().equals(expected)
                && known.revision() == standing.revision()
                && known.space().equals(standing.space())) {
            return known;
        }
        Node node = driver.stat(caller, new Ref.ById(Optional.empty(), id, RelPath.root()));
        Folder found = new Folder(node.path(), node.space(), node.parent(), standing.revision());
        folders.put(key, found);
        return found;
    }
}
