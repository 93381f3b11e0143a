/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.storage.SpaceId;

/**
 * Clears away behind the changes: objects that nothing refers to any more, nodes below a top that was deleted for good, and
 * what has reached its age. Each engine does it; that two do the same does no harm.
 */
final class GarbageSweeper {

    private static final Logger LOG = LoggerFactory.getLogger(GarbageSweeper.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final int EXPIRE_EVERY = 120;
    private static final int BATCH = 500;

    private final TreeContext engine;
    private final DeadEngines remains;
    private final SpaceTrash trash;
    private final FileVersions versions;
    private final Optional<NativeUploads> uploads;
    private @Nullable ScheduledFuture<?> beating;
    private int beats;

    GarbageSweeper(
            TreeContext engine,
            SpaceTrash trash,
            FileVersions versions,
            Optional<NativeUploads> uploads,
            DeadEngines remains) {
        this.engine = engine;
        this.remains = remains;
        this.trash = trash;
        this.versions = versions;
        this.uploads = uploads;
    }

    /** Begins to sweep from time to time. */
    void start() {
        beating = engine.context()
                .scheduler()
                .scheduleWithFixedDelay(this::beat, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        ScheduledFuture<?> its = beating;
        if (its != null) {
            its.cancel(true);
        }
    }

    private void beat() {
        try {
            engine.session().beat();
            engine.discards().sweep();
            sweep();
            if (beats++ % EXPIRE_EVERY == 0) {
                expire();
                remains.clear();
            }
        } catch (IOException | RuntimeException failure) {
            LOG.atWarn()
                    .addKeyValue("storage", engine.context().instance())
                    .addKeyValue("reason", failure.getMessage())
                    .log("blobtree-sweep-failed");
        }
    }

    /** Clears away what is due now. @return how many objects of the store */
    long sweep() throws IOException {
        abandonedCopies();
        for (String top : tops(NodeRow.GONE)) {
            clear(top);
        }
        return garbage(engine.session().now());
    }

    /** Deletes objects that were noted as garbage and are due. */
    long garbage(long until) throws IOException {
        long deleted = 0;
        while (!Thread.currentThread().isInterrupted()) {
            List<String> due = engine.database().read(connection -> due(connection, until));
            if (due.isEmpty()) {
                break;
            }
            List<String> unused = engine.database().read(connection -> {
                List<String> found = new ArrayList<>();
                for (String object : due) {
                    if (!AttemptCleanup.isUsed(connection, object)) {
                        found.add(object);
                    }
                }
                return found;
            });
            engine.blobs().delete(unused.stream().map(engine.keys()::whole).toList());
            engine.database().repeatable(connection -> {
                try (PreparedStatement delete = connection.prepareStatement("DELETE FROM garbage WHERE object = ?")) {
                    for (String object : due) {
                        delete.setString(1, object);
                        delete.addBatch();
                    }
                    return delete.executeBatch().length;
                }
            });
            deleted += unused.size();
        }
        return deleted;
    }

    private static List<String> due(Connection connection, long until) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT object FROM garbage WHERE due <= ? ORDER BY due LIMIT " + BATCH)) {
            select.setLong(1, until);
            return strings(select);
        }
    }

    private static List<String> strings(PreparedStatement select) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private List<String> tops(int state) {
        return engine.database().read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT id FROM node WHERE state = ? AND state <> 0 LIMIT " + BATCH)) {
                select.setInt(1, state);
                return strings(select);
            }
        });
    }

    /** Gives up copies whose engine is dead. */
    private void abandonedCopies() {
        if (tops(NodeRow.BUILDING).isEmpty()) {
            return;
        }
        engine.database().repeatable(connection -> {
            List<String> living = engine.session().living(connection);
            int given = 0;
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT " + NodeRow.COLUMNS + " FROM node n WHERE n.state = 3")) {
                for (NodeRow row : NodeTable.all(select)) {
                    if (!living.contains(Revision.processOf(row.stamp()))) {
                        engine.nodes()
                                .place(
                                        connection,
                                        row.placed(
                                                null,
                                                row.name(),
                                                NodeRow.GONE,
                                                new Revision(row.revision(), row.stamp(), row.changed())));
                        given++;
                    }
                }
            }
            return given;
        });
    }

    /** Deletes the rows below a top that was deleted for good, the deepest first, and then its own. */
    private void clear(String top) {
        Deque<String> folders = new ArrayDeque<>();
        folders.push(top);
        while (!folders.isEmpty() && !Thread.currentThread().isInterrupted()) {
            String folder = folders.element();
            List<NodeRow> children =
                    engine.database().read(connection -> engine.nodes().children(connection, folder, "", BATCH));
            if (children.isEmpty()) {
                folders.pop();
                remove(folder, folder.equals(top));
                continue;
            }
            List<NodeRow> files =
                    children.stream().filter(each -> !each.isFolder()).toList();
            engine.database().repeatable(connection -> remove(connection, files, false));
            children.stream().filter(NodeRow::isFolder).forEach(each -> folders.push(each.id()));
        }
    }

    private void remove(String id, boolean isTop) {
        engine.database().repeatable(connection -> {
            NodeRow row = engine.nodes().get(connection, id);
            return row == null ? 0 : remove(connection, List.of(row), isTop);
        });
    }

    private int remove(Connection connection, List<NodeRow> rows, boolean isTop) throws SQLException {
        long now = engine.session().now();
        List<String> records = rows.stream().map(NodeRow::recordKey).toList();
        List<String> contents = new ArrayList<>();
        for (NodeRow row : rows) {
            if (row.blob() != null) {
                contents.add(BlobKeys.blob(row.blob()));
                engine.nodes()
                        .versions(connection, row.id())
                        .forEach(each ->
                                contents.add(BlobKeys.blob(each.content().blob())));
            }
        }
        GarbageTable.add(connection, records, isTop ? now + GarbageTable.TOMBSTONE.toNanos() / 1000 : now);
        GarbageTable.add(connection, contents, now + GarbageTable.CONTENT.toNanos() / 1000);
        for (String sql : List.of("DELETE FROM version WHERE node = ?", "DELETE FROM node WHERE id = ?")) {
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                for (NodeRow row : rows) {
                    delete.setString(1, row.id());
                    delete.addBatch();
                }
                delete.executeBatch();
            }
        }
        return rows.size();
    }

    /** Lets go of what has reached its age. */
    void expire() throws IOException {
        purge(trash.ofRemovedSpaces());
        if (engine.settings().trashFor().isPresent()) {
            long since =
                    engine.session().now() - engine.settings().trashFor().get().toNanos() / 1000;
            purge(trash.deletedBefore(since));
        }
        if (engine.settings().versionsFor().isPresent()) {
            versions.prune();
        }
        if (uploads.isPresent()) {
            uploads.get().expire();
        }
    }

    private void purge(Map<String, List<String>> items) throws IOException {
        for (Map.Entry<String, List<String>> space : items.entrySet()) {
            for (String item : space.getValue()) {
                trash.purgeIfThere(new SpaceId(space.getKey()), item);
            }
        }
    }
}
