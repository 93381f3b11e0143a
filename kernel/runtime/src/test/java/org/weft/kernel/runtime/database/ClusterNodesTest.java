/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.testing.WithProcess;
import org.weft.testkit.PostgresServer;

@WithProcess
class ClusterNodesTest {

    @TempDir
    private Path data;

    @Test
    void nodes_on_one_postgresql_know_of_each_other_until_they_take_leave_or_fall_silent() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                StateDatabase database = StateDatabase.open(data, Optional.of(server.newDatabase()))) {
            ClusterNodes first = new ClusterNodes(database, "1", "one");
            ClusterNodes second = new ClusterNodes(database, "2", "two");
            first.sign();
            first.sign();
            assertThat(first.others()).isEmpty();
            assertThat(second.others()).containsExactly("one");
            second.sign();
            assertThat(first.others()).containsExactly("two");
            database.write(connection -> {
                try (var old = connection.prepareStatement("UPDATE site_node SET seen = seen - 61000 WHERE id = '2'")) {
                    return old.executeUpdate();
                }
            });
            assertThat(first.others()).isEmpty();
            first.close();
            assertThat(second.others()).isEmpty();
        }
    }

    @Test
    void a_site_on_sqlite_has_one_node() {
        try (StateDatabase database = StateDatabase.open(data, Optional.empty())) {
            ClusterNodes node = new ClusterNodes(database, "1", "one");
            node.sign();
            assertThat(new ClusterNodes(database, "2", "two").others()).isEmpty();
        }
    }
}
