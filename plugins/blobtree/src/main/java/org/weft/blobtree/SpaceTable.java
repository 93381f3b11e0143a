/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statements on spaces. */
final class SpaceTable {

    private static final String SELECT = "SELECT id, kind, name, idp, opaque, type, quota FROM space WHERE ";

    private SpaceTable() {}

    static void insert(Connection connection, SpaceRow space) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO space (id, kind, name, idp, opaque, type, quota, trashed) VALUES (?, ?, ?, ?, ?, ?, ?, 0)")) {
            insert.setString(1, space.id());
            insert.setInt(2, space.kind());
            insert.setString(3, space.name());
            insert.setString(4, space.idp());
            insert.setString(5, space.opaque());
            insert.setString(6, space.type());
            if (space.quota() == null) {
                insert.setNull(7, Types.BIGINT);
            } else {
                insert.setLong(7, space.quota());
            }
            insert.executeUpdate();
        }
    }

    static void update(Connection connection, SpaceRow space) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE space SET name = ?, quota = ? WHERE id = ?")) {
            update.setString(1, space.name());
            if (space.quota() == null) {
                update.setNull(2, Types.BIGINT);
            } else {
                update.setLong(2, space.quota());
            }
            update.setString(3, space.id());
            update.executeUpdate();
        }
    }

    static Optional<SpaceRow> get(Connection connection, String id) throws SQLException {
        return query(connection, SELECT + "id = ?", id).stream().findFirst();
    }

    static Optional<SpaceRow> ofOwner(Connection connection, String idp, String opaque) throws SQLException {
        return query(connection, SELECT + "idp = ? AND opaque = ?", idp, opaque).stream()
                .findFirst();
    }

    static Optional<SpaceRow> project(Connection connection, String name) throws SQLException {
        return query(connection, SELECT + "name = ? AND kind = 2", name).stream()
                .findFirst();
    }

    /** The next spaces behind an id, without the rest. */
    static List<SpaceRow> after(Connection connection, String id, int limit) throws SQLException {
        return query(connection, SELECT + "id > ? AND kind <> 0 ORDER BY id LIMIT " + limit, id);
    }

    private static List<SpaceRow> query(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            NodeTable.set(select, 1, List.of(values));
            List<SpaceRow> spaces = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    long limit = rows.getLong(7);
                    Long quota = rows.wasNull() ? null : limit;
                    spaces.add(new SpaceRow(
                            rows.getString(1),
                            rows.getInt(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getString(6),
                            quota));
                }
            }
            return spaces;
        }
    }
}
