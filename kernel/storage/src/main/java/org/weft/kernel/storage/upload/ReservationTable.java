/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.UserId;
import org.weft.spi.storage.SpaceId;

/** The rows of reservations. Thread-safe; changes of one space wait for each other, also among nodes. */
final class ReservationTable {

    /** What an upload takes: what it will have, where that is known, or what has come when that is more. */
    private static final String BYTES = "COALESCE(SUM(CASE WHEN total > filled THEN total ELSE filled END), 0)";

    private final StateDatabase database;

    ReservationTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * What an upload has reserved.
     *
     * @param id names the upload
     * @param space where its file will lie
     * @param total how long it will be; 0 where that is not known
     * @param filled how many bytes have come, or are on their way
     * @param expires when it is forgotten
     * @param target what it will be, as its sender named it; empty where another of the same is no reason to give it up
     */
    record Row(String id, SpaceKey space, long total, long filled, Instant expires, String target) {

        long bytes() {
            return Math.max(total, filled);
        }

        Row with(SpaceKey at, long length, Instant until) {
            return new Row(id, at, length, filled, until, target);
        }

        Row filled(long bytes, Instant until) {
            return new Row(id, space, total, Math.max(0, bytes), until, target);
        }
    }

    /** What others have reserved: in a space, and of one user. */
    record Others(long inSpace, int uploads, long ofUser) {}

    /** Makes the row anew of what it was and what others have; it throws what is in the way. */
    @FunctionalInterface
    interface Change {
        Row row(Optional<Row> before, Others others);
    }

    /** Changes a row; nobody else's in the space changes meanwhile. */
    Row change(String id, SpaceKey space, UserId user, Instant now, Change change) {
        return database.write(connection -> {
            alone(connection, space);
            Row row = change.row(find(connection, id), others(connection, id, space, user, now));
            put(connection, row, user);
            return row;
        });
    }

    /** SQLite has one writer anyway. */
    private void alone(Connection connection, SpaceKey space) throws SQLException {
        if (database.isShared()) {
            try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtext(?))")) {
                lock.setString(1, "reservation/" + space);
                lock.execute();
            }
        }
    }

    Optional<Row> find(String id) {
        return database.read(connection -> find(connection, id));
    }

    private static Optional<Row> find(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT storage, space, total, filled, expires, target FROM upload_reservation WHERE id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Row(
                                id,
                                new SpaceKey(row.getString(1), new SpaceId(row.getString(2))),
                                row.getLong(3),
                                row.getLong(4),
                                Instant.ofEpochMilli(row.getLong(5)),
                                row.getString(6)))
                        : Optional.empty();
            }
        }
    }

    private static Others others(Connection connection, String id, SpaceKey space, UserId user, Instant now)
            throws SQLException {
        long inSpace;
        try (PreparedStatement select = connection.prepareStatement("SELECT " + BYTES + " FROM upload_reservation"
                + " WHERE storage = ? AND space = ? AND id <> ? AND expires > ?")) {
            select.setString(1, space.storage());
            select.setString(2, space.space().value());
            select.setString(3, id);
            select.setLong(4, now.toEpochMilli());
            try (ResultSet row = select.executeQuery()) {
                inSpace = row.next() ? row.getLong(1) : 0;
            }
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*), " + BYTES
                + " FROM upload_reservation WHERE user_idp = ? AND user_opaque = ? AND id <> ? AND expires > ?")) {
            select.setString(1, user.idp());
            select.setString(2, user.opaque());
            select.setString(3, id);
            select.setLong(4, now.toEpochMilli());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Others(inSpace, row.getInt(1), row.getLong(2)) : new Others(inSpace, 0, 0);
            }
        }
    }

    private static void put(Connection connection, Row row, UserId user) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "INSERT INTO upload_reservation (id, storage, space, user_idp, user_opaque, total, filled, expires, target)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET storage = excluded.storage,"
                        + " space = excluded.space, total = excluded.total, filled = excluded.filled,"
                        + " expires = excluded.expires")) {
            upsert.setString(1, row.id());
            upsert.setString(2, row.space().storage());
            upsert.setString(3, row.space().space().value());
            upsert.setString(4, user.idp());
            upsert.setString(5, user.opaque());
            upsert.setLong(6, row.total());
            upsert.setLong(7, row.filled());
            upsert.setLong(8, row.expires().toEpochMilli());
            upsert.setString(9, row.target());
            upsert.executeUpdate();
        }
    }

    /** The uploads that a user has under way to a target, but one. */
    List<String> to(UserId user, String target, String id) {
        return database.read(connection -> {
            List<String> ids = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT id FROM upload_reservation"
                    + " WHERE user_idp = ? AND user_opaque = ? AND target = ? AND id <> ?")) {
                select.setString(1, user.idp());
                select.setString(2, user.opaque());
                select.setString(3, target);
                select.setString(4, id);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        ids.add(row.getString(1));
                    }
                }
            }
            return ids;
        });
    }

    void remove(String id) {
        database.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM upload_reservation WHERE id = ?")) {
                delete.setString(1, id);
                return delete.executeUpdate();
            }
        });
    }

    void removeExpired(Instant now) {
        database.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM upload_reservation WHERE expires <= ?")) {
                delete.setLong(1, now.toEpochMilli());
                return delete.executeUpdate();
            }
        });
    }
}
