/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.db;

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

/** Who used which invitation, and whose contact somebody at another site is. Thread-safe. */
public final class InviteTable {

    private static final int MOST = 1000;

    private final StateDatabase database;

    public InviteTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * That an invitation was used.
     *
     * @param tokenHash of the token
     * @param owner who invited
     * @param remoteHost the site of who accepted
     * @param remoteUser who accepted
     * @param expires until when this is remembered
     */
    public record Use(String tokenHash, UserId owner, String remoteHost, String remoteUser, Instant expires) {

        /** Never shows the hash. */
        @Override
        public String toString() {
            return "invite of " + owner + " used by " + remoteUser + " at " + remoteHost;
        }
    }

    /**
     * Takes an invitation for somebody, unless it is taken.
     *
     * @return who has it then
     */
    public Use claim(Use use) {
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ocm_invite_use (token_hash,"
                    + " owner_idp, owner_opaque, owner_type, remote_host, remote_user, expires)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (token_hash) DO NOTHING")) {
                insert.setString(1, use.tokenHash());
                owner(insert, 2, use.owner());
                insert.setString(5, use.remoteHost());
                insert.setString(6, use.remoteUser());
                insert.setLong(7, use.expires().toEpochMilli());
                return insert.executeUpdate();
            }
        });
        return find(use.tokenHash()).orElse(use);
    }

    private static void owner(PreparedStatement statement, int at, UserId owner) throws SQLException {
        statement.setString(at, owner.idp());
        statement.setString(at + 1, owner.opaque());
        statement.setString(at + 2, owner.type().name());
    }

    public Optional<Use> find(String tokenHash) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT owner_idp, owner_opaque, owner_type,"
                    + " remote_host, remote_user, expires FROM ocm_invite_use WHERE token_hash = ?")) {
                select.setString(1, tokenHash);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    Instant expires = Instant.ofEpochMilli(row.getLong(6));
                    return Optional.of(new Use(tokenHash, owner(row, 1), row.getString(4), row.getString(5), expires));
                }
            }
        });
    }

    private static UserId owner(ResultSet row, int at) throws SQLException {
        return new UserId(row.getString(at), row.getString(at + 1), UserType.valueOf(row.getString(at + 2)));
    }

    /** Forgets uses that are over. */
    public void sweep(Instant now) {
        database.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM ocm_invite_use WHERE expires <= ?")) {
                delete.setLong(1, now.toEpochMilli());
                return delete.executeUpdate();
            }
        });
    }

    /** Remembers that somebody is a contact of the owner. */
    public void connect(UserId owner, String remoteHost, String remoteUser) {
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ocm_contact (remote_host,"
                    + " remote_user, owner_idp, owner_opaque, owner_type) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (remote_host, remote_user, owner_idp, owner_opaque) DO NOTHING")) {
                insert.setString(1, remoteHost);
                insert.setString(2, remoteUser);
                owner(insert, 3, owner);
                return insert.executeUpdate();
            }
        });
    }

    public void disconnect(UserId owner, String remoteHost, String remoteUser) {
        database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM ocm_contact WHERE remote_host = ?"
                    + " AND remote_user = ? AND owner_idp = ? AND owner_opaque = ?")) {
                delete.setString(1, remoteHost);
                delete.setString(2, remoteUser);
                delete.setString(3, owner.idp());
                delete.setString(4, owner.opaque());
                return delete.executeUpdate();
            }
        });
    }

    /**
     * That two people know each other.
     *
     * @param owner the one here
     * @param remoteUser the one at the other site
     */
    public record Contact(UserId owner, String remoteUser) {}

    /** Those whose contact somebody is; not all when they are very many. */
    public List<Contact> ofRemote(String remoteHost, String remoteUser) {
        return contacts("remote_host = ? AND remote_user = ?", remoteHost, remoteUser);
    }

    /** The contacts at a site that somebody here has. */
    public List<Contact> ofOwner(String remoteHost, String ownerOpaque) {
        return contacts("remote_host = ? AND owner_opaque = ?", remoteHost, ownerOpaque);
    }

    private List<Contact> contacts(String condition, String first, String second) {
        return database.read(connection -> select(connection, condition, first, second));
    }

    private static List<Contact> select(Connection connection, String condition, String first, String second)
            throws SQLException {
        List<Contact> contacts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT owner_idp, owner_opaque, owner_type, remote_user FROM ocm_contact WHERE " + condition
                        + " LIMIT " + MOST)) {
            select.setString(1, first);
            select.setString(2, second);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    contacts.add(new Contact(owner(row, 1), row.getString(4)));
                }
            }
        }
        return contacts;
    }
}
