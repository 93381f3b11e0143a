/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.Optional;

/** Where a call is aimed, within one driver instance. */
public sealed interface Ref {

    /** The path below what the reference starts from. */
    RelPath path();

    /** The same start with one more name below. */
    Ref resolve(RelPath below);

    /**
     * A path from the instance's root.
     *
     * @param path the path
     */
    record ByPath(RelPath path) implements Ref {
        @Override
        public Ref resolve(RelPath below) {
            return new ByPath(path.resolve(below));
        }
    }

    /**
     * A node by id, and a path below it.
     *
     * @param space where given, the space that the node must lie in: the driver answers {@code NotFound} for a node of
     *     another space, because the kernel has judged the caller's rights by this space alone
     * @param id the node
     * @param path below the node
     */
    record ById(Optional<SpaceId> space, NodeId id, RelPath path) implements Ref {
        @Override
        public Ref resolve(RelPath below) {
            return new ById(space, id, path.resolve(below));
        }
    }

    static Ref path(RelPath path) {
        return new ByPath(path);
    }

    static Ref id(SpaceId space, NodeId id) {
        return new ById(Optional.of(space), id, RelPath.root());
    }
}
