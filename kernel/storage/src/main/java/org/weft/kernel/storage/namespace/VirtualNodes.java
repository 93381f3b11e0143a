/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;

/** What the kernel's own folders look like. */
public final class VirtualNodes {

    /** The storage id of the kernel's own folders. */
    public static final String STORAGE = "weft";

    /** The space in which every share that a caller sees is a node by its id. */
    public static final SpaceId SHARES = new SpaceId("shares");

    private static final SpaceId SPACE = new SpaceId("tree");

    private VirtualNodes() {}

    /** The id of the folder at a path. */
    static NodeId id(RelPath path) {
        return new NodeId(path.isRoot() ? "root" : "at-" + Integer.toHexString(path.hashCode()));
    }

    /** The folder at a path. */
    static Resource resource(RelPath path, FolderSummary summary) {
        NodeId id = id(path);
        Node node = Node.builder(SPACE, id, Kind.FOLDER, path)
                .size(summary.size())
                .etag(Integer.toHexString(path.hashCode()) + summary.etag())
                .mtime(summary.mtime())
                .rights(Rights.read())
                .build();
        Optional<ResourceId> parent =
                path.isRoot() ? Optional.empty() : Optional.of(new ResourceId(STORAGE, SPACE, id(path.parent())));
        return new Resource(
                new ResourceId(STORAGE, SPACE, id),
                parent,
                path,
                true,
                node,
                Optional.empty(),
                Rights.read(),
                List.of(),
                Map.of(),
                Set.of());
    }
}
