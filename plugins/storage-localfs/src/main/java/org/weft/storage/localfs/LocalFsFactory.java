/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import org.weft.spi.DriverContext;
import org.weft.spi.Maturity;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** Makes {@code localfs} drivers. */
@Maturity(Maturity.Level.STABLE)
public final class LocalFsFactory implements StorageDriverFactory<LocalFsConfig> {

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
        return new LocalFsDriver(config.checked(), context);
    }
}
