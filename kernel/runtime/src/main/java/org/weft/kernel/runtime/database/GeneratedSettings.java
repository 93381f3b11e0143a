/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;

/** Values that the server makes once and keeps for ever, such as the ids of its storages. Thread-safe. */
public final class GeneratedSettings {

    private final StateDatabase database;

    public GeneratedSettings(StateDatabase database) {
        this.database = database;
    }

    /** The id of a storage: the same from when it was first asked for. */
    public String storageId(String mount, String proposed) {
        return once("storage-id." + mount, proposed);
    }

    /** The id of a storage, if it has one yet. */
    public Optional<String> storageIdOf(String mount) {
        return get("storage-id." + mount);
    }

    public Optional<String> get(String name) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT value FROM setting WHERE name = ?")) {
                select.setString(1, name);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    /** The value of a setting; it is set to the proposed one if it has none yet, also when several nodes propose. */
    public String once(String name, String proposed) {
        Optional<String> known = get(name);
        if (known.isPresent()) {
            return known.get();
        }
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING")) {
                insert.setString(1, name);
                insert.setString(2, proposed);
                return insert.executeUpdate();
            }
        });
        return get(name).orElse(proposed);
    }

    public void set(String name, String value) {
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO setting (name, value)"
                    + " VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")) {
                insert.setString(1, name);
                insert.setString(2, value);
                return insert.executeUpdate();
            }
        });
    }
}
