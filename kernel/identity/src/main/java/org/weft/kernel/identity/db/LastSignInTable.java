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

/** The rows of who signed in at a provider, and when last. Thread-safe. */
public final class LastSignInTable {

    private static final String COLUMNS = "user_idp, user_opaque, user_type, username, seen, directory";

    private final StateDatabase database;

    public LastSignInTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * Somebody who signed in.
     *
     * @param seen when last
     * @param directory which one knew them last; empty for none
     */
    public record Row(UserId user, String username, Instant seen, String directory) {}

    /** Keeps a row; a later one of the same person takes its place. */
    public void put(Row row) {
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO account_seen (" + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user_idp, user_opaque) DO UPDATE SET"
                    + " username = excluded.username, seen = excluded.seen, directory = excluded.directory")) {
                UserColumns.set(insert, 1, row.user());
                insert.setString(4, row.username());
                insert.setLong(5, row.seen().toEpochMilli());
                insert.setString(6, row.directory());
                return insert.executeUpdate();
            }
        });
    }

    /** Counts those who have something that lets them in, and were never seen, from now on. */
    public void seed(Instant now) {
        for (String table : List.of("account", "app_password", "url_key")) {
            String prefix = table.equals("account") ? "" : "user_";
            database.write(connection -> {
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO account_seen (" + COLUMNS
                        + ") SELECT " + prefix + "idp, " + prefix + "opaque, min(" + prefix
                        + "type), min(username), ?, ''"
                        + " FROM " + table + " t WHERE NOT EXISTS (SELECT 1 FROM account_seen s WHERE s.user_idp = t."
                        + prefix + "idp AND s.user_opaque = t." + prefix + "opaque) GROUP BY " + prefix + "idp, "
                        + prefix
                        + "opaque ON CONFLICT (user_idp, user_opaque) DO NOTHING")) {
                    insert.setLong(1, now.toEpochMilli());
                    return insert.executeUpdate();
                }
            });
        }
    }

    public Optional<Row> of(UserId user) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT " + COLUMNS + " FROM account_seen WHERE user_idp = ? AND user_opaque = ?")) {
                select.setString(1, user.idp());
                select.setString(2, user.opaque());
                return rows(select).stream().findFirst();
            }
        });
    }

    /** Those of a login name: one, except where several providers have people of the same name. */
    public List<Row> named(String username) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS
                    + " FROM account_seen WHERE username = ? ORDER BY user_idp, user_opaque LIMIT 100")) {
                select.setString(1, username);
                return rows(select);
            }
        });
    }

    /** Those that come after a person, ordered by provider and id. */
    public List<Row> after(String idp, String opaque, int most) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS
                    + " FROM account_seen WHERE user_idp > ? OR user_idp = ? AND user_opaque > ?"
                    + " ORDER BY user_idp, user_opaque LIMIT " + most)) {
                select.setString(1, idp);
                select.setString(2, idp);
                select.setString(3, opaque);
                return rows(select);
            }
        });
    }

    /** How many are known by a directory and do not rest for its word. */
    public long knownBy(String directory, String cause) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT count(*) FROM account_seen s WHERE directory = ? AND NOT EXISTS"
                            + " (SELECT 1 FROM account_rest r WHERE r.user_idp = s.user_idp"
                            + " AND r.user_opaque = s.user_opaque AND r.cause = ?)")) {
                select.setString(1, directory);
                select.setString(2, cause);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0L;
                }
            }
        });
    }

    private static List<Row> rows(PreparedStatement select) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(new Row(
                        UserColumns.get(row, 1),
                        row.getString(4),
                        Instant.ofEpochMilli(row.getLong(5)),
                        row.getString(6)));
            }
        }
        return rows;
    }
}
