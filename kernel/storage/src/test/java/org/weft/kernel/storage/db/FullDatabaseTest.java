/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.PluginDatabases;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Database;
import org.weft.spi.Database.Durability;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.SpaceId;

/** A database that can't grow, as on a full disk. */
class FullDatabaseTest {

    private static final SpaceKey SPACE = new SpaceKey("s", new SpaceId("one"));
    private static final PropertyName NAME = new PropertyName("urn:x", "note");

    @TempDir
    Path directory;

    @Test
    void what_finds_no_room_is_told_so_and_nothing_is_changed() {
        try (StateDatabase database = StateDatabase.open(directory, Optional.empty())) {
            PropertyTable table = new PropertyTable(database, 10_000_000);
            database.write(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("PRAGMA max_page_count = 1"); // as many as there are, and no more
                }
            });
            NodeId node = new NodeId("n");
            assertThatThrownBy(() ->
                            table.change(SPACE, node, Map.of(NAME, "x".repeat(1_000_000)), Set.of(), 10, 10_000_000))
                    .isInstanceOf(NoSpace.class);
            assertThat(table.of(SPACE, node, Set.of())).isEmpty();

            database.write(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("PRAGMA max_page_count = 100000"); // there is room again
                }
            });
            table.change(SPACE, node, Map.of(NAME, "y"), Set.of(), 10, 10_000_000);
            assertThat(table.of(SPACE, node, Set.of())).isNotEmpty();
        }
    }

    @Test
    void a_driver_hears_why_and_goes_on_once_there_is_room_again() throws Exception {
        try (StateDatabase home = StateDatabase.open(directory, Optional.empty());
                PluginDatabases lent = new PluginDatabases(home)) {
            Database database = lent.lend("storage-a", Durability.DURABLE);
            run(database, "CREATE TABLE thing (text TEXT)");
            run(database, "PRAGMA max_page_count = 1");
            String large = "INSERT INTO thing VALUES (hex(zeroblob(500000)))";
            assertThatThrownBy(() -> database.transaction(connection -> run(connection, large)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("full");

            run(database, "PRAGMA max_page_count = 100000");
            int rows = database.transaction(connection -> run(connection, large));
            assertThat(rows).isEqualTo(1);
        }
    }

    private static void run(Database database, String sql) throws SQLException {
        try (Connection connection = database.source().getConnection()) {
            run(connection, sql);
        }
    }

    private static int run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return statement.getUpdateCount();
        }
    }
}
