/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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

/** The contract of a storage over a real S3 server and a real PostgreSQL, as a site with several servers has them. */
@Tag("process")
class PostgresContractTest extends StorageContract<S3Config> {

    private static PostgresServer server;
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
    protected StorageDriverFactory<S3Config> factory() {
        return new StorageDriverFactory<>() {
            @Override
            public String name() {
                return "s3";
            }

            @Override
            public Class<S3Config> configType() {
                return S3Config.class;
            }

            @Override
            public StorageDriver create(S3Config config, DriverContext context) {
                try {
                    LentPostgres pool = new LentPostgres(url, schema);
                    pools.add(pool);
                    return new S3Factory().create(config, LendingContext.with(context, pool));
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            }
        };
    }

    @Override
    protected S3Config config(Path tmp) throws IOException {
        return Lab.bucketOf(tmp);
    }
}
