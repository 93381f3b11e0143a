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
import org.weft.spi.UserId;

/** The rows of transfers and their chunks. Thread-safe. */
final class ChunkedUploadTable {

    private static final String COLUMNS = "id, name, chunks, received, declared, expires";

    private final StateDatabase database;

    ChunkedUploadTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * A transfer.
     *
     * @param id nobody else's
     * @param name the client's, which only the same user's others differ from
     * @param chunks how many have come
     * @param received how many bytes they have
     * @param declared the checksum of the whole that came with a chunk; empty for none
     * @param expires when it is forgotten
     */
    record Row(String id, String name, int chunks, long received, String declared, Instant expires) {}

    /** A chunk and where it lies. */
    record Stored(Chunk chunk, String spool) {}

    /**
     * A chunk that was taken in.
     *
     * @param earlier what it replaced, which lies in the spool for nothing now
     */
    record Put(Chunk chunk, Optional<Stored> earlier) {

        /** By how many bytes the transfer grew. */
        long growth() {
            return chunk.length() - earlier.map(old -> old.chunk().length()).orElse(0L);
        }
    }

    Optional<Row> find(UserId user, String name) {
        return database.read(connection -> find(connection, user, name));
    }

    private static Optional<Row> find(Connection connection, UserId user, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM transfer WHERE user_idp = ? AND user_opaque = ? AND name = ?")) {
            user(select, user);
            select.setString(3, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row(row)) : Optional.empty();
            }
        }
    }

    private static void user(PreparedStatement statement, UserId user) throws SQLException {
        statement.setString(1, user.idp());
        statement.setString(2, user.opaque());
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                row.getLong(4),
                row.getString(5),
                Instant.ofEpochMilli(row.getLong(6)));
    }

    List<Row> of(UserId user, int limit) {
        return database.read(connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS
                    + " FROM transfer WHERE user_idp = ? AND user_opaque = ? ORDER BY name LIMIT ?")) {
                user(select, user);
                select.setInt(3, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        rows.add(row(row));
                    }
                }
            }
            return rows;
        });
    }

    /** Begins a transfer; false when the user has one of this name. */
    boolean begin(UserId user, String id, String name, Instant now, Instant expires) {
        return database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO transfer"
                    + " (user_idp, user_opaque, id, name, chunks, received, declared, begun, expires)"
                    + " VALUES (?, ?, ?, ?, 0, 0, '', ?, ?) ON CONFLICT DO NOTHING")) {
                user(insert, user);
                insert.setString(3, id);
                insert.setString(4, name);
                insert.setLong(5, now.toEpochMilli());
                insert.setLong(6, expires.toEpochMilli());
                return insert.executeUpdate() == 1;
            }
        });
    }

    /**
     * Takes a chunk in, in the place of an earlier one of its number.
     *
     * @return empty when the transfer has ended
     */
    Optional<Put> put(String transfer, Stored stored, Instant expires) {
        return database.write(connection -> {
            Optional<Stored> earlier =
                    chunk(connection, transfer, stored.chunk().number());
            Put put = new Put(stored.chunk(), earlier);
            if (!count(connection, transfer, earlier.isPresent() ? 0 : 1, put.growth(), expires)) {
                return Optional.empty();
            }
            try (PreparedStatement upsert = connection.prepareStatement(
                    "INSERT INTO transfer_chunk (transfer, number, name, length, spool) VALUES (?, ?, ?, ?, ?)"
                            + " ON CONFLICT (transfer, number) DO UPDATE SET name = excluded.name,"
                            + " length = excluded.length, spool = excluded.spool")) {
                upsert.setString(1, transfer);
                upsert.setLong(2, stored.chunk().number());
                upsert.setString(3, stored.chunk().name());
                upsert.setLong(4, stored.chunk().length());
                upsert.setString(5, stored.spool());
                upsert.executeUpdate();
            }
            return Optional.of(put);
        });
    }

    /** The row is changed first, so that two chunks of one transfer wait for each other. */
    private static boolean count(Connection connection, String transfer, int chunks, long bytes, Instant expires)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE transfer SET chunks = chunks + ?," + " received = received + ?, expires = ? WHERE id = ?")) {
            update.setInt(1, chunks);
            update.setLong(2, bytes);
            update.setLong(3, expires.toEpochMilli());
            update.setString(4, transfer);
            return update.executeUpdate() == 1;
        }
    }

    private static Optional<Stored> chunk(Connection connection, String transfer, long number) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT number, name, length, spool FROM transfer_chunk WHERE transfer = ? AND number = ?")) {
            select.setString(1, transfer);
            select.setLong(2, number);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(stored(row)) : Optional.empty();
            }
        }
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(new Chunk(row.getLong(1), row.getString(2), row.getLong(3)), row.getString(4));
    }

    /** Keeps the checksum of the whole that came with one of the chunks. */
    void declare(String transfer, String declared) {
        database.write(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE transfer SET declared = ? WHERE id = ?")) {
                update.setString(1, declared);
                update.setString(2, transfer);
                return update.executeUpdate();
            }
        });
    }

    /** The chunks in their order. */
    List<Stored> chunks(String transfer) {
        return database.read(connection -> chunks(connection, transfer));
    }

    private static List<Stored> chunks(Connection connection, String transfer) throws SQLException {
        List<Stored> chunks = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT number, name, length, spool FROM transfer_chunk WHERE transfer = ? ORDER BY number")) {
            select.setString(1, transfer);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    chunks.add(stored(row));
                }
            }
        }
        return chunks;
    }

    /** Takes a chunk out; empty when there is none of this number. */
    Optional<Stored> remove(String transfer, long number, Instant expires) {
        return database.write(connection -> {
            Optional<Stored> there = chunk(connection, transfer, number);
            if (there.isPresent()) {
                count(connection, transfer, -1, -there.get().chunk().length(), expires);
                delete(connection, "DELETE FROM transfer_chunk WHERE transfer = ? AND number = " + number, transfer);
            }
            return there;
        });
    }

    /** Ends a transfer, and tells what of it lies in the spool. */
    List<String> end(String transfer) {
        return database.write(connection -> {
            delete(connection, "DELETE FROM transfer WHERE id = ?", transfer);
            List<String> spooled =
                    chunks(connection, transfer).stream().map(Stored::spool).toList();
            delete(connection, "DELETE FROM transfer_chunk WHERE transfer = ?", transfer);
            return spooled;
        });
    }

    private static void delete(Connection connection, String sql, String transfer) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setString(1, transfer);
            delete.executeUpdate();
        }
    }

    List<String> expired(Instant now, int limit) {
        return database.read(connection -> {
            List<String> ids = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT id FROM transfer WHERE expires <= ? ORDER BY expires LIMIT ?")) {
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

    boolean isKept(String spool) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT 1 FROM transfer_chunk WHERE spool = ?")) {
                select.setString(1, spool);
                try (ResultSet row = select.executeQuery()) {
                    return row.next();
                }
            }
        });
    }
}
