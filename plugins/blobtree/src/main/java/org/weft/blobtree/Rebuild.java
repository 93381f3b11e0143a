/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.blobtree.BlobKeys.RecordKey;
import org.weft.blobtree.Blobs.Entry;
import org.weft.blobtree.NodeRecord.Companion;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Progress;
import org.weft.spi.storage.Upkeep.Finding;

/**
 * Makes the tables anew from the records in the store. Nobody can commit meanwhile, everybody can read what was before; the
 * new tree appears in one transaction.
 *
 * <p>Of each node the record with the highest revision counts whose companions came to be, too: a revision that is part of
 * a change of several nodes, and of which the others have no trace, was never committed.
 */
final class Rebuild {

    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
    private static final int BATCH = 256;

    private final TreeContext engine;
    private final Progress progress;
    private final Sink<Finding> done;
    private final ReentrantLock freezing = new ReentrantLock();
    private long frozen;
    private boolean over;

    Rebuild(TreeContext engine, Progress progress, Sink<Finding> done) {
        this.engine = engine;
        this.progress = progress;
        this.done = done;
    }

    long run() throws IOException {
        TreeInitializer.Tree tree = TreeInitializer.stored(engine.blobs(), engine.keys());
        if (tree == null) {
            throw new IOException("the store holds no tree, so nothing can be rebuilt from it");
        }
        freeze();
        ScheduledFuture<?> refreezing = stayFrozen();
        try {
            clear();
            try (Progress.Step step = progress.begin("reads the tree's records in the store", "records")) {
                read();
            }
            return made(tree);
        } finally {
            thaw(refreezing);
        }
    }

    private long made(TreeInitializer.Tree tree) {
        try (Progress.Step step = progress.begin("makes the tree of the records", "nodes")) {
            return engine.database().repeatable(connection -> {
                RebuiltTree rebuilt = new RebuiltTree(engine, tree, connection, this::tell);
                rebuilt.empty();
                winners(connection, rebuilt);
                return rebuilt.finish();
            });
        }
    }

    /**
     * Says again each minute that nobody may commit, also while the one long transaction runs. With SQLite that transaction
     * keeps all others out by itself.
     */
    private ScheduledFuture<?> stayFrozen() {
        return engine.context()
                .scheduler()
                .scheduleWithFixedDelay(
                        () -> {
                            freezing.lock();
                            try {
                                if (!over && engine.database().isPostgres()) {
                                    engine.session().freeze();
                                }
                            } finally {
                                freezing.unlock();
                            }
                        },
                        1,
                        1,
                        TimeUnit.MINUTES);
    }

    private void thaw(ScheduledFuture<?> refreezing) {
        refreezing.cancel(false);
        freezing.lock();
        try {
            over = true;
        } finally {
            freezing.unlock();
        }
        try {
            engine.session().unfreeze();
            clear();
        } catch (WeftException.Unavailable failure) {
            // it ends by itself within minutes, and the next rebuild begins by clearing
            LOG.atWarn()
                    .addKeyValue("storage", engine.context().instance())
                    .addKeyValue("reason", failure.text())
                    .log("blobtree-still-frozen");
        }
    }

    private boolean tell(String kind, String where, String text) {
        return done.accept(new Finding(kind, where, text));
    }

    /** Keeps everybody from committing, for some more minutes. */
    private void freeze() {
        long now = engine.session().now();
        if (now - frozen > 60_000_000L) {
            engine.session().freeze();
            frozen = now;
        }
    }

    private void clear() {
        engine.database().repeatable(connection -> {
            execute(connection, "DELETE FROM found");
            execute(connection, "DELETE FROM level");
            execute(connection, "DELETE FROM was");
            return true;
        });
    }

