/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;

class SqliteStateTest extends StateContract {

    @TempDir
    private Path data;

    @Override
    StateDatabase open() {
        return StateDatabase.open(data, Optional.empty());
    }

    @Test
    void nobody_but_the_server_may_read_the_file() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("weft.db"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_write_is_on_disk_when_it_returns() {
        try (StateDatabase database = open()) {
            assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(database, "synchronous")).isEqualTo("2");
            assertThat(pragma(database, "foreign_keys")).isEqualTo("1");
        }
    }

    private static String pragma(StateDatabase database, String name) {
        return database.write(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("PRAGMA " + name)) {
                return row.getString(1);
            }
        });
    }
}
