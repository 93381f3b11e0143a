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
import java.util.List;
import java.util.Optional;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.UserId;
import org.weft.spi.UserType;

/** The rows of the keys by which people's programs sign URLs. Thread-safe. */
public final class UrlKeyTable {

    private final StateDatabase database;

    public UrlKeyTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * A key.
     *
     * @param user whose it is
     * @param username the user's login name, which URLs name
     */
    public record Row(UserId user, String username, String secret, Instant created) {

        /** Never shows the key. */
        @Override
        public String toString() {
            return "key of " + user;
        }
    }

    /** The user's, if there is one. */
    public Optional<Row> of(UserId user) {
        return database.read(connection -> select(connection, user));
    }

    private static Optional<Row> select(Connection connection, UserId user) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT user_idp, user_opaque, user_type, username, secret, created"
                        + " FROM url_key WHERE user_idp = ? AND user_opaque = ?")) {
            select.setString(1, user.idp());
            select.setString(2, user.opaque());
            return rows(select).stream().findFirst();
        }
    }

    /**
     * Those of whoever has this login name: one, except where several providers have people of the same name.
     *
     * @param most no more than these are told
     */
    public List<Row> named(String username, int most) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT user_idp, user_opaque, user_type, username, secret, created"
                            + " FROM url_key WHERE username = ? ORDER BY user_idp, user_opaque LIMIT ?")) {
                select.setString(1, username);
                select.setInt(2, most);
                return rows(select);
            }
        });
    }

    private static List<Row> rows(PreparedStatement select) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(new Row(
                        new UserId(row.getString(1), row.getString(2), UserType.valueOf(row.getString(3))),
                        row.getString(4),
                        row.getString(5),
                        Instant.ofEpochMilli(row.getLong(6))));
            }
        }
        return rows;
    }

    /** Keeps a key, unless the user has one already: then that one stays, under the name that the user has now. */
    public Row keep(Row row) {
        return database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO url_key (user_idp, user_opaque, user_type, username, secret, created)"
                            + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user_idp, user_opaque)"
                            + " DO UPDATE SET username = excluded.username")) {
                insert.setString(1, row.user().idp());
                insert.setString(2, row.user().opaque());
                insert.setString(3, row.user().type().name());
                insert.setString(4, row.username());
                insert.setString(5, row.secret());
                insert.setLong(6, row.created().toEpochMilli());
                insert.executeUpdate();
            }
            return select(connection, row.user()).orElse(row);
        });
    }

    /** Notes by what the user's was fetched. */
    public void fetched(UserId user, String voucher) {
        database.write(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO url_key_fetch (user_idp, user_opaque, voucher)"
                            + " VALUES (?, ?, ?) ON CONFLICT (user_idp, user_opaque, voucher) DO NOTHING")) {
                insert.setString(1, user.idp());
                insert.setString(2, user.opaque());
                insert.setString(3, voucher);
                return insert.executeUpdate();
            }
        });
    }

    /** Ends those that were fetched by what ends now; how many. */
    static int removeFetchedBy(Connection connection, String voucher) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM url_key WHERE EXISTS"
                + " (SELECT 1 FROM url_key_fetch f WHERE f.voucher = ? AND f.user_idp = url_key.user_idp"
                + " AND f.user_opaque = url_key.user_opaque)")) {
            delete.setString(1, voucher);
            int removed = delete.executeUpdate();
            forgetFetches(connection);
            return removed;
        }
    }

    /** Ends those that were fetched by an app password, or in a browser's session, which is not there any more. */
    public int removeOrphans() {
        return database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM url_key WHERE EXISTS"
                    + " (SELECT 1 FROM url_key_fetch f WHERE f.user_idp = url_key.user_idp"
                    + " AND f.user_opaque = url_key.user_opaque AND (f.voucher LIKE 'app-password/%' AND NOT EXISTS"
                    + " (SELECT 1 FROM app_password p WHERE f.voucher = 'app-password/' || p.id)"
                    + " OR f.voucher LIKE 'browser/%' AND NOT EXISTS"
                    + " (SELECT 1 FROM browser_session s WHERE f.voucher = 'browser/' || s.hash)))")) {
                int removed = delete.executeUpdate();
                forgetFetches(connection);
                return removed;
            }
        });
    }

    private static void forgetFetches(Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM url_key_fetch WHERE NOT EXISTS"
                + " (SELECT 1 FROM url_key k WHERE k.user_idp = url_key_fetch.user_idp"
                + " AND k.user_opaque = url_key_fetch.user_opaque)")) {
            delete.executeUpdate();
        }
    }

    /** Ends the user's; false when there was none. */
    public boolean remove(UserId user) {
        return database.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM url_key WHERE user_idp = ? AND user_opaque = ?")) {
                delete.setString(1, user.idp());
                delete.setString(2, user.opaque());
                boolean removed = delete.executeUpdate() == 1;
                forgetFetches(connection);
                return removed;
            }
        });
    }
}
