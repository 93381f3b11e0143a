/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

/**
 * Which nodes rows are kept for, dead properties and labels, and since when some of them have not been found. Thread-safe.
 */
public final class MissingNodeTable {

    private final StateDatabase database;

    public MissingNodeTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * A node that rows are kept for.
     *
     * @param space where it was when they were written
     */
    public record Kept(SpaceKey space, NodeId node) {}

    /**
     * Some nodes that rows are kept for, in the order of their storages and ids.
     *
     * @param afterStorage go on behind this storage
     * @param afterNode and this node; empty strings for the first
     */
    public List<Kept> page(String afterStorage, String afterNode, int limit) {
        return database.read(connection -> {
            List<Kept> page = new ArrayList<>();
            String some = " WHERE storage > ? OR storage = ? AND node > ?";
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT storage, node, MIN(space) FROM (SELECT storage, node, space FROM dead_property" + some
                            + " UNION SELECT storage, node, space FROM label" + some
                            + " UNION SELECT storage, node, space FROM resource_grant" + some
                            + " UNION SELECT storage, node, space FROM former_place" + some
                            + ") kept GROUP BY storage, node ORDER BY storage, node LIMIT " + limit)) {
                for (int at = 0; at < 12; at += 3) {
                    select.setString(at + 1, afterStorage);
                    select.setString(at + 2, afterStorage);
                    select.setString(at + 3, afterNode);
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        SpaceKey space = new SpaceKey(row.getString(1), new SpaceId(row.getString(3)));
                        page.add(new Kept(space, new NodeId(row.getString(2))));
                    }
                }
            }
            return page;
        });
    }

    /** The node has been found, or nothing is kept for it any more. */
    public void found(String storage, NodeId node) {
        boolean absent = database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT 1 FROM absent_node WHERE storage = ? AND node = ?")) {
                select.setString(1, storage);
                select.setString(2, node.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next();
                }
            }
        });
        if (absent) {
            database.write(connection -> remove(connection, storage, node));
        }
    }

    private static int remove(Connection connection, String storage, NodeId node) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM absent_node WHERE storage = ? AND node = ?")) {
            delete.setString(1, storage);
            delete.setString(2, node.value());
            return delete.executeUpdate();
        }
    }

    /** The node has not been found; tells since when it has not been. */
    public Instant missing(String storage, NodeId node, Instant now) {
        return database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO absent_node (storage, node, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
                insert.setString(1, storage);
                insert.setString(2, node.value());
                insert.setLong(3, now.toEpochMilli());
                insert.executeUpdate();
            }
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT since FROM absent_node WHERE storage = ? AND node = ?")) {
                select.setString(1, storage);
                select.setString(2, node.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Instant.ofEpochMilli(row.getLong(1)) : now;
                }
            }
        });
    }

    /** Forgets all that is kept for a node. */
    public void forget(String storage, NodeId node) {
        database.write(connection -> {
            int rows = 0;
            for (String table : List.of("dead_property", "label", "resource_grant", "former_place", "absent_node")) {
                try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM " + table + " WHERE storage = ? AND node = ?")) {
                    delete.setString(1, storage);
                    delete.setString(2, node.value());
                    rows += delete.executeUpdate();
                }
            }
            return rows;
        });
    }
}
