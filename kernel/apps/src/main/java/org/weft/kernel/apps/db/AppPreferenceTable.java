/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.UserId;

/** What applications keep for people. Thread-safe. */
public final class AppPreferenceTable {

    private final StateDatabase database;

    public AppPreferenceTable(StateDatabase database) {
        this.database = database;
    }

    public Optional<String> get(String instance, UserId user, String name) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT value FROM app_preference"
                    + " WHERE instance = ? AND user_idp = ? AND user_opaque = ? AND name = ?")) {
                select.setString(1, instance);
                select.setString(2, user.idp());
                select.setString(3, user.opaque());
                select.setString(4, name);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    public void set(String instance, UserId user, String name, String value) {
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO app_preference (instance, user_idp, user_opaque, name, value) VALUES (?, ?, ?, ?, ?)"
                            + " ON CONFLICT (instance, user_idp, user_opaque, name) DO UPDATE SET value ="
                            + " excluded.value")) {
                insert.setString(1, instance);
                insert.setString(2, user.idp());
                insert.setString(3, user.opaque());
                insert.setString(4, name);
                insert.setString(5, value);
                return insert.executeUpdate();
            }
        });
    }
}
