/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.List;
import java.util.Optional;

/**
 * The nodes that a change touches, as they are at that moment.
 *
 * @param space the space it happens in
 * @param parents the folders whose list of names changes: none when a file gets new content, one for a new or deleted
 *     name, two for a move from one folder to another
 * @param target where the change happens, from the instance's root: the path written, made, deleted, or moved to
 * @param source the node that is written, deleted or moved; empty when it is new
 * @param replaced a node that disappears because another takes its name; empty when the name was free
 */
public record Affected(
        SpaceId space, List<Node> parents, RelPath target, Optional<Node> source, Optional<Node> replaced) {

    public Affected {
        parents = List.copyOf(parents);
    }
}
