/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.weft.spi.Database;

/** What the index remembers about itself: which root it is of, and when the whole of that was last looked through. */
final class IndexMetadata {

    private static final String ROOT = "root";
    private static final String SCANNED = "scanned";

    private final Database database;

    IndexMetadata(Database database) {
        this.database = database;
    }

    /** Of which root it is. */
    Optional<Id> root() throws SQLException {
        return get(ROOT).flatMap(Id::parse);
    }

    /** Begins anew with another root. */
    void begin(Id root) throws SQLException {
        database.transaction(connection -> {
            try (PreparedStatement nodes = connection.prepareStatement("DELETE FROM nodes");
                    PreparedStatement facts = connection.prepareStatement("DELETE FROM facts")) {
                nodes.executeUpdate();
                return facts.executeUpdate();
            }
        });
        set(ROOT, root.text());
    }

    boolean isScanned() throws SQLException {
        return get(SCANNED).isPresent();
    }

    void scanned(String when) throws SQLException {
        set(SCANNED, when);
    }

    void notScanned() throws SQLException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM facts WHERE fact = ?")) {
                statement.setString(1, SCANNED);
                return statement.executeUpdate();
            }
        });
    }

    private Optional<String> get(String fact) throws SQLException {
        try (Connection connection = database.source().getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT value FROM facts WHERE fact = ?")) {
            statement.setString(1, fact);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    private void set(String fact, String value) throws SQLException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO facts (fact, value)"
                    + " VALUES (?, ?) ON CONFLICT (fact) DO UPDATE SET value = excluded.value")) {
                statement.setString(1, fact);
                statement.setString(2, value);
                return statement.executeUpdate();
            }
        });
    }
}
