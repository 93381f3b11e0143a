/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.NodeRow.ContentRow;
import org.weft.spi.Sink;
import org.weft.spi.storage.Progress;
import org.weft.spi.storage.Upkeep.Finding;

/**
 * Compares the database with the store, both ways, and with itself. Changes nothing but the table of what it has seen. What
 * changes meanwhile is looked at again before it is told.
 */
final class ConsistencyCheck {

    private static final int BATCH = 500;

    private final TreeContext engine;
    private final OrphanScan orphans;
    private final Progress progress;
    private final String run;
    private final Sink<Finding> sink;
    private boolean enough;

    ConsistencyCheck(TreeContext engine, OrphanScan orphans, Progress progress, Sink<Finding> sink) {
        this.engine = engine;
        this.orphans = orphans;
        this.progress = progress;
        this.run = engine.session().name();
        this.sink = sink;
    }

    void run() throws IOException {
        try {
            try (Progress.Step step = progress.begin("lists what lies in the store", "objects")) {
                orphans.find(this::saw, orphan -> tell(orphan.kind(), orphan.key(), orphan.text()));
            }
            if (goesOn()) {
                orphans.findParts(orphan -> tell(orphan.kind(), orphan.key(), orphan.text()));
            }
            try (Progress.Step step = progress.begin("compares the tree with the store", "nodes")) {
                nodes();
            }
            itself();
        } finally {
            forget();
        }
    }

    private boolean tell(String kind, String where, String text) {
        if (!enough) {
            enough = !sink.accept(new Finding(kind, where, text));
        }
        return goesOn();
    }

    private boolean goesOn() {
        return !enough && !Thread.currentThread().isInterrupted();
    }

