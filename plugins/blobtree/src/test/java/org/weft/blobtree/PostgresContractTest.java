/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.LendingContext;
import org.weft.testkit.LentPostgres;
import org.weft.testkit.PostgresServer;
import org.weft.testkit.storage.StorageContract;

/** The contract of a storage, kept over a real PostgreSQL. */
@Tag("process")
class PostgresContractTest extends StorageContract<FolderTree.Options> {

    private static @Nullable PostgresServer server;
    private static String url = "";

    private final String schema = "s" + UUID.randomUUID().toString().replace("-", "");
    private final List<LentPostgres> pools = new ArrayList<>();

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

    @AfterEach
    void closePools() {
        pools.forEach(LentPostgres::close);
    }

    @Override
    protected StorageDriverFactory<FolderTree.Options> factory() {
        return new StorageDriverFactory<>() {
            @Override
            public String name() {
                return "folder-tree";
            }

            @Override
            public Class<FolderTree.Options> configType() {
                return FolderTree.Options.class;
            }

            @Override
            public StorageDriver create(FolderTree.Options options, DriverContext context) {
                try {
                    LentPostgres pool = new LentPostgres(url, schema);
                    pools.add(pool);
                    return new FolderTree().create(options, LendingContext.with(context, pool));
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            }
        };
    }

    @Override
    protected FolderTree.Options config(Path tmp) {
        return new FolderTree.Options(tmp, TreeSettings.simple());
    }
}
