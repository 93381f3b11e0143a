/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.share.Invite;
import org.weft.spi.share.InviteBox;
import org.weft.spi.share.RemoteUser;

/** Invitations and contacts in SQL. */
final class SqlInviteBox implements InviteBox {

    /** A user has few invitations and contacts; these are more than anybody reads. */
    private static final int MOST = 10_000;

    private final Sql sql;

    SqlInviteBox(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void issue(Invite invite) throws IOException {
        sql.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO invite (token, owner, owner_type,"
                    + " description, recipient, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
                new Cells(insert)
                        .text(invite.token())
                        .user(invite.owner())
                        .text(invite.description())
                        .text(invite.recipient())
                        .number(Columns.micros(invite.created()))
                        .number(Columns.micros(invite.expires()));
                return insert.executeUpdate();
            } catch (SQLException failure) {
                if (Sql.isTaken(failure)) {
                    throw new AlreadyExists("there is such an invitation already");
                }
                throw failure;
            }
        });
    }

    @Override
    public Optional<Invite> find(String token) throws IOException {
        return sql.read(connection -> found(connection, token));
    }

    private static Optional<Invite> found(Connection connection, String token) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM invite WHERE token = ?")) {
            select.setString(1, token);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(invite(row)) : Optional.empty();
            }
        }
    }

    private static Invite invite(ResultSet row) throws SQLException {
        return new Invite(
                row.getString("token"),
                Parties.user(row.getString("owner"), row.getString("owner_type")),
                row.getString("description"),
                row.getString("recipient"),
                Columns.moment(row.getLong("created")),
                Columns.moment(row.getLong("expires")));
    }

    /** Whoever deletes the row has it. */
    @Override
    public Optional<Invite> take(String token, Instant now) throws IOException {
        return sql.write(connection -> {
            Optional<Invite> invite = found(connection, token).filter(held -> now.isBefore(held.expires()));
            if (invite.isEmpty()) {
                return Optional.empty();
            }
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM invite WHERE token = ?")) {
                delete.setString(1, token);
                return delete.executeUpdate() == 1 ? invite : Optional.empty();
            }
        });
    }

    @Override
    public void list(UserId owner, Sink<Invite> sink) throws IOException {
        List<Invite> invites = sql.read(connection -> {
            List<Invite> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT * FROM invite WHERE owner = ? ORDER BY created DESC, token LIMIT " + MOST)) {
                select.setString(1, Parties.key(owner));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(invite(rows));
                    }
                }
            }
            return found;
        });
        push(invites, sink);
    }

    private static <T> void push(List<T> all, Sink<T> sink) throws IOException {
        for (T each : all) {
            if (!sink.accept(each)) {
                return;
            }
        }
    }

    @Override
    public void sweep(Instant now) throws IOException {
        sql.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM invite WHERE expires <= ?")) {
                delete.setLong(1, Columns.micros(now));
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public void remember(UserId owner, RemoteUser contact) throws IOException {
        sql.write(connection -> {
            try (PreparedStatement upsert = connection.prepareStatement(
                    "INSERT INTO contact (owner, contact, contact_type, display_name, mail, since, words)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, contact) DO UPDATE SET"
                            + " contact_type = excluded.contact_type, display_name = excluded.display_name,"
                            + " mail = excluded.mail, since = excluded.since, words = excluded.words")) {
                new Cells(upsert)
                        .text(Parties.key(owner))
                        .user(contact.id())
                        .text(contact.displayName())
                        .text(contact.mail())
                        .number(Columns.micros(contact.since()))
                        .text(folded(contact.displayName()
                                + '\n'
                                + contact.mail()
                                + '\n'
                                + contact.id().opaque()));
                return upsert.executeUpdate();
            }
        });
    }

    /** Case folded; the databases themselves fold ASCII only, or by the locale. */
    private static String folded(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    @Override
    public Optional<RemoteUser> remoteUser(UserId owner, UserId contact) throws IOException {
        return sql.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT * FROM contact WHERE owner = ? AND contact = ?")) {
                new Cells(select).text(Parties.key(owner)).text(Parties.key(contact));
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(contact(row)) : Optional.empty();
                }
            }
        });
    }

    private static RemoteUser contact(ResultSet row) throws SQLException {
        return new RemoteUser(
                Parties.user(row.getString("contact"), row.getString("contact_type")),
                row.getString("display_name"),
                row.getString("mail"),
                Columns.moment(row.getLong("since")));
    }

    @Override
    public void remoteUsers(UserId owner, String query, Sink<RemoteUser> sink) throws IOException {
        String pattern = "%" + folded(query).replaceAll("([\\\\%_])", "\\\\$1") + "%";
        List<RemoteUser> contacts = sql.read(connection -> {
            List<RemoteUser> found = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT * FROM contact WHERE owner = ? AND words LIKE ? ESCAPE '\\'"
                            + " ORDER BY display_name, contact LIMIT " + MOST)) {
                new Cells(select).text(Parties.key(owner)).text(pattern);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(contact(rows));
                    }
                }
            }
            return found;
        });
        push(contacts, sink);
    }

    @Override
    public boolean forget(UserId owner, UserId contact) throws IOException {
        return sql.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM contact WHERE owner = ? AND contact = ?")) {
                new Cells(delete).text(Parties.key(owner)).text(Parties.key(contact));
                return delete.executeUpdate() == 1;
            }
        });
    }
}
