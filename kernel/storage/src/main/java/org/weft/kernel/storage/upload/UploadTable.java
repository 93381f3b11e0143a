/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.upload.DriverUploads.Kept;

/** The rows of uploads that have begun. Thread-safe. */
final class UploadTable {

    private final StateDatabase database;

    UploadTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * An upload that has begun.
     *
     * @param id its name
     * @param received bytes that are safely kept
     * @param total how long it will be, where known
     * @param expires when it is forgotten
     * @param state what became of it
     * @param kept which storage keeps the bytes by itself; empty when they are in the spool
     * @param digests of all bytes received, as {@link RunningDigest#encode} tells them, where they are known
     */
    record Session(
            String id,
            long received,
            OptionalLong total,
            Instant expires,
            State state,
            Optional<Kept> kept,
            Optional<String> digests) {

        static Session fresh(String id, OptionalLong total, Instant expires) {
            return new Session(id, 0, total, expires, State.OPEN, Optional.empty(), Optional.empty());
        }

        /** Where it stands now; the digests are those of another place. */
        Session at(long offset, Instant until) {
            return new Session(id, offset, total, until, state, kept, Optional.empty());
        }

        Session with(Kept by, Optional<String> known) {
            return new Session(id, received, total, expires, state, Optional.of(by), known);
        }

        Session in(State next, Instant until) {
            return new Session(id, received, total, until, next, kept, digests);
        }

        Optional<RunningDigest> digest() {
            return digests.flatMap(RunningDigest::parse);
        }
    }

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
                    "SELECT received, total, expires, state, storage, kept, digest FROM upload_session WHERE id = ?")) {
                select.setString(1, id);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    return Optional.of(session(id, row));
                }
            }
        });
    }

    private static Session session(String id, ResultSet row) throws SQLException {
        long total = row.getLong(2);
        OptionalLong length = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(total);
        String storage = row.getString(5);
        return new Session(
                id,
                row.getLong(1),
                length,
                Instant.ofEpochMilli(row.getLong(3)),
                State.of(row.getInt(4)),
                storage == null ? Optional.empty() : Optional.of(new Kept(storage, row.getString(6))),
                Optional.ofNullable(row.getString(7)));
    }

    /** Keeps a session as it is now. */
    void put(Session session) {
        database.write(connection -> {
            try (PreparedStatement upsert = connection.prepareStatement(
                    "INSERT INTO upload_session (id, received, total, expires, state, storage, kept, digest)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                            + " ON CONFLICT (id) DO UPDATE SET received = excluded.received, total = excluded.total,"
                            + " expires = excluded.expires, state = excluded.state, storage = excluded.storage,"
                            + " kept = excluded.kept, digest = excluded.digest")) {
                upsert.setString(1, session.id());
                upsert.setLong(2, session.received());
                if (session.total().isPresent()) {
                    upsert.setLong(3, session.total().getAsLong());
                } else {
                    upsert.setNull(3, java.sql.Types.BIGINT);
                }
                upsert.setLong(4, session.expires().toEpochMilli());
                upsert.setInt(5, session.state().number);
                upsert.setString(6, session.kept().map(Kept::storage).orElse(null));
                upsert.setString(7, session.kept().map(Kept::id).orElse(null));
                upsert.setString(8, session.digests().orElse(null));
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
