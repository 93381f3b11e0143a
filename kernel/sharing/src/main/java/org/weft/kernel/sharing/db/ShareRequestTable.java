/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.UserId;

/** What people at other sites ask to have shared with them. Thread-safe. */
public final class ShareRequestTable {

    private static final int MOST = 1000;

    private final StateDatabase database;

    public ShareRequestTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * A request.
     *
     * @param share the id of a share from here, of whose resource somebody wants another
     * @param remoteUser who asks, by the id at their site
     */
    public record Row(String id, String share, String remoteHost, String remoteUser, Instant created) {}

    /**
     * Keeps a request, unless it is there already or its owner has so many.
     *
     * @return false when the owner has too many
     */
    public boolean add(UserId owner, Row row, int most) {
        return database.write(connection -> {
            try (PreparedStatement count = connection.prepareStatement(
                    "SELECT COUNT(*) FROM ocm_share_request WHERE owner_idp = ? AND owner_opaque = ?")) {
                count.setString(1, owner.idp());
                count.setString(2, owner.opaque());
                try (ResultSet number = count.executeQuery()) {
                    number.next();
                    if (number.getInt(1) >= most) {
                        return false;
                    }
                }
            }
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ocm_share_request (id, owner_idp,"
                    + " owner_opaque, share, remote_host, remote_user, created) VALUES (?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT DO NOTHING")) {
                insert.setString(1, row.id());
                insert.setString(2, owner.idp());
                insert.setString(3, owner.opaque());
                insert.setString(4, row.share());
                insert.setString(5, row.remoteHost());
                insert.setString(6, row.remoteUser());
                insert.setLong(7, row.created().toEpochMilli());
                insert.executeUpdate();
                return true;
            }
        });
    }

    /** An owner's requests, the oldest first. */
    public List<Row> of(UserId owner) {
        return database.read(connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT id, share, remote_host, remote_user,"
                    + " created FROM ocm_share_request WHERE owner_idp = ? AND owner_opaque = ? ORDER BY created, id"
                    + " LIMIT " + MOST)) {
                select.setString(1, owner.idp());
                select.setString(2, owner.opaque());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        rows.add(new Row(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                Instant.ofEpochMilli(row.getLong(5))));
                    }
                }
            }
            return rows;
        });
    }

    /** One of an owner's requests. */
    public Optional<Row> find(UserId owner, String id) {
        return of(owner).stream().filter(row -> row.id().equals(id)).findFirst();
    }

    /** @return false when there is no such request any more */
    public boolean remove(String id) {
        return database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM ocm_share_request WHERE id = ?")) {
                delete.setString(1, id);
                return delete.executeUpdate() > 0;
            }
        });
    }

    /** Forgets what was asked before. */
    public void sweep(Instant before) {
        database.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM ocm_share_request WHERE created < ?")) {
                delete.setLong(1, before.toEpochMilli());
                return delete.executeUpdate();
            }
        });
    }
}
