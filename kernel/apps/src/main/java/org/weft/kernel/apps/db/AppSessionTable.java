/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.UserId;
import org.weft.spi.UserType;

/** The rows of sessions in which applications use files. Thread-safe. */
public final class AppSessionTable {

    private static final String COLUMNS = "id, instance, app, user_idp, user_opaque, user_type, username, display_name,"
            + " mail, known, scopes, mode, expires";

    private final StateDatabase database;

    public AppSessionTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * A session.
     *
     * @param id random, no secret
     * @param instance the configuration entry of the application's provider
     * @param app the application's name
     * @param user whose it is
     * @param known whether a directory knew the user when it began, so that it ends when none does any more
     * @param scopes what the user's own access was good for, as {@code token} writes it
     * @param mode the most that may be done, as the SPI names it
     */
    public record Row(
            String id,
            String instance,
            String app,
            UserId user,
            String username,
            String displayName,
            String mail,
            boolean known,
            String scopes,
            String mode,
            Instant expires) {}

    public void insert(Row row) {
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO app_session (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, row.id());
                insert.setString(2, row.instance());
                insert.setString(3, row.app());
                insert.setString(4, row.user().idp());
                insert.setString(5, row.user().opaque());
                insert.setString(6, row.user().type().name());
                insert.setString(7, row.username());
                insert.setString(8, row.displayName());
                insert.setString(9, row.mail());
                insert.setInt(10, row.known() ? 1 : 0);
                insert.setString(11, row.scopes());
                insert.setString(12, row.mode());
                insert.setLong(13, row.expires().toEpochMilli());
                return insert.executeUpdate();
            }
        });
    }

    public Optional<Row> find(String id) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM app_session WHERE id = ?")) {
                select.setString(1, id);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row(row)) : Optional.empty();
                }
            }
        });
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                new UserId(row.getString(4), row.getString(5), UserType.valueOf(row.getString(6))),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getInt(10) == 1,
                row.getString(11),
                row.getString(12),
                Instant.ofEpochMilli(row.getLong(13)));
    }

    /** How many sessions of a user go on. */
    public int count(UserId user, Instant now) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT count(*) FROM app_session WHERE user_idp = ? AND user_opaque = ? AND expires > ?")) {
                select.setString(1, user.idp());
                select.setString(2, user.opaque());
                select.setLong(3, now.toEpochMilli());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getInt(1) : 0;
                }
            }
        });
    }

    /** Ends all sessions of a user. */
    public int endOf(UserId user) {
        return database.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM app_session WHERE user_idp = ? AND user_opaque = ?")) {
                delete.setString(1, user.idp());
                delete.setString(2, user.opaque());
                return delete.executeUpdate();
            }
        });
    }

    public void removeExpired(Instant now) {
        database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM app_session WHERE expires <= ?")) {
                delete.setLong(1, now.toEpochMilli());
                return delete.executeUpdate();
            }
        });
    }
}
