/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.storage.NodeId;

/** Below which folders nodes lay before they were deleted. Thread-safe. */
public final class TrashedFromTable {

    private final StateDatabase database;

    public TrashedFromTable(StateDatabase database) {
        this.database = database;
    }

    /** Keeps where nodes lay, instead of what was kept of them before. */
    public void put(SpaceKey space, Map<NodeId, List<NodeId>> places) {
        database.write(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO former_place (storage, node, space, folders)"
                            + " VALUES (?, ?, ?, ?) ON CONFLICT (storage, node)"
                            + " DO UPDATE SET folders = excluded.folders, space = excluded.space")) {
                for (Map.Entry<NodeId, List<NodeId>> place : places.entrySet()) {
                    insert.setString(1, space.storage());
                    insert.setString(2, place.getKey().value());
                    insert.setString(3, space.space().value());
                    insert.setString(4, text(place.getValue()));
                    insert.executeUpdate();
                }
            }
            return places.size();
        });
    }

    private static String text(List<NodeId> folders) {
        return folders.stream().map(folder -> folder.value() + '\n').collect(Collectors.joining());
    }

    /** The folders, from the top down, of those of the nodes of which it is known. */
    public Map<NodeId, List<NodeId>> of(SpaceKey space, Collection<NodeId> nodes) {
        if (nodes.isEmpty()) {
            return Map.of();
        }
        return database.read(connection -> {
            Map<NodeId, List<NodeId>> found = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT node, folders FROM former_place WHERE storage = ? AND space = ? AND node IN ("
                            + PropertyTable.marks(nodes.size()) + ")")) {
                select.setString(1, space.storage());
                select.setString(2, space.space().value());
                int at = 3;
                for (NodeId node : nodes) {
                    select.setString(at++, node.value());
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.put(new NodeId(row.getString(1)), folders(row.getString(2)));
                    }
                }
            }
            return found;
        });
    }

    private static List<NodeId> folders(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split("\n", -1))
                        .filter(id -> !id.isEmpty())
                        .map(NodeId::new)
                        .toList();
    }
}
