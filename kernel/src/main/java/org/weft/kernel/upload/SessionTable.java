/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.upload;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.kernel.state.StateDatabase;

/** The rows of uploads that have begun. Thread-safe. */
final class SessionTable {

    private final StateDatabase database;

    SessionTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * An upload that has begun.
     *
     * @param id its name
     * @param received bytes that are safely in the spool
     * @param total how long it will be, where known
     * @param expires when it is forgotten
     * @param state what became of it
     */
    record Session(String id, long received, OptionalLong total, Instant expires, State state) {}

    /** What became of an upload, with the number that stands for it in the table. */
    enum State {
        OPEN(0),
        COMPLETE(1),
        ENDED(2);

        private final int number;

        State(int number) {
            this.number = number;
        }

        static State of(int number) {
            return switch (number) {
                case 0 -> OPEN;
                case 1 -> COMPLETE;
                default -> ENDED;
            };
        }
    }

    Optional<Session> find(String id) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT received, total, expires, state FROM upload_session WHERE id = ?")) {
                select.setString(1, id);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    long total = row.getLong(2);
                    return Optional.of(new Session(
                            id,
                            row.getLong(1),
                            row.wasNull() ? OptionalLong.empty() : OptionalLong.of(total),
                            Instant.ofEpochMilli(row.getLong(3)),
                            State.of(row.getInt(4))));
                }
            }
        });
    }

    /** Keeps a session as it is now. */
    void put(Session session) {
        database.write(connection -> {
            try (PreparedStatement upsert = connection.prepareStatement(
                    "INSERT INTO upload_session (id, received, total, expires, state) VALUES (?, ?, ?, ?, ?)"
                            + " ON CONFLICT (id) DO UPDATE SET received = excluded.received, total = excluded.total,"
                            + " expires = excluded.expires, state = excluded.state")) {
                upsert.setString(1, session.id());
                upsert.setLong(2, session.received());
                if (session.total().isPresent()) {
                    upsert.setLong(3, session.total().getAsLong());
                } else {
                    upsert.setNull(3, java.sql.Types.BIGINT);
                }
                upsert.setLong(4, session.expires().toEpochMilli());
                upsert.setInt(5, session.state().number);
                return upsert.executeUpdate();
            }
        });
    }

    void remove(String id) {
        database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM upload_session WHERE id = ?")) {
                delete.setString(1, id);
                return delete.executeUpdate();
            }
        });
    }

    /** Some sessions that have expired. */
    List<String> expired(Instant now, int limit) {
        return database.read(connection -> {
            List<String> ids = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT id FROM upload_session WHERE expires <= ? ORDER BY expires LIMIT ?")) {
                select.setLong(1, now.toEpochMilli());
                select.setInt(2, limit);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        ids.add(rows.getString(1));
                    }
                }
            }
            return ids;
        });
    }
}
