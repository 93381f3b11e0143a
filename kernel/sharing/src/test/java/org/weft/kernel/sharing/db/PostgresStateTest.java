/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.db;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.testing.WithProcess;
import org.weft.testkit.PostgresServer;

@WithProcess
class PostgresStateTest extends StateContract {

    private static PostgresServer server;

    @TempDir
    private Path data;

    private String url = "";

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    StateDatabase open() throws Exception {
        if (url.isEmpty()) {
            url = server.newDatabase();
        }
        return StateDatabase.open(data, Optional.of(url));
    }
}
