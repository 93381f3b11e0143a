/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.UserId;

/** The rows of what people's clients keep for them. Thread-safe. */
public final class PreferenceTable {

    private final StateDatabase database;

    public PreferenceTable(StateDatabase database) {
        this.database = database;
    }

    public Optional<String> get(UserId user, String namespace, String key) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT value FROM preference"
                    + " WHERE user_idp = ? AND user_opaque = ? AND namespace = ? AND name = ?")) {
                select.setString(1, user.idp());
                select.setString(2, user.opaque());
                select.setString(3, namespace);
                select.setString(4, key);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    /**
     * Keeps a value in the place of the one before, or as a new one unless the user has this many already; requests at
     * the same moment may go a little beyond that.
     *
     * @return whether it is kept
     */
    public boolean set(UserId user, String namespace, String key, String value, int most) {
        return database.write(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO preference (user_idp, user_opaque, namespace, name, value)"
                            + " SELECT ?, ?, ?, ?, ? WHERE"
                            + " EXISTS (SELECT 1 FROM preference WHERE user_idp = ? AND user_opaque = ?"
                            + " AND namespace = ? AND name = ?)"
                            + " OR (SELECT COUNT(*) FROM preference WHERE user_idp = ? AND user_opaque = ?) < ?"
                            + " ON CONFLICT (user_idp, user_opaque, namespace, name)"
                            + " DO UPDATE SET value = excluded.value")) {
                insert.setString(1, user.idp());
                insert.setString(2, user.opaque());
                insert.setString(3, namespace);
                insert.setString(4, key);
                insert.setString(5, value);
                insert.setString(6, user.idp());
                insert.setString(7, user.opaque());
                insert.setString(8, namespace);
                insert.setString(9, key);
                insert.setString(10, user.idp());
                insert.setString(11, user.opaque());
                insert.setInt(12, most);
                return insert.executeUpdate() == 1;
            }
        });
    }
}
