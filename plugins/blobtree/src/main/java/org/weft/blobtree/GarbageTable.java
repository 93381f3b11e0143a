/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;

/** Notes which objects of the store nothing refers to any more, in the transaction that drops them. */
final class GarbageTable {

    /** How long a dropped content stays, for those who have looked it up and are about to open it. */
    static final Duration CONTENT = Duration.ofMinutes(10);

    /** How long the mark of a deleted node stays, for writes of old records that may still be on the way. */
    static final Duration TOMBSTONE = Duration.ofDays(1);

    private GarbageTable() {}

    /** Notes relative keys. */
    static void add(Connection connection, Collection<String> keys, long due) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO garbage (object, due) VALUES (?, ?) ON CONFLICT (object) DO NOTHING")) {
            for (String key : keys) {
                insert.setString(1, key);
                insert.setLong(2, due);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
