/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

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
import org.weft.spi.share.ShareStore;
import org.weft.spi.share.ShareStoreFactory;
import org.weft.testkit.LendingContext;
import org.weft.testkit.LentPostgres;
import org.weft.testkit.PostgresServer;
import org.weft.testkit.share.ShareStoreContract;

/** The contract of a share store, kept over a real PostgreSQL. */
@Tag("process")
class PostgresContractTest extends ShareStoreContract<SqlShareConfig> {

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
    protected ShareStoreFactory<SqlShareConfig> factory() {
        return new ShareStoreFactory<>() {
            @Override
            public String name() {
                return "sql";
            }

            @Override
            public Class<SqlShareConfig> configType() {
                return SqlShareConfig.class;
            }

            @Override
            public ShareStore create(SqlShareConfig config, DriverContext context) {
                try {
                    LentPostgres pool = new LentPostgres(url, schema);
                    pools.add(pool);
                    return new SqlShareFactory().create(config, LendingContext.with(context, pool));
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            }
        };
    }

    @Override
    protected SqlShareConfig config(Path tmp) {
        return new SqlShareConfig();
    }
}
