/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.db;

import java.sql.PreparedStatement;
import java.time.Instant;
import org.weft.kernel.runtime.database.StateDatabase;

/** Rows that end by themselves: those of a table with a column that says when, in milliseconds since 1970. */
record ExpiringRows(String table, String column) {

    /** Rows whose column is {@code expires}. */
    static ExpiringRows of(String table) {
        return new ExpiringRows(table, "expires");
    }

    void remove(StateDatabase database, Instant now) {
        database.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM " + table + " WHERE " + column + " <= ?")) {
                delete.setLong(1, now.toEpochMilli());
                return delete.executeUpdate();
            }
        });
    }
}
