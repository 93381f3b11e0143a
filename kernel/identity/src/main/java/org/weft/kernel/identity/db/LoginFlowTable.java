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
import java.util.Optional;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.UserId;

/** The rows of programs that wait to be let in. Tokens come hashed. Thread-safe. */
public final class LoginFlowTable {

    private static final int WAITING = 0;
    private static final int GRANTED = 1;

    private final StateDatabase database;

    public LoginFlowTable(StateDatabase database) {
        this.database = database;
    }

    /** Who let a program in. */
    public record Granted(UserId user, String username, String client) {}

    /**
     * Begins one, unless too many wait.
     *
     * @return whether it was begun
     */
    public boolean begin(String poll, String login, String client, Instant expires, int most) {
        return database.write(connection -> {
            if (count(connection) >= most) {
                return false;
            }
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO login_flow (poll, login, client,"
                    + " grant_ticket, user_idp, user_opaque, user_type, username, state, expires)"
                    + " VALUES (?, ?, ?, '', '', '', '', '', " + WAITING + ", ?)")) {
                insert.setString(1, poll);
                insert.setString(2, login);
                insert.setString(3, client);
                insert.setLong(4, expires.toEpochMilli());
                return insert.executeUpdate() == 1;
            }
        });
    }

    private static int count(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM login_flow");
                ResultSet row = select.executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    /** The name of the program that waits behind a login token; empty when none does. */
    public Optional<String> client(String login, Instant now) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT client FROM login_flow WHERE login = ? AND state = " + WAITING + " AND expires > ?")) {
                select.setString(1, login);
                select.setLong(2, now.toEpochMilli());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    /** Notes who signed in on the page, and the ticket of the button that this user sees. */
    public void signedIn(String login, UserId user, String username, String ticket) {
        database.write(connection -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE login_flow SET grant_ticket = ?,"
                    + " user_idp = ?, user_opaque = ?, user_type = ?, username = ? WHERE login = ? AND state = "
                    + WAITING)) {
                update.setString(1, ticket);
                UserColumns.set(update, 2, user);
                update.setString(5, username);
                update.setString(6, login);
                return update.executeUpdate();
            }
        });
    }

    /** Grants; false when the ticket is not that of whoever signed in last, or it was granted before. */
    public boolean grant(String login, String ticket, Instant now) {
        return database.write(connection -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE login_flow SET state = " + GRANTED
                    + ", grant_ticket = '' WHERE login = ? AND grant_ticket = ? AND grant_ticket <> '' AND state = "
                    + WAITING + " AND expires > ?")) {
                update.setString(1, login);
                update.setString(2, ticket);
                update.setLong(3, now.toEpochMilli());
                return update.executeUpdate() == 1;
            }
        });
    }

    /** What was granted to who polls, once: the row goes with it. */
    public Optional<Granted> take(String poll, Instant now) {
        Optional<Granted> granted = database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT user_idp, user_opaque, user_type,"
                    + " username, client FROM login_flow WHERE poll = ? AND state = " + GRANTED
                    + " AND expires > ?")) {
                select.setString(1, poll);
                select.setLong(2, now.toEpochMilli());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(granted(row)) : Optional.empty();
                }
            }
        });
        return granted.filter(known -> remove(poll));
    }

    private static Granted granted(ResultSet row) throws SQLException {
        UserId user = UserColumns.get(row, 1);
        return new Granted(user, row.getString(4), row.getString(5));
    }

    private boolean remove(String poll) {
        return database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM login_flow WHERE poll = ?")) {
                delete.setString(1, poll);
                return delete.executeUpdate() == 1;
            }
        });
    }

    public void removeExpired(Instant now) {
        ExpiringRows.of("login_flow").remove(database, now);
    }
}
