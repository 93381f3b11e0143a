/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.storage.SpaceId;

/**
 * The spaces that may have rows of one kind, so that nothing is asked of the database for all the others. Where other
 * nodes add rows that this one doesn't hear of, every space may have some.
 */
final class SpacesWithRows {

    private final StateDatabase database;
    private final Set<SpaceKey> spaces = ConcurrentHashMap.newKeySet();

    SpacesWithRows(StateDatabase database, String table) {
        this.database = database;
        if (!database.isShared()) {
            read(table);
        }
    }

    private void read(String table) {
        database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT DISTINCT storage, space FROM " + table
                            + " UNION SELECT storage, space FROM received_space");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    spaces.add(new SpaceKey(row.getString(1), new SpaceId(row.getString(2))));
                }
            }
            return spaces.size();
        });
    }

    /** Call it before the rows are committed. */
    void add(SpaceKey space) {
        spaces.add(space);
    }

    /** Nodes have come from another space, and may have rows that name that one. */
    void received(SpaceKey space) {
        if (database.isShared() || !spaces.add(space)) {
            return;
        }
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO received_space (storage, space) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
                insert.setString(1, space.storage());
                insert.setString(2, space.space().value());
                return insert.executeUpdate();
            }
        });
    }

    boolean mayHaveRows(SpaceKey space) {
        return database.isShared() || spaces.contains(space);
    }
}
