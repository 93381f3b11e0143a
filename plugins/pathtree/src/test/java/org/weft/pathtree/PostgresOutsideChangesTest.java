/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.io.IOException;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.weft.spi.DriverContext;
import org.weft.testkit.LendingContext;
import org.weft.testkit.LentPostgres;
import org.weft.testkit.PostgresServer;

/** The same with the rows in a real PostgreSQL. */
@Tag("process")
class PostgresOutsideChangesTest extends OutsideChangesTest {

    private static @Nullable PostgresServer server;
    private static String url = "";

    private @Nullable LentPostgres pool;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        server = PostgresServer.start();
        url = server.newDatabase();
    }

    @AfterAll
    static void stopServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    DriverContext lent(DriverContext context) {
        try {
            if (pool == null) {
                pool = new LentPostgres(url, "s" + UUID.randomUUID().toString().replace("-", ""));
            }
            return LendingContext.with(context, pool);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @AfterEach
    void closePool() {
        if (pool != null) {
            pool.close();
        }
    }
}
