/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/** What changes nothing. */
final class ReadOperations {

    /** Children that are fetched at a time; between fetches a slow receiver holds no connection. */
    private static final int WINDOW = 1000;

    private final TreeContext engine;

    ReadOperations(TreeContext engine) {
        this.engine = engine;
    }

    Node stat(Ref ref) {
        return engine.finder().find(ref).toNode();
    }

    void list(Ref ref, ListSpec spec, Sink<Node> sink) {
        ResolvedPath spot = engine.finder().find(ref);
        NodeRow folder = spot.require();
        if (!folder.isFolder()) {
            throw new WeftException.Conflict("/" + spot.path() + " is a file and holds nothing to list");
        }
        SpaceId space = spot.space();
        String after = spec.after().orElse("");
        long left = spec.limit();
        while (left > 0) {
            String from = after;
            int limit = (int) Math.min(left, WINDOW);
            List<NodeRow> rows =
                    engine.database().read(connection -> engine.nodes().children(connection, folder.id(), from, limit));
            for (NodeRow row : rows) {
                RelPath path = spot.path().resolve(row.name());
                if (!sink.accept(ResolvedPath.node(row, path, row.isSpace() ? new SpaceId(row.id()) : space))) {
                    return;
                }
            }
            if (rows.size() < limit) {
                return;
            }
            left -= rows.size();
            after = rows.getLast().name();
        }
    }

    Content open(Ref ref, ReadSpec spec) throws IOException {
        ResolvedPath spot = engine.finder().find(ref);
        NodeRow file = requireFile(spot);
        return open(spot.toNode(), file.content().blob(), spec);
    }

    static NodeRow requireFile(ResolvedPath spot) {
        NodeRow file = spot.require();
        if (file.isFolder()) {
            throw new WeftException.Conflict("/" + spot.path() + " is a folder and has no content");
        }
        return file;
    }

    /** Opens a content. */
    Content open(Node node, String blob, ReadSpec spec) throws IOException {
        ReadSpec.Span span = spec.selection().of(node);
        if (span.length() == 0) {
            return Content.stream(node, InputStream.nullInputStream(), span.offset(), 0);
        }
        try {
            InputStream stream =
                    engine.blobs().read(engine.keys().whole(BlobKeys.blob(blob)), span.offset(), span.length());
            return Content.stream(node, stream, span.offset(), span.length());
        } catch (NoSuchFileException missing) {
            throw new IOException(
                    "the store has lost the content of /" + node.path() + "; an operator can learn more by"
                            + " `weft storage check`",
                    missing);
        }
    }

    Quota quota(Ref ref) {
        ResolvedPath spot = engine.finder().find(ref);
        spot.require();
        return engine.database()
                .read(connection ->
                        engine.room().fill(connection, spot.spaceRoot().id()))
                .quota();
    }
}