    static int execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.executeUpdate();
        }
    }

    /** Reads all records of the store into the table {@code found}. */
    private void read() throws IOException {
        List<RecordKey> batch = new ArrayList<>();
        List<IOException> failure = new ArrayList<>();
        engine.blobs().list(engine.keys().whole(BlobKeys.NODES), (Entry entry) -> {
            RecordKey key = RecordKey.parse(engine.keys().relative(entry.key()));
            if (key == null) {
                tell("foreign-object", engine.keys().relative(entry.key()), "it is no node record; it is left alone");
                return true;
            }
            batch.add(key);
            try {
                if (batch.size() == BATCH) {
                    store(batch);
                    batch.clear();
                }
                return true;
            } catch (IOException failed) {
                failure.add(failed);
                return false;
            }
        });
        if (!failure.isEmpty()) {
            throw failure.getFirst();
        }
        store(batch);
    }

    private record Read(RecordKey key, Optional<byte[]> body) {}

    private void store(List<RecordKey> keys) throws IOException {
        freeze();
        List<Future<Read>> reading = new ArrayList<>();
        for (RecordKey key : keys) {
            reading.add(engine.context()
                    .executor()
                    .submit(() -> new Read(
                            key,
                            engine.blobs()
                                    .get(engine.keys()
                                            .whole(BlobKeys.record(key.node(), key.revision(), key.stamp()))))));
        }
        List<Read> records = new ArrayList<>();
        for (Future<Read> each : reading) {
            Read read = await(each);
            progress.add(1);
            if (read.body().isPresent() && isWhole(read)) {
                records.add(read);
            }
        }
        engine.database().repeatable(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO found (id, revision, stamp, body)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT (id, revision, stamp) DO NOTHING")) {
                for (Read each : records) {
                    insert.setString(1, each.key().node());
                    insert.setLong(2, each.key().revision());
                    insert.setString(3, each.key().stamp());
                    insert.setString(4, new String(each.body().orElseThrow(), StandardCharsets.UTF_8));
                    insert.addBatch();
                }
                return insert.executeBatch().length;
            }
        });
    }

    private static Read await(Future<Read> each) throws IOException {
        try {
            return each.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof WeftException told) {
                throw told;
            }
            throw new IOException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WeftException.Unavailable("the rebuild was interrupted; nothing is changed", interrupted);
        }
    }

    private boolean isWhole(Read read) {
        RecordKey key = read.key();
        try {
            NodeRow row = NodeRecordFormat.read(read.body().orElseThrow()).row();
            if (row.id().equals(key.node()) && row.revision() == key.revision()) {
                return true;
            }
            tell("wrong-record", row.recordKey(), "it is the record of another node or revision");
        } catch (IOException broken) {
            tell(
                    "wrong-record",
                    BlobKeys.record(key.node(), key.revision(), key.stamp()),
                    String.valueOf(broken.getMessage()));
        }
        return false;
    }

    /** One record as it was found. */
    private record Candidate(String id, long revision, String stamp, String body) {}

    /** Chooses each node's record. */
    private void winners(Connection connection, RebuiltTree rebuilt) throws SQLException {
        String chosen = "";
        Candidate after = null;
        while (true) {
            List<Candidate> window = candidates(connection, after);
            if (window.isEmpty()) {
                return;
            }
            for (Candidate each : window) {
                after = each;
                if (!each.id().equals(chosen) && isCommitted(connection, each, rebuilt)) {
                    chosen = each.id();
                }
            }
        }
    }

    /** The next records: by node, those of one node the latest first. */
    private static List<Candidate> candidates(Connection connection, @Nullable Candidate after) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id, revision, stamp, body FROM found"
                + " WHERE id > ? OR id = ? AND (revision < ? OR revision = ? AND stamp > ?)"
                + " ORDER BY id, revision DESC, stamp LIMIT " + BATCH)) {
            select.setString(1, after == null ? "" : after.id());
            select.setString(2, after == null ? "" : after.id());
            select.setLong(3, after == null ? 0 : after.revision());
            select.setLong(4, after == null ? 0 : after.revision());
            select.setString(5, after == null ? "" : after.stamp());
            List<Candidate> window = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    window.add(new Candidate(rows.getString(1), rows.getLong(2), rows.getString(3), rows.getString(4)));
                }
            }
            return window;
        }
    }

    private boolean isCommitted(Connection connection, Candidate each, RebuiltTree rebuilt) throws SQLException {
        NodeRecord record;
        try {
            record = NodeRecordFormat.read(each.body().getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new SQLException("a record that was whole is broken now", impossible);
        }
        for (Companion other : record.with()) {
            Optional<Long> highest = highest(connection, other.node());
            boolean met = highest.isPresent() ? highest.get() >= other.revision() : other.revision() > 0;
            if (!met) {
                tell(
                        "uncommitted-record",
                        record.row().recordKey(),
                        "the change that wrote it was never committed; it does not count");
                return false;
            }
        }
        rebuilt.add(record);
        progress.add(1);
        return true;
    }

    /** The latest revision of another node; nothing when it has none any more, because it was deleted for good. */
    private static Optional<Long> highest(Connection connection, String node) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT MAX(revision) FROM found WHERE id = ?")) {
            select.setString(1, node);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                long revision = rows.getLong(1);
                return rows.wasNull() ? Optional.empty() : Optional.of(revision);
            }
        }
    }
}
