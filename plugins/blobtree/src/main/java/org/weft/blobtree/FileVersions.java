/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.blobtree.NodeRow.ContentRow;
import org.weft.blobtree.NodeRow.VersionRow;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Versions;

/** Earlier contents. A version's key is the revision that replaced it. */
final class FileVersions implements Versions {

    private final TreeContext engine;
    private final ReadOperations reading;
    private final FileWriter puts;

    FileVersions(TreeContext engine, ReadOperations reading, FileWriter puts) {
        this.engine = engine;
        this.reading = reading;
        this.puts = puts;
    }

    private static String key(VersionRow version) {
        return Long.toString(version.number(), 36);
    }

    private List<VersionRow> of(NodeRow file) {
        return engine.database().read(connection -> engine.nodes().versions(connection, file.id()));
    }

    @Override
    public void list(Caller who, Ref file, Sink<Version> sink) {
        NodeRow row = ReadOperations.requireFile(engine.finder().find(file));
        for (VersionRow each : of(row)) {
            ContentRow content = each.content();
            if (!sink.accept(
                    new Version(key(each), content.size(), ValueCodec.instant(content.mtime()), content.etag()))) {
                return;
            }
        }
    }

    private VersionRow find(NodeRow file, String key) {
        return of(file).stream()
                .filter(each -> key(each).equals(key))
                .findFirst()
                .orElseThrow(() -> new WeftException.NotFound("the file has no such version"));
    }

    @Override
    public Content open(Caller who, Ref file, String key, ReadSpec spec) throws IOException {
        ResolvedPath spot = engine.finder().find(file);
        ContentRow content = find(ReadOperations.requireFile(spot), key).content();
        Node node = spot.toNode().toBuilder()
                .size(content.size())
                .etag(content.etag())
                .mtime(ValueCodec.instant(content.mtime()))
                .checksums(ValueCodec.checksums(content.checksums()))
                .build();
        return reading.open(node, content.blob(), spec);
    }

    @Override
    public Node restore(Caller who, Ref file, String key, Guard guard) throws IOException {
        ResolvedPath first = engine.finder().find(file);
        find(ReadOperations.requireFile(first), key);
        guard.check(affected(first));
        return engine.changes().run(guard, List.of(TreeChanges.nameOf(first)), stamp -> {
            ResolvedPath spot = engine.finder().find(file);
            NodeRow current = ReadOperations.requireFile(spot);
            VersionRow version = find(current, key);
            ContentRow old = version.content();
            ContentRow content =
                    new ContentRow(old.blob(), old.size(), stamp.text(), old.mtime(), old.checksums(), old.media());
            return puts.replace(
                    spot, affected(spot), current, new FileWriter.OwnVersion(true), content, stamp, List.of(version));
        });
    }

    private static Affected affected(ResolvedPath spot) {
        return new FileWriter.Target(spot, spot.require()).affected();
    }

    /** Lets versions go that are too old, of some files of the tree. */
    void prune() throws IOException {
        long since = engine.session().now()
                - engine.settings().versionsFor().orElseThrow().toNanos() / 1000;
        List<String> files = engine.database().read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT DISTINCT node FROM version WHERE number < ? LIMIT 500")) {
                select.setLong(1, since);
                List<String> found = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
                return found;
            }
        });
        for (String file : files) {
            Optional<ResolvedPath> spot =
                    engine.database().read(connection -> engine.finder().climb(connection, file));
            if (spot.isPresent()) {
                puts.prune(spot.get().space(), file);
            }
        }
    }
}
