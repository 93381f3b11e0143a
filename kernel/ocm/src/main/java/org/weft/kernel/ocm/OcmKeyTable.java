/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.Database.Dialect;

/** The rows of the keys that sign what this site says to others. Thread-safe. */
public final class OcmKeyTable {

    private final StateDatabase database;

    public OcmKeyTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * A row.
     *
     * @param pair both halves of the key
     * @param created in milliseconds since 1970
     */
    public record Row(String kid, String algorithm, String pair, long created) {

        /** Never shows the key. */
        @Override
        public String toString() {
            return algorithm + " " + kid;
        }
    }

    /** All rows, the oldest first. */
    public List<Row> all() {
        return database.read(OcmKeyTable::select);
    }

    private static List<Row> select(Connection connection) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT kid, algorithm, pair, created FROM ocm_key ORDER BY created, kid");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(new Row(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)));
            }
        }
        return rows;
    }

    /** Adds rows, unless somebody else did since there were {@code seen}. */
    public void add(List<Row> rows, int seen) {
        database.write(connection -> {
            if (database.dialect() == Dialect.POSTGRESQL) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("LOCK TABLE ocm_key IN EXCLUSIVE MODE");
                }
            }
            if (select(connection).size() != seen) {
                return 0;
            }
            for (Row row : rows) {
                try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO ocm_key (kid, algorithm, pair, created) VALUES (?, ?, ?, ?)")) {
                    insert.setString(1, row.kid());
                    insert.setString(2, row.algorithm());
                    insert.setString(3, row.pair());
                    insert.setLong(4, row.created());
                    insert.executeUpdate();
                }
            }
            return rows.size();
        });
    }

    public void remove(String kid) {
        database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM ocm_key WHERE kid = ?")) {
                delete.setString(1, kid);
                return delete.executeUpdate();
            }
        });
    }
}
