/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.testing.WithProcess;
import org.weft.spi.WeftException.Unavailable;
import org.weft.testkit.PostgresServer;

/** The database goes away in the middle of things and comes back; the server stays. */
@WithProcess
class PostgresRestartTest {

    @TempDir
    private Path data;

    @Test
    void a_restart_in_mid_transaction_loses_that_transaction_alone_and_says_unavailable() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                StateDatabase database = StateDatabase.open(data, Optional.of(server.newDatabase()))) {
            database.write(connection -> insert(connection, "before"));
            assertThatThrownBy(() -> database.write(connection -> {
                        insert(connection, "during");
                        restart(server);
                        return insert(connection, "after");
                    }))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageNotContaining("SQL");
            assertThat(eventually(() -> database.read(PostgresRestartTest::count)))
                    .as("what was committed is there, what was not is not")
                    .isEqualTo(1);
            assertThat(eventually(() -> database.write(connection -> insert(connection, "again"))))
                    .isEqualTo(1);
        }
    }

    private static void restart(PostgresServer server) {
        try {
            server.restart();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static int insert(Connection connection, String name) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO setting (name, value) VALUES (?, 'x')")) {
            insert.setString(1, "restart-test-" + name);
            return insert.executeUpdate();
        }
    }

    private static int count(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT count(*) FROM setting WHERE name LIKE 'restart-test-%'");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Each connection that was open notices once that it is dead; a pool has at most eight. */
    private static int eventually(java.util.function.IntSupplier call) {
        for (int i = 0; i < 8; i++) {
            try {
                return call.getAsInt();
            } catch (Unavailable noticed) {
                continue;
            }
        }
        return call.getAsInt();
    }
}
