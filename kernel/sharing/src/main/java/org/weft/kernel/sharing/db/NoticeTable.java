/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.runtime.database.StateDatabase;

/**
 * What other sites have to be told, of shares and of contacts, and have not confirmed yet. Of several servers on one database
 * the one tells a notice that has claimed it, under a name that nobody else has; a claim ends when the notice is due again,
 * so that what a server claimed that is gone is told by another. Thread-safe.
 */
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

    /**
     * Keeps a notice.
     *
     * @param claim of whoever tells it until it is due
     */
    public void add(Row row, String claim) {
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ocm_notice (id, host, kind, share,"
                    + " ours, grantee, words, secret, created, due, attempts, claim)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
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
                insert.setString(12, claim);
                return insert.executeUpdate();
            }
        });
    }

    /** Some of the hosts for which something is due. */
    public List<String> hosts(long now, int limit) {
        return database.read(connection -> {
            List<String> hosts = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT host FROM ocm_notice WHERE due <= ? GROUP BY host ORDER BY MIN(due) LIMIT " + limit)) {
                select.setLong(1, now);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        hosts.add(row.getString(1));
                    }
                }
            }
            return hosts;
        });
    }

    /**
     * Claims what is due for a host.
     *
     * @param claim a name that nobody else has
     * @param until when the claim ends, in milliseconds
     * @param limit at most so many, the oldest
     * @return what is claimed, the oldest first
     */
    public List<Row> claim(String host, String claim, long now, long until, int limit) {
        database.write(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE ocm_notice SET claim = ?, due = ? WHERE due <= ? AND id IN"
                            + " (SELECT id FROM ocm_notice WHERE host = ? AND due <= ? ORDER BY created, due LIMIT "
                            + limit
                            + ")")) {
                update.setString(1, claim);
                update.setLong(2, until);
                update.setLong(3, now);
                update.setString(4, host);
                update.setLong(5, now);
                return update.executeUpdate();
            }
        });
        return database.read(connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT id, host, kind, share, ours, grantee,"
                    + " words, secret, created, due, attempts FROM ocm_notice WHERE claim = ? ORDER BY created, id")) {
                select.setString(1, claim);
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

    /**
     * Prolongs a claim.
     *
     * @return false when another has claimed the notice meanwhile, or it is gone
     */
    public boolean hold(String key, String claim, long until) {
        return database.write(connection -> {
                    try (PreparedStatement update =
                            connection.prepareStatement("UPDATE ocm_notice SET due = ? WHERE id = ? AND claim = ?")) {
                        update.setLong(1, until);
                        update.setString(2, key);
                        update.setString(3, claim);
                        return update.executeUpdate();
                    }
                })
                > 0;
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

    /** Leaves a notice for later, to whichever server is first then; nothing, when the claim has gone to another. */
    public void postpone(String key, String claim, long due, int attempts) {
        database.write(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE ocm_notice SET due = ?, attempts = ?, claim = NULL WHERE id = ? AND claim = ?")) {
                update.setLong(1, due);
                update.setInt(2, attempts);
                update.setString(3, key);
                update.setString(4, claim);
                return update.executeUpdate();
            }
        });
    }

    /** Forgets a notice, whoever has claimed it: it was told, or nobody wants to hear it. */
    public void remove(String key) {
        database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM ocm_notice WHERE id = ?")) {
                delete.setString(1, key);
                return delete.executeUpdate();
            }
        });
    }
}
