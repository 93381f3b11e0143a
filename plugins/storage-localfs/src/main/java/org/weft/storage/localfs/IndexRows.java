/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Database;

/** The rows of the index as they lie in the database, for who compares them with the tree. */
final class IndexRows {

    static final int PAGE = 1_000;

    private final Database database;

    IndexRows(Database database) {
        this.database = database;
    }

    /** A node and where it is said to be. */
    record Row(Id id, Id parent, String name) {}

    /** Some of the children that a folder is said to have, as its index has them: sorting all of them for each page would not end. */
    List<Row> children(Id parent, Optional<Row> after) throws SQLException {
        return rows(
                "SELECT id, parent, name FROM nodes WHERE parent = ? AND name >= ? AND (name, id) > (?, ?)"
                        + " ORDER BY name, id LIMIT " + PAGE,
                parent.text(),
                after.map(Row::name).orElse(""),
                after.map(Row::name).orElse(""),
                after.map(row -> row.id().text()).orElse(""));
    }

    /** Some of the nodes whose folder is said to be nowhere. */
    List<Row> orphans(Id root) throws SQLException {
        return rows(
                "SELECT id, parent, name FROM nodes WHERE parent <> ? AND parent <> ?"
                        + " AND NOT EXISTS (SELECT 1 FROM nodes p WHERE p.id = nodes.parent) ORDER BY id LIMIT " + PAGE,
                root.text(),
                NodeIndex.TRASH.text());
    }

    private List<Row> rows(String sql, String... arguments) throws SQLException {
        List<Row> found = new ArrayList<>();
        try (Connection connection = database.source().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setString(i + 1, arguments[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Optional<Id> id = Id.parse(rows.getString(1));
                    Optional<Id> parent = Id.parse(rows.getString(2));
                    if (id.isPresent() && parent.isPresent()) {
                        found.add(new Row(id.get(), parent.get(), rows.getString(3)));
                    }
                }
            }
        }
        return found;
    }

    /** Takes all rows away. */
    void clear() throws SQLException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM nodes")) {
                return statement.executeUpdate();
            }
        });
    }
}
