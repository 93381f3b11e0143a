/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.net.URI;
import org.weft.blobtree.BlobTree;
import org.weft.spi.DriverContext;
import org.weft.spi.InvalidConfig;
import org.weft.spi.Maturity;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** Makes {@code s3} drivers: the tree engine over a bucket. */
@Maturity(Maturity.Level.STABLE)
public final class S3Factory implements StorageDriverFactory<S3Config> {

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
        if (config.accessKey().isPresent() != config.secretKey().isPresent()) {
            throw new InvalidConfig(
                    config.accessKey().isPresent() ? "access-key" : "secret-key",
                    "access-key and secret-key go together; give both, or none to use what the AWS SDK finds");
        }
        config.endpoint().ifPresent(S3Factory::requireUrl);
        if (config.buffers().bytes() < config.partSize().bytes()) {
            throw new InvalidConfig("buffers", "room for one part at least: " + config.partSize());
        }
        try {
            return new BlobTree(new S3Blobs(config, context), context, config.tree());
        } catch (IllegalArgumentException wrong) {
            throw new InvalidConfig("prefix", String.valueOf(wrong.getMessage()));
        }
    }

    private static void requireUrl(URI endpoint) {
        boolean isWeb = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        if (!isWeb || endpoint.getHost() == null) {
            throw new InvalidConfig("endpoint", "a URL like https://s3.example.org");
        }
    }
}
