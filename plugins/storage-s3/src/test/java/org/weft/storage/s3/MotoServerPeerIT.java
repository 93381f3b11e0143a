/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.StorageContract;

/** The contract against the S3 of moto's server, every file above 5 MiB in parts. */
class MotoServerPeerIT extends StorageContract<S3Config> {

    @TempDir
    static Path shared = Path.of("");

    private static ForeignS3 server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = ForeignS3.start(
                shared,
                "moto_server",
                Map.of(),
                (port, buckets) -> List.of("-H", "127.0.0.1", "-p", Integer.toString(port)));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected StorageDriverFactory<S3Config> factory() {
        return new S3Factory();
    }

    @Override
    protected S3Config config(Path tmp) throws IOException {
        String bucket = "b" + Integer.toHexString(tmp.hashCode());
        try {
            return Lab.config(server.endpoint(), server.newBucket(bucket));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }
}
