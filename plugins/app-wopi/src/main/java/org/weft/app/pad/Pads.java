/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Database;

/** Which pads are open; the same for all nodes. Thread-safe. */
final class Pads {

    private static final int MOST = 100;
    private static final int MOST_TOKENS = 20;

    private final Database database;

    Pads(Database database) {
        this.database = database;
    }

    void start() throws IOException {
        try {
            database.migrate(Pads.class, "migrations/0001-pads.sql");
        } catch (SQLException failure) {
            throw new IOException("the tables of the pads can't be made: " + failure.getMessage(), failure);
        }
    }

    private <T> T run(Database.Work<T> work) throws IOException {
        try {
            return database.transaction(work);
        } catch (SQLException failure) {
            throw new IOException("the database of the pads failed: " + failure.getMessage(), failure);
        }
    }

    private static int change(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            return statement.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(0L);
    }

    /** Keeps a pad that may be there already, and one more session in which it is open. */
    void open(Pad pad, String session, String token, Instant now, Instant due) throws IOException {
        run(connection -> {
            change(
                    connection,
                    "INSERT INTO pad (id, file, lock_id, digest, locked, empty_since, due) VALUES (?, ?, ?, ?, ?, 0, ?)"
                            + " ON CONFLICT (id) DO NOTHING",
                    pad.id(),
                    pad.file(),
                    pad.lock().orElse(""),
                    pad.digest(),
                    pad.locked().toEpochMilli(),
                    due.toEpochMilli());
            change(connection, "UPDATE pad SET empty_since = 0 WHERE id = ?", pad.id());
            return change(
                    connection,
                    "INSERT INTO pad_session (pad, session, token, opened) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (pad, session) DO NOTHING",
                    pad.id(),
                    session,
                    token,
                    now.toEpochMilli());
        });
    }

    /** The pads that it is time to look at. */
    List<String> due(Instant now) throws IOException {
        return texts("SELECT id FROM pad WHERE due <= ? ORDER BY due LIMIT " + MOST, now.toEpochMilli());
    }

    private List<String> texts(String sql, Object... values) throws IOException {
        return run(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                set(select, values);
                List<String> texts = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        texts.add(rows.getString(1));
                    }
                }
                return texts;
            }
        });
    }

    /** Takes a pad that is due, so that no other node looks at it before the next time. */
    boolean claim(String id, Instant now, Instant next) throws IOException {
        return run(connection -> change(
                        connection,
                        "UPDATE pad SET due = ? WHERE id = ? AND due <= ?",
                        next.toEpochMilli(),
                        id,
                        now.toEpochMilli()))
                == 1;
    }

    Optional<Pad> find(String id) throws IOException {
        return run(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT file, lock_id, digest, locked, empty_since FROM pad WHERE id = ?")) {
                set(select, id);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(pad(id, row)) : Optional.empty();
                }
            }
        });
    }

    private static Pad pad(String id, ResultSet row) throws SQLException {
        long empty = row.getLong(5);
        return new Pad(
                id,
                row.getString(1),
                Optional.of(row.getString(2)).filter(lock -> !lock.isEmpty()),
                row.getString(3),
                Instant.ofEpochMilli(row.getLong(4)),
                empty == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(empty)));
    }

    /** The tokens of those who opened it, the last first. */
    List<String> tokens(String id) throws IOException {
        return texts("SELECT token FROM pad_session WHERE pad = ? ORDER BY opened DESC LIMIT " + MOST_TOKENS, id);
    }

    void update(Pad pad) throws IOException {
        run(connection -> change(
                connection,
                "UPDATE pad SET digest = ?, locked = ?, empty_since = ? WHERE id = ?",
                pad.digest(),
                pad.locked().toEpochMilli(),
                millis(pad.emptySince()),
                pad.id()));
    }

    void forget(String id) throws IOException {
        run(connection -> {
            change(connection, "DELETE FROM pad_session WHERE pad = ?", id);
            return change(connection, "DELETE FROM pad WHERE id = ?", id);
        });
    }
}
