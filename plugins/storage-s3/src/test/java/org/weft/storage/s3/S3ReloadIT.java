/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.nio.file.Path;
import org.weft.storage.s3.fixture.S3Server;
import org.weft.testkit.server.ReloadContract;

/** The plugin as it ships, with the SDK inside, on a real S3 server. */
class S3ReloadIT extends ReloadContract {

    @Override
    protected Path jar(Path tmp) {
        return Path.of(System.getProperty("weft.plugin.jar"));
    }

    @Override
    protected String storage(Path tmp) throws IOException {
        S3Server server = Lab.server();
        return """
                driver = "s3"
                options = { endpoint = "%s", bucket = "%s", region = "us-east-1", access-key = "%s", secret-key = "%s", path-style = true }
                """.formatted(server.endpoint(), server.newBucket("reload"), S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    }

    @Override
    protected String heap() {
        return "192m";
    }
}
