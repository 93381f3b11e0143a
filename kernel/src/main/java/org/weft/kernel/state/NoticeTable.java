/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.state;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What other sites have to be told, of shares and of contacts, and have not confirmed yet. Thread-safe. */
public final class NoticeTable {

    private final StateDatabase database;

    public NoticeTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * A notice.
     *
     * @param key names the row
     * @param share what the share's sender calls it
     * @param ours whether it was sent from here
     * @param grantee who received it
     * @param words the rights it gives from now on, where these have changed
     * @param secret encrypted
     * @param created when, in milliseconds
     * @param due when it is to be tried next, in milliseconds
     */
    public record Row(
            String key,
            String host,
            String kind,
            String share,
            boolean ours,
            String grantee,
            Optional<String> words,
            String secret,
            long created,
            long due,
            int attempts) {

        /** Never shows the secret. */
        @Override
        public String toString() {
            return kind + " of " + share + " to " + host;
        }
    }

    public void add(Row row) {
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO ocm_notice (id, host, kind, share,"
                            + " ours, grantee, words, secret, created, due, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, row.key());
                insert.setString(2, row.host());
                insert.setString(3, row.kind());
                insert.setString(4, row.share());
                insert.setInt(5, row.ours() ? 1 : 0);
                insert.setString(6, row.grantee());
                insert.setString(7, row.words().orElse(null));
                insert.setString(8, row.secret());
                insert.setLong(9, row.created());
                insert.setLong(10, row.due());
                insert.setInt(11, row.attempts());
                return insert.executeUpdate();
            }
        });
    }

    /** Some of those that are due, the oldest first. */
    public List<Row> due(long now, int limit) {
        return database.read(connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT id, host, kind, share, ours, grantee,"
                    + " words, secret, created, due, attempts FROM ocm_notice WHERE due <= ? ORDER BY due, created LIMIT "
                    + limit)) {
                select.setLong(1, now);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        rows.add(new Row(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getInt(5) == 1,
                                row.getString(6),
                                Optional.ofNullable(row.getString(7)),
                                row.getString(8),
                                row.getLong(9),
                                row.getLong(10),
                                row.getInt(11)));
                    }
                }
            }
            return rows;
        });
    }

    /** How many there are. */
    public long count() {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM ocm_notice");
                    ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    public void postpone(String key, long due, int attempts) {
        database.write(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE ocm_notice SET due = ?, attempts = ? WHERE id = ?")) {
                update.setLong(1, due);
                update.setInt(2, attempts);
                update.setString(3, key);
                return update.executeUpdate();
            }
        });
    }

    public void remove(String key) {
        database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM ocm_notice WHERE id = ?")) {
                delete.setString(1, key);
                return delete.executeUpdate();
            }
        });
    }
}
