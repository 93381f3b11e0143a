/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.UserId;

/** The rows of the accounts that rest. Thread-safe. */
public final class RestingAccountTable {

    private final StateDatabase database;

    public RestingAccountTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * A reason why somebody rests.
     *
     * @param username the login name, for people who read a list
     * @param cause one word
     */
    public record Row(UserId user, String username, String cause, Instant since) {}

    /** Rises with every change, and when spaces were handed over. */
    public long revision() {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT revision FROM account_rest_revision");
                    ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0L;
            }
        });
    }

    /** All, the latest last. */
    public List<Row> all() {
        return database.read(connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT user_idp, user_opaque, user_type, username, cause, since"
                                    + " FROM account_rest ORDER BY since, username, cause");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(
                            UserColumns.get(row, 1),
                            row.getString(4),
                            row.getString(5),
                            Instant.ofEpochMilli(row.getLong(6))));
                }
            }
            return rows;
        });
    }

    /** Keeps a reason; false when it was there already. */
    public boolean put(Row row) {
        return database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO account_rest (user_idp, user_opaque, user_type, username, cause, since)"
                            + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user_idp, user_opaque, cause) DO NOTHING")) {
                UserColumns.set(insert, 1, row.user());
                insert.setString(4, row.username());
                insert.setString(5, row.cause());
                insert.setLong(6, row.since().toEpochMilli());
                return changed(connection, insert.executeUpdate());
            }
        });
    }

    /** Takes reasons of somebody away; false when there were none. */
    public boolean remove(UserId user, Collection<String> causes) {
        return database.write(connection -> {
            int removed = 0;
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM account_rest WHERE user_idp = ? AND user_opaque = ? AND cause = ?")) {
                for (String cause : causes) {
                    delete.setString(1, user.idp());
                    delete.setString(2, user.opaque());
                    delete.setString(3, cause);
                    removed += delete.executeUpdate();
                }
            }
            return changed(connection, removed);
        });
    }

    private static boolean changed(Connection connection, int rows) throws SQLException {
        if (rows == 0) {
            return false;
        }
        bump(connection);
        return true;
    }

    /** Lets all nodes read anew. */
    public static void bump(Connection connection) throws SQLException {
        try (PreparedStatement bump =
                connection.prepareStatement("UPDATE account_rest_revision SET revision = revision + 1")) {
            bump.executeUpdate();
        }
    }
}
