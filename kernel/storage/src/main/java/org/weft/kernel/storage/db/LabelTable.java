/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.UserId;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

/** The rows of labels, which are each user's own. Thread-safe. */
public final class LabelTable {

    private static final int PAGE = 500;

    /** Nobody has more labels in use; an answer of this many is some megabytes at most. */
    private static final int MOST = 5000;

    private final StateDatabase database;
    private final SpacesWithRows known;

    public LabelTable(StateDatabase database) {
        this.database = database;
        this.known = new SpacesWithRows(database, "label");
    }

    /**
     * A node that bears a label.
     *
     * @param space where it was when it was labelled
     */
    public record Labelled(SpaceKey space, NodeId node) {}

    /** Whether a query can find anything. */
    public boolean mayHaveRows(SpaceKey space) {
        return known.mayHaveRows(space);
    }

    /** Nodes with rows may have come into a space from another. */
    public void received(SpaceKey space) {
        known.received(space);
    }

    /** The labels that a user has given to many nodes, in one query. */
    public Map<NodeId, Set<String>> of(SpaceKey space, Collection<NodeId> nodes, UserId user) {
        if (nodes.isEmpty() || !known.mayHaveRows(space)) {
            return Map.of();
        }
        return database.read(connection -> {
            Map<NodeId, Set<String>> found = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT node, label FROM label"
                    + " WHERE storage = ? AND user_idp = ? AND user_opaque = ? AND node IN ("
                    + PropertyTable.marks(nodes.size()) + ")")) {
                select.setString(1, space.storage());
                select.setString(2, user.idp());
                select.setString(3, user.opaque());
                int at = 4;
                for (NodeId node : nodes) {
                    select.setString(at++, node.value());
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.computeIfAbsent(new NodeId(row.getString(1)), node -> new TreeSet<>())
                                .add(row.getString(2));
                    }
                }
            }
            return found;
        });
    }

    /** Gives a label; no change when it is there. */
    public void add(SpaceKey space, NodeId node, UserId user, String label) {
        known.add(space);
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO label (storage, node, user_idp, user_opaque, label, space) VALUES (?, ?, ?, ?, ?, ?)"
                            + " ON CONFLICT DO NOTHING")) {
                insert.setString(1, space.storage());
                insert.setString(2, node.value());
                insert.setString(3, user.idp());
                insert.setString(4, user.opaque());
                insert.setString(5, label);
                insert.setString(6, space.space().value());
                return insert.executeUpdate();
            }
        });
    }

    /** Takes a label away; no change when it is not there. */
    public void remove(SpaceKey space, NodeId node, UserId user, String label) {
        database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM label"
                    + " WHERE storage = ? AND node = ? AND user_idp = ? AND user_opaque = ? AND label = ?")) {
                delete.setString(1, space.storage());
                delete.setString(2, node.value());
                delete.setString(3, user.idp());
                delete.setString(4, user.opaque());
                delete.setString(5, label);
                return delete.executeUpdate();
            }
        });
    }

    /** The labels that a user has on anything, in their order, {@value #MOST} at most. */
    public List<String> inUse(UserId user) {
        return database.read(connection -> {
            List<String> labels = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT DISTINCT label FROM label"
                    + " WHERE user_idp = ? AND user_opaque = ? ORDER BY label LIMIT " + MOST)) {
                select.setString(1, user.idp());
                select.setString(2, user.opaque());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        labels.add(row.getString(1));
                    }
                }
            }
            return labels;
        });
    }

    /**
     * Some of the nodes that bear a user's label, in the order of their ids.
     *
     * @param after go on behind this storage and node; empty strings for the first
     * @return an empty list at the end
     */
    public List<Labelled> page(UserId user, String label, String afterStorage, String afterNode) {
        return database.read(connection -> {
            List<Labelled> page = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT storage, space, node FROM label"
                    + " WHERE user_idp = ? AND user_opaque = ? AND label = ?"
                    + " AND (storage > ? OR storage = ? AND node > ?) ORDER BY storage, node LIMIT " + PAGE)) {
                select.setString(1, user.idp());
                select.setString(2, user.opaque());
                select.setString(3, label);
                select.setString(4, afterStorage);
                select.setString(5, afterStorage);
                select.setString(6, afterNode);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        SpaceKey space = new SpaceKey(row.getString(1), new SpaceId(row.getString(2)));
                        page.add(new Labelled(space, new NodeId(row.getString(3))));
                    }
                }
            }
            return page;
        });
    }

    /** Gives a copy everybody's labels of its original. */
    public void copy(SpaceKey fromSpace, NodeId from, SpaceKey toSpace, NodeId to) {
        if (!known.mayHaveRows(fromSpace) || !has(fromSpace, from)) {
            return;
        }
        known.add(toSpace);
        database.write(connection -> {
            try (PreparedStatement copy =
                    connection.prepareStatement("INSERT INTO label (storage, node, user_idp, user_opaque, label, space)"
                            + " SELECT CAST(? AS TEXT), CAST(? AS TEXT), user_idp, user_opaque, label, CAST(? AS TEXT)"
                            + " FROM label WHERE storage = ? AND node = ?")) {
                copy.setString(1, toSpace.storage());
                copy.setString(2, to.value());
                copy.setString(3, toSpace.space().value());
                copy.setString(4, fromSpace.storage());
                copy.setString(5, from.value());
                return copy.executeUpdate();
            }
        });
    }

    /** Forgets everybody's labels of a node; writes only when there are any. */
    public void drop(SpaceKey space, NodeId node) {
        if (!known.mayHaveRows(space) || !has(space, node)) {
            return;
        }
        database.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM label WHERE storage = ? AND node = ?")) {
                delete.setString(1, space.storage());
                delete.setString(2, node.value());
                return delete.executeUpdate();
            }
        });
    }

    private boolean has(SpaceKey space, NodeId node) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT 1 FROM label WHERE storage = ? AND node = ? LIMIT 1")) {
                select.setString(1, space.storage());
                select.setString(2, node.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next();
                }
            }
        });
    }
}
