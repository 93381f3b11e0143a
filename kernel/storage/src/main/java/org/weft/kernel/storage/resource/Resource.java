/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.UserId;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/**
 * A node as a caller sees it.
 *
 * @param id its address
 * @param parent its folder's address; empty at the top of a space
 * @param path where the caller sees it: from the top of the tree for a target by path or of the caller's home, else from
 *     the space's root, or from the highest folder that the caller may see
 * @param inTree whether the path is one from the top of the tree, so that the caller finds it there
 * @param node what the driver said
 * @param owner whose it is, where anyone owns it
 * @param rights what the caller may do
 * @param locks the locks that cover it, when wanted
 * @param properties the dead properties, when wanted
 * @param labels the caller's labels, when wanted
 */
public record Resource(
        ResourceId id,
        Optional<ResourceId> parent,
        RelPath path,
        boolean inTree,
        Node node,
        Optional<UserId> owner,
        Rights rights,
        List<Lock> locks,
        Map<PropertyName, String> properties,
        Set<String> labels) {

    /** The last name of the path. */
    public String name() {
        return path.name();
    }

    public boolean isFolder() {
        return node.isFolder();
    }

    public Resource with(Node other) {
        return new Resource(id, parent, path, inTree, other, owner, rights, locks, properties, labels);
    }

    public Resource with(List<Lock> itsLocks, Map<PropertyName, String> itsProperties, Set<String> itsLabels) {
        return new Resource(id, parent, path, inTree, node, owner, rights, itsLocks, itsProperties, itsLabels);
    }
}
