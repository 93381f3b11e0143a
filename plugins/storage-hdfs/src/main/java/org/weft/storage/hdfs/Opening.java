/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.RelPath;

/** Opens files for reading, by their inodes: what is read is what was looked at, whatever takes its name meanwhile. */
final class Opening {

    private final Tree tree;
    private final Nodes nodes;

    Opening(Tree tree, Nodes nodes) {
        this.tree = tree;
        this.nodes = nodes;
    }

    Content open(Hdfs as, RelPath path, ReadSpec spec) throws IOException {
        if (path.isRoot()) {
            throw new WeftException.Conflict("the root is a folder and has no content");
        }
        Folder parent = tree.open(as, path.parent(), Tree.Purpose.STAT);
        while (true) {
            Child child = tree.look(as, parent, path.name());
            if (child == null) {
                throw new WeftException.NotFound("there is no /" + path);
            }
            if (child.kind() != Kind.FILE) {
                throw new WeftException.Conflict("/" + path + " is a folder or a link and has no content");
            }
            FSDataInputStream stream = as.open(Hdfs.place(child.inode()), "to read /" + path);
            if (stream != null) {
                return content(as, stream, nodes.of(parent, child), spec);
            }
        }
    }

    /** The part of an open file that is asked for; the stream is closed when that can't be told. */
    static Content content(Hdfs as, FSDataInputStream stream, Node node, ReadSpec spec) throws IOException {
        boolean handedOver = false;
        try {
            ReadSpec.Span span = spec.selection().of(node);
            if (span.offset() > 0 && span.length() > 0) {
                as.call("to read it", () -> {
                    stream.seek(span.offset());
                    return true;
                });
            }
            Content content = Content.stream(node, new Part(stream, span.length()), span.offset(), span.length());
            handedOver = true;
            return content;
        } finally {
            if (!handedOver) {
                stream.close();
            }
        }
    }
}
