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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.User;

/** The rows of people who have signed in and whom no directory knows. Thread-safe. */
public final class AccountTable {

    private static final String COLUMNS =
            "idp, opaque, type, username, mail, mail_verified, display_name, uid_number, gid_number";
    private static final long NONE = -1;

    private final StateDatabase database;

    public AccountTable(StateDatabase database) {
        this.database = database;
    }

    /** Writes somebody as they are now; false when another account has the login name. */
    public boolean put(User user, Instant now) {
        return database.write(connection -> {
            Optional<User> holder = one(connection, "username = ?", user.username());
            if (holder.isPresent() && !holder.get().id().equals(user.id())) {
                return false;
            }
            delete(connection, user.id());
            insert(connection, user, now);
            return true;
        });
    }

    private static void delete(Connection connection, UserId id) throws SQLException {
        for (String table : List.of("account", "account_group")) {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM " + table + " WHERE idp = ? AND opaque = ?")) {
                delete.setString(1, id.idp());
                delete.setString(2, id.opaque());
                delete.executeUpdate();
            }
        }
    }

    private static void insert(Connection connection, User user, Instant now) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO account (" + COLUMNS + ", search, seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, user.id().idp());
            insert.setString(2, user.id().opaque());
            insert.setString(3, user.id().type().name());
            insert.setString(4, user.username());
            insert.setString(5, user.mail());
            insert.setInt(6, user.mailVerified() ? 1 : 0);
            insert.setString(7, user.displayName());
            insert.setLong(8, user.uidNumber().orElse(NONE));
            insert.setLong(9, user.gidNumber().orElse(NONE));
            insert.setString(
                    10,
                    folded(user.username()
                            + '\n'
                            + user.displayName()
                            + '\n'
                            + user.mail()
                            + '\n'
                            + user.id().opaque()));
            insert.setLong(11, now.toEpochMilli());
            insert.executeUpdate();
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO account_group (idp, opaque, name) VALUES (?, ?, ?)")) {
            for (String group : user.groups().stream().distinct().toList()) {
                insert.setString(1, user.id().idp());
                insert.setString(2, user.id().opaque());
                insert.setString(3, group);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    public Optional<User> get(UserId id) {
        return database.read(connection -> one(connection, "idp = ? AND opaque = ?", id.idp(), id.opaque()));
    }

    /** The one account that has this value; empty when several do. */
    public Optional<User> by(Column column, String value) {
        return database.read(connection -> one(connection, column.name + " = ?", value));
    }

    /**
     * Takes a login name from the account that has it, and forgets the account.
     *
     * @return whose it was; empty when nobody had it
     */
    public Optional<UserId> free(String username) {
        return database.write(connection -> {
            Optional<UserId> holder = one(connection, "username = ?", username).map(User::id);
            if (holder.isPresent()) {
                delete(connection, holder.get());
            }
            return holder;
        });
    }

    /** What an account is found by. */
    public enum Column {
        USERNAME("username"),
        OPAQUE("opaque"),
        MAIL("mail");

        private final String name;

        Column(String name) {
            this.name = name;
        }
    }

    private static Optional<User> one(Connection connection, String where, String... values) throws SQLException {
        List<User> found = select(connection, where + " LIMIT 2", values);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static List<User> select(Connection connection, String where, String... values) throws SQLException {
        List<User> users = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM account WHERE " + where)) {
            for (int i = 0; i < values.length; i++) {
                select.setString(i + 1, values[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    users.add(user(connection, row));
                }
            }
        }
        return users;
    }

    private static User user(Connection connection, ResultSet row) throws SQLException {
        UserId id = new UserId(row.getString(1), row.getString(2), UserType.valueOf(row.getString(3)));
        return new User(
                id,
                row.getString(4),
                row.getString(5),
                row.getInt(6) == 1,
                row.getString(7),
                groups(connection, id),
                number(row.getLong(8)),
                number(row.getLong(9)),
                Map.of());
    }

    private static OptionalLong number(long number) {
        return number == NONE ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static List<String> groups(Connection connection, UserId id) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT name FROM account_group WHERE idp = ? AND opaque = ? ORDER BY name")) {
            select.setString(1, id.idp());
            select.setString(2, id.opaque());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names;
    }

    /** Accounts that hold the text, ordered by login name. */
    public List<User> find(String text, int limit) {
        return database.read(connection -> select(
                connection,
                "search LIKE ? ESCAPE '!' ORDER BY username LIMIT " + Math.clamp(limit, 0, 10_000),
                "%" + folded(text).replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"));
    }

    /**
     * A group that somebody is in.
     *
     * @param idp whose group it is
     */
    public record Row(String idp, String name) {}

    /** Groups whose name holds the text, ordered by name; all of that name when it is to be exact. */
    public List<Row> groups(String text, boolean exact, int limit) {
        return database.read(connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT DISTINCT idp, name FROM account_group WHERE "
                            + (exact ? "name = ?" : "lower(name) LIKE ? ESCAPE '!'") + " ORDER BY name, idp LIMIT "
                            + Math.clamp(limit, 0, 10_000))) {
                select.setString(
                        1,
                        exact
                                ? text
                                : "%"
                                        + folded(text)
                                                .replace("!", "!!")
                                                .replace("%", "!%")
                                                .replace("_", "!_") + "%");
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        rows.add(new Row(row.getString(1), row.getString(2)));
                    }
                }
            }
            return rows;
        });
    }

    /** Who is in a group. */
    public List<UserId> members(String idp, String name) {
        return database.read(connection -> {
            List<UserId> members = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT a.idp, a.opaque, a.type FROM account_group g JOIN account a"
                            + " ON a.idp = g.idp AND a.opaque = g.opaque WHERE g.idp = ? AND g.name = ?")) {
                select.setString(1, idp);
                select.setString(2, name);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        members.add(new UserId(row.getString(1), row.getString(2), UserType.valueOf(row.getString(3))));
                    }
                }
            }
            return members;
        });
    }
}
