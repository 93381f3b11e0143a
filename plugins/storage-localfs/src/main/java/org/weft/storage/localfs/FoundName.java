/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.write.Place;

/** A name in an open folder, as one look found it. Closing it closes the folder. */
final class FoundName implements Place {

    private final Nodes nodes;
    private final OpenFolder parent;
    private final RelPath path;
    private final @Nullable DirEntry child;
    private @Nullable Node node;
    private @Nullable Node folder;

    FoundName(Nodes nodes, OpenFolder parent, RelPath path, @Nullable DirEntry child) {
        this.nodes = nodes;
        this.parent = parent;
        this.path = path;
        this.child = child;
    }

    OpenFolder parent() {
        return parent;
    }

    /** What was there. */
    @Nullable
    DirEntry child() {
        return child;
    }

    @Override
    public RelPath path() {
        return path;
    }

    @Override
    public Optional<Node> node() {
        if (node == null && child != null) {
            node = nodes.of(parent, path.name(), child);
        }
        return Optional.ofNullable(node);
    }

    @Override
    public Optional<Node> folder() throws IOException {
        Node known = folder;
        if (known == null) {
            known = nodes.of(parent);
            folder = known;
        }
        return Optional.of(known);
    }

    @Override
    public void close() {
        parent.close();
    }
}
