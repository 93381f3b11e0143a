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

/** The rows of what lets nobody in any more, and of whom providers elsewhere mean. Thread-safe. */
public final class RevocationTable {

    private final StateDatabase database;

    public RevocationTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * An ending.
     *
     * @param voucher what has ended
     * @param ended what was given at this time or before is over
     * @param until when nothing is left that it could let in
     */
    public record Row(String voucher, Instant ended, Instant until) {}

    /** Keeps an ending; a later one of the same takes its place. Keys for URLs that were fetched by it end at once. */
    public void put(Row row, Instant now) {
        database.write(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO sign_in_ending (voucher, ended, noted, until)"
                            + " VALUES (?, ?, ?, ?) ON CONFLICT (voucher) DO UPDATE SET ended = excluded.ended,"
                            + " noted = excluded.noted, until = excluded.until")) {
                insert.setString(1, row.voucher());
                insert.setLong(2, row.ended().toEpochMilli());
                insert.setLong(3, now.toEpochMilli());
                insert.setLong(4, row.until().toEpochMilli());
                insert.executeUpdate();
            }
            return UrlKeyTable.removeFetchedBy(connection, row.voucher());
        });
    }

    public Optional<Row> find(String voucher) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT voucher, ended, until FROM sign_in_ending WHERE voucher = ?")) {
                select.setString(1, voucher);
                return rows(select).stream().findFirst();
            }
        });
    }

    /**
     * Those that were noted since, the latest first.
     *
     * @param most how many at most
     */
    public List<Row> since(Instant noted, int most) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT voucher, ended, until"
                    + " FROM sign_in_ending WHERE noted >= ? ORDER BY noted DESC LIMIT " + most)) {
                select.setLong(1, noted.toEpochMilli());
                return rows(select);
            }
        });
    }

    private static List<Row> rows(PreparedStatement select) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(new Row(
                        row.getString(1), Instant.ofEpochMilli(row.getLong(2)), Instant.ofEpochMilli(row.getLong(3))));
            }
        }
        return rows;
    }

    public void removeExpired(Instant now) {
        new ExpiringRows("sign_in_ending", "until").remove(database, now);
    }

    /** Notes whom a provider means by a subject of its own. */
    public void means(String source, String subject, UserId user) {
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO sign_in_subject"
                    + " (source, subject, user_idp, user_opaque, user_type) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (source, subject, user_idp, user_opaque) DO NOTHING")) {
                insert.setString(1, source);
                insert.setString(2, subject);
                UserColumns.set(insert, 3, user);
                return insert.executeUpdate();
            }
        });
    }

    /**
     * What a provider means somebody by.
     *
     * @param source its name in the configuration
     */
    public record Meaning(String source, String subject) {}

    /** By what providers have meant somebody. */
    public List<Meaning> meanings(UserId user) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT source, subject"
                    + " FROM sign_in_subject WHERE user_idp = ? AND user_opaque = ? ORDER BY source, subject")) {
                select.setString(1, user.idp());
                select.setString(2, user.opaque());
                List<Meaning> meanings = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        meanings.add(new Meaning(row.getString(1), row.getString(2)));
                    }
                }
                return meanings;
            }
        });
    }

    /** Whom a provider has meant by a subject: more than one where several share an account. */
    public List<UserId> meant(String source, String subject) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT user_idp, user_opaque, user_type"
                    + " FROM sign_in_subject WHERE source = ? AND subject = ? ORDER BY user_idp, user_opaque")) {
                select.setString(1, source);
                select.setString(2, subject);
                List<UserId> users = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        users.add(UserColumns.get(row, 1));
                    }
                }
                return users;
            }
        });
    }
}