    /** Notes what lies in the store. */
    private void saw(List<Blobs.Entry> entries) {
        progress.add(entries.size());
        engine.database().repeatable(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO seen (run, object, size) VALUES (?, ?, ?) ON CONFLICT (run, object) DO NOTHING")) {
                for (Blobs.Entry entry : entries) {
                    insert.setString(1, run);
                    insert.setString(2, engine.keys().relative(entry.key()));
                    insert.setLong(3, entry.size());
                    insert.addBatch();
                }
                return insert.executeBatch().length;
            }
        });
    }

    private void forget() {
        long aWeekAgo = engine.context().clock().millis() - 7L * 24 * 3600 * 1000;
        engine.database().repeatable(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM seen WHERE run = ? OR run < ?")) {
                delete.setString(1, run);
                delete.setString(2, EngineLease.time(aWeekAgo));
                return delete.executeUpdate();
            }
        });
    }

    /** What a window of nodes needs to lie in the store. */
    private record Window(List<NodeRow> rows, Map<String, List<ContentRow>> contents, Map<String, Long> seen) {}

    private void nodes() throws IOException {
        String after = "";
        while (goesOn()) {
            String from = after;
            Window window = engine.database().read(connection -> window(connection, from));
            if (window.rows().isEmpty()) {
                return;
            }
            progress.add(window.rows().size());
            for (NodeRow row : window.rows()) {
                record(row, window.seen());
                for (ContentRow content : window.contents().getOrDefault(row.id(), List.of())) {
                    content(row, content, window.seen());
                }
            }
            after = window.rows().getLast().id();
        }
    }

    private Window window(Connection connection, String after) throws SQLException {
        List<NodeRow> rows;
        try (PreparedStatement select = connection.prepareStatement("SELECT " + NodeRow.COLUMNS
                + " FROM node n WHERE n.id > ? AND n.state <> 3 ORDER BY n.id LIMIT " + BATCH)) {
            select.setString(1, after);
            rows = NodeTable.all(select);
        }
        Map<String, List<ContentRow>> contents = new HashMap<>();
        Set<String> objects = new HashSet<>();
        for (NodeRow row : rows) {
            objects.add(row.recordKey());
            List<ContentRow> its = new ArrayList<>();
            if (row.blob() != null) {
                its.add(row.content());
                engine.nodes().versions(connection, row.id()).forEach(each -> its.add(each.content()));
            }
            its.forEach(each -> objects.add(BlobKeys.blob(each.blob())));
            contents.put(row.id(), its);
        }
        return new Window(rows, contents, seen(connection, objects));
    }

    private Map<String, Long> seen(Connection connection, Set<String> objects) throws SQLException {
        Map<String, Long> seen = new HashMap<>();
        List<String> all = List.copyOf(objects);
        for (int start = 0; start < all.size(); start += BATCH) {
            List<String> some = all.subList(start, Math.min(all.size(), start + BATCH));
            try (PreparedStatement select = connection.prepareStatement("SELECT object, size FROM seen WHERE run = ?"
                    + " AND object IN (" + NodeTable.marks(some.size()) + ")")) {
                select.setString(1, run);
                NodeTable.set(select, 2, some);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        seen.put(rows.getString(1), rows.getLong(2));
                    }
                }
            }
        }
        return seen;
    }

    private @Nullable NodeRow now(NodeRow known) {
        return engine.database().read(connection -> engine.nodes().get(connection, known.id()));
    }

    private void record(NodeRow known, Map<String, Long> seen) throws IOException {
        Optional<byte[]> object = engine.blobs().get(engine.keys().whole(known.recordKey()));
        NodeRow row = now(known);
        if (row == null || !row.stamp().equals(known.stamp()) || isUnderneath(row)) {
            return;
        }
        if (object.isEmpty()) {
            tell(
                    "missing-record",
                    where(row),
                    "the store lacks the object " + row.recordKey() + ", so a rebuild would not find this node"
                            + (seen.containsKey(row.recordKey()) ? "; it vanished during the check" : ""));
            return;
        }
        try {
            NodeRow stored = NodeRecordFormat.read(object.get()).row();
            if (!saysTheSame(stored, row)) {
                tell("wrong-record", where(row), "the object " + row.recordKey() + " tells other than the database");
            }
        } catch (IOException broken) {
            tell("wrong-record", where(row), "the object " + row.recordKey() + ": " + broken.getMessage());
        }
    }

    private static boolean saysTheSame(NodeRow stored, NodeRow row) {
        return stored.id().equals(row.id())
                && Objects.equals(stored.parent(), row.parent())
                && stored.name().equals(row.name())
                && stored.state() == row.state()
                && stored.isFolder() == row.isFolder()
                && Objects.equals(stored.blob(), row.blob())
                && (row.isFolder()
                        || stored.size() == row.size() && stored.etag().equals(row.etag()));
    }

    /** Whether a node lies below one that was deleted for good and is being cleared away. */
    private boolean isUnderneath(NodeRow row) {
        return engine.database().read(connection -> {
            List<NodeRow> chain = ReferenceResolver.chain(connection, row.id());
            return chain.isEmpty() || chain.getFirst().state() == NodeRow.GONE;
        });
    }

    private void content(NodeRow known, ContentRow content, Map<String, Long> seen) throws IOException {
        String key = BlobKeys.blob(content.blob());
        Long size = seen.get(key);
        if (size != null && size == content.size()) {
            return;
        }
        NodeRow row = now(known);
        boolean used = engine.database().read(connection -> AttemptCleanup.isUsed(connection, key));
        if (row == null || !used || isUnderneath(row)) {
            return;
        }
        if (size != null) {
            tell(
                    "wrong-size",
                    where(row),
                    "the content " + key + " has " + size + " bytes instead of " + content.size());
        } else if (isMissing(key, content.size())) {
            tell("missing-content", where(row), "the store lacks the content " + key);
        }
    }

    private boolean isMissing(String key, long size) throws IOException {
        try (var stream = engine.blobs().read(engine.keys().whole(key), 0, Math.min(1, size))) {
            return size > 0 && stream.read() < 0;
        } catch (NoSuchFileException missing) {
            return true;
        }
    }

    private String where(NodeRow row) {
        return engine.database()
                .read(connection -> engine.finder().climb(connection, row.id()))
                .map(spot -> "/" + spot.path())
                .orElse(row.recordKey());
    }

    /** Looks at the database alone; each question is one statement, and so sees one moment. */
    private void itself() {
        each(
                "lost-node",
                "its folder is not there",
                "SELECT n.id FROM node n WHERE n.parent IS NOT NULL"
                        + " AND NOT EXISTS (SELECT 1 FROM node p WHERE p.id = n.parent)");
        each(
                "wrong-sum",
                "its size is not that of all below it",
                "SELECT p.id FROM node p WHERE p.folder = 1 AND p.state <> 2 AND p.state <> 3 AND (p.size, p.held) <>"
                        + " (SELECT COALESCE(SUM(c.size), 0), COALESCE(SUM(c.held), 0) FROM node c"
                        + " WHERE c.parent = p.id AND c.space = 0)");
        each(
                "lost-trash",
                "it is in the trash, but of no space",
                "SELECT n.id FROM node n WHERE n.state = 1 AND NOT EXISTS (SELECT 1 FROM trash t WHERE t.node = n.id)");
        each(
                "lost-space",
                "it is a space whose root is not there",
                "SELECT s.id FROM space s WHERE NOT EXISTS"
                        + " (SELECT 1 FROM node n WHERE n.id = s.id AND n.space = 1 AND n.state = 0)");
    }

    private void each(String kind, String text, String sql) {
        List<String> ids = engine.database().read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql + " LIMIT 1000");
                    ResultSet rows = select.executeQuery()) {
                List<String> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                return found;
            }
        });
        for (String id : ids) {
            NodeRow row = engine.database().read(connection -> engine.nodes().get(connection, id));
            boolean clearing = row != null && isUnderneath(row);
            if (!clearing && !tell(kind, row == null ? id : where(row), text)) {
                return;
            }
        }
    }
}
