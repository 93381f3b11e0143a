/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.examples.hello;

import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** Makes the driver; the kernel finds this class through {@code META-INF/services}. */
public final class HelloDriverFactory implements StorageDriverFactory<HelloConfig> {

    @Override
    public String name() {
        return "hello";
    }

    @Override
    public Class<HelloConfig> configType() {
        return HelloConfig.class;
    }

    @Override
    public StorageDriver create(HelloConfig config, DriverContext context) {
        return new HelloDriver(config.greeting(), context.clock().instant());
    }
}
