/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.time.Duration;
import org.weft.spi.DriverContext;
import org.weft.spi.InvalidConfig;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** Makes {@code localfs} drivers. */
public final class LocalFsFactory implements StorageDriverFactory<LocalFsConfig> {

    private static final Duration SHORTEST_SCAN = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "localfs";
    }

    @Override
    public Class<LocalFsConfig> configType() {
        return LocalFsConfig.class;
    }

    @Override
    public StorageDriver create(LocalFsConfig config, DriverContext context) {
        if (config.scan().isPresent() && config.scan().get().compareTo(SHORTEST_SCAN) < 0) {
            throw new InvalidConfig("scan", "a scan at most once a minute, such as scan = \"1h\"");
        }
        return new LocalFsDriver(config, context);
    }
}
