/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

class SqliteFailureTest {

    @TempDir
    private Path data;

    @Test
    void a_pool_that_waited_in_vain_is_told_as_a_busy_machine_and_not_in_its_own_words() {
        SQLException waited = new SQLTransientConnectionException("weft-writer - Connection is not available");
        assertThat(SqliteFailure.words("weft.db", data, waited))
                .contains("weft.db", "too busy", data.toString())
                .doesNotContain("weft-writer");
    }

    @Test
    void what_sqlite_says_behind_the_pool_goes_first() {
        SQLException waited = new SQLTransientConnectionException(
                "weft-writer - Connection is not available",
                new SQLException("file is not a database", "", SQLiteErrorCode.SQLITE_NOTADB.code));
        assertThat(SqliteFailure.words("weft.db", data, waited)).contains("is damaged");
    }
}
