/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.UserId;

/** The rows of app passwords. Thread-safe. */
public final class AppPasswordTable {

    private static final String COLUMNS =
            "id, user_idp, user_opaque, user_type, username, label, scopes, created, expires, used";

    private final StateDatabase database;

    public AppPasswordTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * An app password, without its secret.
     *
     * @param id names it
     * @param user whose it is
     * @param username the user's login name
     * @param label what it is for, in the user's words
     * @param scopes what it is good for, as {@code token} writes it
     * @param created when it was made
     * @param expires when it ends; {@link Instant#MAX} when it does not
     * @param used when it was last used, roughly; {@link Instant#EPOCH} when it never was
     */
    public record Row(
            String id,
            UserId user,
            String username,
            String label,
            String scopes,
            Instant created,
            Instant expires,
            Instant used) {}

    public void insert(Row row, String hash) {
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO app_password (" + COLUMNS + ", hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, row.id());
                UserColumns.set(insert, 2, row.user());
                insert.setString(5, row.username());
                insert.setString(6, row.label());
                insert.setString(7, row.scopes());
                insert.setLong(8, row.created().toEpochMilli());
                insert.setLong(
                        9,
                        row.expires().equals(Instant.MAX)
                                ? Long.MAX_VALUE
                                : row.expires().toEpochMilli());
                insert.setLong(10, row.used().toEpochMilli());
                insert.setString(11, hash);
                return insert.executeUpdate();
            }
        });
    }

    public Optional<Row> byHash(String hash) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM app_password WHERE hash = ?")) {
                select.setString(1, hash);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row(row)) : Optional.empty();
                }
            }
        });
    }

    private static Row row(ResultSet row) throws SQLException {
        long expires = row.getLong(9);
        return new Row(
                row.getString(1),
                UserColumns.get(row, 2),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                Instant.ofEpochMilli(row.getLong(8)),
                expires == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(expires),
                Instant.ofEpochMilli(row.getLong(10)));
    }

    /** A user's, the oldest first. */
    public List<Row> of(UserId user) {
        return database.read(connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS
                    + " FROM app_password WHERE user_idp = ? AND user_opaque = ? ORDER BY created, id")) {
                select.setString(1, user.idp());
                select.setString(2, user.opaque());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        rows.add(row(row));
                    }
                }
            }
            return rows;
        });
    }

    /** Notes that it was used. */
    public void used(String id, Instant when) {
        database.write(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE app_password SET used = ? WHERE id = ?")) {
                update.setLong(1, when.toEpochMilli());
                update.setString(2, id);
                return update.executeUpdate();
            }
        });
    }

    /** Takes one of the user's away; false when the user has none of this id. */
    public boolean remove(UserId user, String id) {
        return database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM app_password WHERE id = ? AND user_idp = ? AND user_opaque = ?")) {
                delete.setString(1, id);
                delete.setString(2, user.idp());
                delete.setString(3, user.opaque());
                return delete.executeUpdate() == 1;
            }
        });
    }

    public void removeExpired(Instant now) {
        ExpiringRows.of("app_password").remove(database, now);
    }
}
