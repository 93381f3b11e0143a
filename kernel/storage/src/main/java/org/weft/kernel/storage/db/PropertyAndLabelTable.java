/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.UserId;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.PropertyName;

/** Dead properties and labels together, which most CS3 clients ask for with each Stat: in one query. Thread-safe. */
public final class PropertyAndLabelTable {

    private final StateDatabase database;
    private final PropertyTable properties;
    private final LabelTable labels;

    public PropertyAndLabelTable(StateDatabase database, PropertyTable properties, LabelTable labels) {
        this.database = database;
        this.properties = properties;
        this.labels = labels;
    }

    /**
     * What is kept with nodes.
     *
     * @param properties of all users
     * @param labels of the one who was asked about
     */
    public record Kept(Map<NodeId, Map<PropertyName, String>> properties, Map<NodeId, Set<String>> labels) {}

    /**
     * All dead properties of many nodes, and the labels that a user has given to them; none without a query where the space has
     * none.
     *
     * @throws PropertyTable.TooMuch when the values together are too long to be held at once
     */
    public Kept of(SpaceKey space, Collection<NodeId> nodes, UserId user) throws PropertyTable.TooMuch {
        if (nodes.isEmpty() || !properties.mayHaveRows(space) || !labels.mayHaveRows(space)) {
            return new Kept(properties.of(space, nodes, Set.of()), labels.of(space, nodes, user));
        }
        String marks = PropertyTable.marks(nodes.size());
        String sql = "SELECT node, namespace, local, value FROM dead_property WHERE storage = ? AND node IN (" + marks
                + ") UNION ALL SELECT node, CAST(NULL AS TEXT), label, CAST(NULL AS TEXT) FROM label"
                + " WHERE storage = ? AND user_idp = ? AND user_opaque = ? AND node IN (" + marks + ")";
        long limit = nodes.size() == 1 ? Long.MAX_VALUE : PropertyTable.AT_ONCE;
        Optional<Kept> found = database.read(connection -> {
            connection.setAutoCommit(!database.isShared()); // else PostgreSQL's driver fetches all rows at once
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                int at = 1;
                select.setString(at++, space.storage());
                for (NodeId node : nodes) {
                    select.setString(at++, node.value());
                }
                select.setString(at++, space.storage());
                select.setString(at++, user.idp());
                select.setString(at++, user.opaque());
                for (NodeId node : nodes) {
                    select.setString(at++, node.value());
                }
                return collect(select, limit);
            }
        });
        return found.orElseThrow(PropertyTable.TooMuch::new);
    }

    private static Optional<Kept> collect(PreparedStatement select, long limit) throws SQLException {
        long length = 0;
        Kept kept = new Kept(new HashMap<>(), new HashMap<>());
        select.setFetchSize(PropertyTable.ROWS);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                NodeId node = new NodeId(row.getString(1));
                String namespace = row.getString(2);
                if (namespace == null) {
                    kept.labels().computeIfAbsent(node, of -> new TreeSet<>()).add(row.getString(3));
                    continue;
                }
                String value = row.getString(4);
                length += value.length();
                if (length > limit) {
                    return Optional.empty();
                }
                kept.properties()
                        .computeIfAbsent(node, of -> new LinkedHashMap<>())
                        .put(new PropertyName(namespace, row.getString(3)), value);
            }
        }
        return Optional.of(kept);
    }
}
