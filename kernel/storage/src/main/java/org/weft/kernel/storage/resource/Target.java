/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.resource;

import java.util.Optional;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/** What a request is about, before anyone has looked whether it is there. */
public sealed interface Target {

    /** The same start with one more name below. */
    Target resolve(RelPath below);

    /** The same start with one more name below. */
    default Target resolve(String name) {
        return resolve(RelPath.root().resolve(name));
    }

    /**
     * A path in the tree as the caller sees it: {@code home/…} is the caller's own space.
     *
     * @param path from the top
     */
    record ByPath(RelPath path) implements Target {
        @Override
        public Target resolve(RelPath below) {
            return new ByPath(path.resolve(below));
        }
    }

    /**
     * A resource by id, or a path below it.
     *
     * @param storage the mount's id
     * @param space the space, where the client named it
     * @param node the node
     * @param below a path from there
     */
    record ById(String storage, Optional<SpaceId> space, NodeId node, RelPath below) implements Target {
        @Override
        public Target resolve(RelPath more) {
            return new ById(storage, space, node, below.resolve(more));
        }
    }

    /**
     * A path in a space.
     *
     * @param storage the mount's id
     * @param space the space
     * @param below a path from the space's root
     */
    record InSpace(String storage, SpaceId space, RelPath below) implements Target {
        @Override
        public Target resolve(RelPath more) {
            return new InSpace(storage, space, below.resolve(more));
        }
    }

    /**
     * Another name in the same folder.
     *
     * @throws org.weft.spi.WeftException.Unsupported when the target is named by id alone
     */
    default Target sibling(String name) {
        return switch (this) {
            case ByPath at -> new ByPath(at.path().parent().resolve(name));
            case InSpace at ->
                new InSpace(at.storage(), at.space(), at.below().parent().resolve(name));
            case ById at -> {
                if (at.below().isRoot()) {
                    throw new Unsupported("name the target by its folder and a path below it");
                }
                yield new ById(
                        at.storage(), at.space(), at.node(), at.below().parent().resolve(name));
            }
        };
    }

    /** The folder it lies in; empty where only its id, or the top of a tree, is named. */
    default Optional<Target> parent() {
        return switch (this) {
            case ByPath at ->
                at.path().isRoot()
                        ? Optional.empty()
                        : Optional.of(new ByPath(at.path().parent()));
            case InSpace at ->
                at.below().isRoot()
                        ? Optional.empty()
                        : Optional.of(
                                new InSpace(at.storage(), at.space(), at.below().parent()));
            case ById at ->
                at.below().isRoot()
                        ? Optional.empty()
                        : Optional.of(new ById(
                                at.storage(), at.space(), at.node(), at.below().parent()));
        };
    }

    static Target path(RelPath path) {
        return new ByPath(path);
    }

    static Target id(ResourceId id) {
        return new ById(id.storage(), Optional.of(id.space()), id.node(), RelPath.root());
    }
}
