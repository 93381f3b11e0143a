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

/** The contract against rclone's own S3 server, every file above 5 MiB in parts. */
class RcloneServerPeerIT extends StorageContract<S3Config> {

    @TempDir
    static Path shared = Path.of("");

    private static ForeignS3 server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = ForeignS3.start(
                shared,
                "rclone-s3",
                Map.of(),
                (port, buckets) -> List.of(
                        "serve",
                        "s3",
                        "--auth-key",
                        ForeignS3.accessKey() + "," + ForeignS3.secretKey(),
                        "--addr",
                        "127.0.0.1:" + port,
                        "--vfs-cache-mode",
                        "off",
                        buckets.toString()));
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
