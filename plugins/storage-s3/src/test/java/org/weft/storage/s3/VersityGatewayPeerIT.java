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

/** The contract against versitygw over a POSIX file system, every file above 5 MiB in parts. */
class VersityGatewayPeerIT extends StorageContract<S3Config> {

    @TempDir
    static Path shared = Path.of("");

    private static ForeignS3 server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = ForeignS3.start(
                shared,
                "versitygw",
                Map.of("ROOT_ACCESS_KEY", ForeignS3.accessKey(), "ROOT_SECRET_KEY", ForeignS3.secretKey()),
                (port, buckets) -> List.of("--port", "127.0.0.1:" + port, "posix", buckets.toString()));
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
        return Lab.config(server.endpoint(), server.newFolderBucket(bucket));
    }
}
