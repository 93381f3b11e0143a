/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import java.io.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.PropertyName;

/** The rows of dead properties. Thread-safe. */
public final class PropertyTable {

    /** The most names that narrow a query; more are sorted out afterwards. */
    private static final int NAMES = 20;

    /** How much is read at once, in characters of values. */
    static final long AT_ONCE = 4L * 1024 * 1024;

    /** How many rows come at a time. */
    static final int ROWS = 100;

    private final StateDatabase database;
    private final SpacesWithRows known;
    private final PropertyBudget budget;

    /**
     * @param mostInSpace how many characters the values in one space may have together
     */
    public PropertyTable(StateDatabase database, long mostInSpace) {
        this.database = database;
        this.known = new SpacesWithRows(database, "dead_property");
        this.budget = new PropertyBudget(mostInSpace, this::length);
    }

    private long length(SpaceKey space) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT COALESCE(SUM(LENGTH(value)), 0) FROM dead_property WHERE storage = ? AND space = ?")) {
                select.setString(1, space.storage());
                select.setString(2, space.space().value());
                return number(select);
            }
        });
    }

    private static long number(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** The nodes asked for have too much to be held at once: ask for fewer. Never thrown for a single node. */
    public static final class TooMuch extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        TooMuch() {
            super("too much at once", null, false, false);
        }
    }

    /** Whether a query can find anything. */
    public boolean mayHaveRows(SpaceKey space) {
        return known.mayHaveRows(space);
    }

    /** Nodes with rows may have come into a space from another. */
    public void received(SpaceKey space) {
        known.received(space);
    }

    /**
     * The properties of one node.
     *
     * @param names which; all when empty
     */
    public Map<PropertyName, String> of(SpaceKey space, NodeId node, Set<PropertyName> names) {
        try {
            return of(space, List.of(node), names).getOrDefault(node, Map.of());
        } catch (TooMuch never) {
            throw new IllegalStateException(never);
        }
    }

    /**
     * The properties of many nodes, in one query.
     *
     * @param names which; all when empty
     * @throws TooMuch when their values together are too long to be held at once
     */
    public Map<NodeId, Map<PropertyName, String>> of(SpaceKey space, Collection<NodeId> nodes, Set<PropertyName> names)
            throws TooMuch {
        if (nodes.isEmpty() || !known.mayHaveRows(space)) {
            return Map.of();
        }
        boolean narrow = !names.isEmpty() && names.size() <= NAMES;
        String sql = "SELECT node, namespace, local, value FROM dead_property WHERE storage = ? AND node IN ("
                + marks(nodes.size()) + ")" + (narrow ? " AND local IN (" + marks(names.size()) + ")" : "");
        long limit = nodes.size() == 1 ? Long.MAX_VALUE : AT_ONCE;
        Optional<Map<NodeId, Map<PropertyName, String>>> found = database.read(connection -> {
            connection.setAutoCommit(!database.isShared()); // else PostgreSQL's driver fetches all rows at once
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                int at = 1;
                select.setString(at++, space.storage());
                for (NodeId node : nodes) {
                    select.setString(at++, node.value());
                }
                if (narrow) {
                    for (PropertyName name : names) {
                        select.setString(at++, name.local());
                    }
                }
                return collect(select, names, limit);
            }
        });
        return found.orElseThrow(TooMuch::new);
    }

    private static Optional<Map<NodeId, Map<PropertyName, String>>> collect(
            PreparedStatement select, Set<PropertyName> names, long limit) throws SQLException {
        long length = 0;
        select.setFetchSize(ROWS);
        Map<NodeId, Map<PropertyName, String>> found = new HashMap<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                PropertyName name = new PropertyName(row.getString(2), row.getString(3));
                if (names.isEmpty() || names.contains(name)) {
                    String value = row.getString(4);
                    length += value.length();
                    if (length > limit) {
                        return Optional.empty();
                    }
                    found.computeIfAbsent(new NodeId(row.getString(1)), node -> new LinkedHashMap<>())
                            .put(name, value);
                }
            }
        }
        return Optional.of(found);
    }

    static String marks(int count) {
        return "?, ".repeat(count - 1) + "?";
    }

    /**
     * Sets and unsets, all or nothing.
     *
     * @param maxCount the most properties that a node may have
     * @param maxTotal the most characters that its values may have together
     * @throws org.weft.spi.WeftException.NoSpace when all properties of the space would have too many
     */
    public void change(
            SpaceKey space,
            NodeId node,
            Map<PropertyName, String> set,
            Set<PropertyName> unset,
            int maxCount,
            long maxTotal) {
        budget.take(space, set.values().stream().mapToLong(String::length).sum());
        known.add(space);
        database.write(connection -> {
            delete(connection, space, node, unset);
            insert(connection, space, node, set);
            requireRoom(connection, space, node, maxCount, maxTotal);
            return set.size();
        });
    }

    private static void delete(Connection connection, SpaceKey space, NodeId node, Set<PropertyName> names)
            throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM dead_property WHERE storage = ? AND node = ? AND namespace = ? AND local = ?")) {
            for (PropertyName name : names) {
                delete.setString(1, space.storage());
                delete.setString(2, node.value());
                delete.setString(3, name.namespace());
                delete.setString(4, name.local());
                delete.executeUpdate();
            }
        }
    }

    private static void insert(Connection connection, SpaceKey space, NodeId node, Map<PropertyName, String> values)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO dead_property (storage, node, namespace, local, space, value) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (storage, node, namespace, local)"
                        + " DO UPDATE SET value = excluded.value, space = excluded.space")) {
            for (Map.Entry<PropertyName, String> property : values.entrySet()) {
                insert.setString(1, space.storage());
                insert.setString(2, node.value());
                insert.setString(3, property.getKey().namespace());
                insert.setString(4, property.getKey().local());
                insert.setString(5, space.space().value());
                insert.setString(6, property.getValue());
                insert.executeUpdate();
            }
        }
    }

    private static void requireRoom(Connection connection, SpaceKey space, NodeId node, int maxCount, long maxTotal)
            throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(
                "SELECT COUNT(*), SUM(LENGTH(value)) FROM dead_property WHERE storage = ? AND node = ?")) {
            count.setString(1, space.storage());
            count.setString(2, node.value());
            try (ResultSet row = count.executeQuery()) {
                row.next();
                if (row.getInt(1) > maxCount) {
                    throw new InvalidArgument("a resource can have " + maxCount + " properties at most");
                }
                if (row.getLong(2) > maxTotal) {
                    throw new InvalidArgument(
                            "the properties of a resource can have " + maxTotal + " characters at most");
                }
            }
        }
    }

    /**
     * Gives a copy the properties of its original, and no others.
     *
     * @throws org.weft.spi.WeftException.NoSpace when all properties of the space would have too many characters
     */
    public void copy(SpaceKey fromSpace, NodeId from, SpaceKey toSpace, NodeId to) {
        if (!known.mayHaveRows(fromSpace) && !known.mayHaveRows(toSpace)) {
            return;
        }
        if (!has(fromSpace, from) && !has(toSpace, to)) {
            return;
        }
        budget.take(toSpace, length(fromSpace, from));
        known.add(toSpace);
        database.write(connection -> {
            drop(connection, toSpace, to);
            try (PreparedStatement copy = connection.prepareStatement(
                    "INSERT INTO dead_property (storage, node, namespace, local, space, value)"
                            + " SELECT CAST(? AS TEXT), CAST(? AS TEXT), namespace, local, CAST(? AS TEXT), value"
                            + " FROM dead_property WHERE storage = ? AND node = ?")) {
                copy.setString(1, toSpace.storage());
                copy.setString(2, to.value());
                copy.setString(3, toSpace.space().value());
                copy.setString(4, fromSpace.storage());
                copy.setString(5, from.value());
                return copy.executeUpdate();
            }
        });
    }

    private long length(SpaceKey space, NodeId node) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT COALESCE(SUM(LENGTH(value)), 0) FROM dead_property WHERE storage = ? AND node = ?")) {
                select.setString(1, space.storage());
                select.setString(2, node.value());
                return number(select);
            }
        });
    }

    private boolean has(SpaceKey space, NodeId node) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT 1 FROM dead_property WHERE storage = ? AND node = ? LIMIT 1")) {
                select.setString(1, space.storage());
                select.setString(2, node.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    /** Forgets a node's properties; writes only when there are any. */
    public void drop(SpaceKey space, NodeId node) {
        if (known.mayHaveRows(space) && has(space, node)) {
            database.write(connection -> drop(connection, space, node));
        }
    }

    private static int drop(Connection connection, SpaceKey space, NodeId node) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM dead_property WHERE storage = ? AND node = ?")) {
            delete.setString(1, space.storage());
            delete.setString(2, node.value());
            return delete.executeUpdate();
        }
    }
}
