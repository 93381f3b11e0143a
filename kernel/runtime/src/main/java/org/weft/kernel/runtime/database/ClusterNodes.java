/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The servers that work on one PostgreSQL: each says now and then that it is there. A site on SQLite has one, and
 * nothing is written. Thread-safe.
 */
public final class ClusterNodes implements AutoCloseable {

    /** A node that was not seen for so long is gone; several times as long as the pauses between its signs of life. */
    private static final long GONE_MILLIS = 60_000;

    private static final String NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";

    private final StateDatabase database;
    private final String id;
    private final String name;

    /**
     * @param id of this node, the same after a restart
     * @param name how an operator recognises it
     */
    public ClusterNodes(StateDatabase database, String id, String name) {
        this.database = database;
        this.id = id;
        this.name = name;
    }

    /** Says that this node is there. */
    public void sign() {
        if (database.isShared()) {
            database.write(connection -> {
                try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO site_node (id, name, seen)"
                        + " VALUES (?, ?, " + NOW + ") ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
                        + " seen = excluded.seen")) {
                    upsert.setString(1, id);
                    upsert.setString(2, name);
                    return upsert.executeUpdate();
                }
            });
        }
    }

    /** The names of the other nodes that are there now. */
    public List<String> others() {
        return database.isShared() ? database.read(this::others) : List.of();
    }

    private List<String> others(java.sql.Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT name FROM site_node WHERE id <> ? AND seen > " + NOW + " - "
                        + GONE_MILLIS + " ORDER BY name")) {
            select.setString(1, id);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    /** Takes leave, so that nobody waits for this node to be forgotten. */
    @Override
    public void close() {
        if (database.isShared()) {
            database.write(connection -> {
                try (PreparedStatement delete = connection.prepareStatement("DELETE FROM site_node WHERE id = ?")) {
                    delete.setString(1, id);
                    return delete.executeUpdate();
                }
            });
        }
    }
}
