/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.write.Place;

/**
 * A place as one look found it, where backend and rows agreed.
 *
 * @param path from the root
 * @param parent the folder that it lies in; null for the root
 * @param row what is there; null when nothing is
 * @param isHidden whether the name is taken by something that is not shown
 */
record Spot(RelPath path, @Nullable Row parent, @Nullable Row row, boolean isHidden) implements Place {

    static final SpaceId SPACE = new SpaceId("tree");

    @Override
    public Optional<Node> node() {
        return row == null ? Optional.empty() : Optional.of(node(row, path));
    }

    @Override
    public Optional<Node> folder() {
        return parent == null ? Optional.empty() : Optional.of(node(parent, path.parent()));
    }

    static Node node(Row row, RelPath path) {
        Node.Builder node = Node.builder(SPACE, new NodeId(row.id()), row.folder() ? Kind.FOLDER : Kind.FILE, path)
                .size(row.size())
                .etag(row.etag())
                .mtime(Instant.ofEpochMilli(row.mtime()))
                .checksums(row.checksums());
        if (row.parent() != null) {
            node.parent(new NodeId(row.parent()));
        }
        return node.build();
    }
}
