/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.weft.spi.Database;

/** Runs a driver's migrations, each once. */
final class Migrations {

    private Migrations() {}

    static void run(Database database, Class<?> owner, String... files) throws SQLException {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS weft_migrations (name TEXT PRIMARY KEY)");
        }
        for (String file : files) {
            database.transaction(connection -> {
                if (!done(connection, file)) {
                    run(connection, owner, file);
                }
                return file;
            });
        }
    }

    private static boolean done(Connection connection, String file) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM weft_migrations WHERE name = ?")) {
            query.setString(1, file);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void run(Connection connection, Class<?> owner, String file) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement note = connection.prepareStatement("INSERT INTO weft_migrations (name) VALUES (?)")) {
            for (String sql : text(owner, file).split(";\\s*(\\R|$)")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
            note.setString(1, file);
            note.executeUpdate();
        } catch (SQLException failure) {
            throw new SQLException("the migration " + file + " failed: " + failure.getMessage(), failure);
        }
    }

    private static String text(Class<?> owner, String file) throws SQLException {
        try (InputStream stream = owner.getClassLoader().getResourceAsStream(file)) {
            if (stream == null) {
                throw new SQLException("the migration " + file + " is not on the class path of " + owner.getName());
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new SQLException("the migration " + file + " can't be read", failure);
        }
    }
}
