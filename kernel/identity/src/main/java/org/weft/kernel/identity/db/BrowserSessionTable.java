/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.UserId;

/** The rows of browsers in which somebody is signed in. Cookies come hashed. Thread-safe. */
public final class BrowserSessionTable {

    private static final String COLUMNS =
            "source, subject, session, user_idp, user_opaque, user_type, username, created, expires";

    private final StateDatabase database;

    public BrowserSessionTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * A session.
     *
     * @param source the entry of the configuration that vouched; empty for a password
     * @param subject what the provider calls the person; may be empty
     * @param session what the provider calls its session; may be empty
     * @param user who
     * @param username the login name
     * @param created when it began
     * @param expires when it ends
     */
    public record Row(
            String source,
            String subject,
            String session,
            UserId user,
            String username,
            Instant created,
            Instant expires) {}

    public void insert(String hash, Row row) {
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO browser_session (" + COLUMNS + ", hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, row.source());
                insert.setString(2, row.subject());
                insert.setString(3, row.session());
                UserColumns.set(insert, 4, row.user());
                insert.setString(7, row.username());
                insert.setLong(8, row.created().toEpochMilli());
                insert.setLong(9, row.expires().toEpochMilli());
                insert.setString(10, hash);
                return insert.executeUpdate();
            }
        });
    }

    /** The session of a cookie; empty when there is none any more. */
    public Optional<Row> find(String hash, Instant now) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT " + COLUMNS + " FROM browser_session WHERE hash = ? AND expires > ?")) {
                select.setString(1, hash);
                select.setLong(2, now.toEpochMilli());
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Row(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getString(3),
                                    UserColumns.get(row, 4),
                                    row.getString(7),
                                    Instant.ofEpochMilli(row.getLong(8)),
                                    Instant.ofEpochMilli(row.getLong(9))))
                            : Optional.empty();
                }
            }
        });
    }

    /** Whose an ended session was, in the provider's word and in ours. */
    public record Ended(String subject, UserId user, String hash) {}

    public void remove(String hash) {
        delete("hash = ?", hash);
    }

    /**
     * Ends all sessions that a source's person has.
     *
     * @return whose each was
     */
    public List<Ended> removeSubject(String source, String subject) {
        return delete("source = ? AND subject = ?", source, subject);
    }

    /**
     * Ends what belongs to one session at the source.
     *
     * @return whose each was
     */
    public List<Ended> removeSession(String source, String session) {
        return delete("source = ? AND session = ?", source, session);
    }

    private List<Ended> delete(String where, String... values) {
        return database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM browser_session WHERE " + where
                    + " RETURNING subject, user_idp, user_opaque, user_type, hash")) {
                for (int i = 0; i < values.length; i++) {
                    delete.setString(i + 1, values[i]);
                }
                List<Ended> users = new ArrayList<>();
                try (ResultSet row = delete.executeQuery()) {
                    while (row.next()) {
                        users.add(new Ended(row.getString(1), UserColumns.get(row, 2), row.getString(5)));
                    }
                }
                return users;
            }
        });
    }

    public void removeExpired(Instant now) {
        ExpiringRows.of("browser_session").remove(database, now);
    }
}
