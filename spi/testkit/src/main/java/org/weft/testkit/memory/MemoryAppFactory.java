/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import org.weft.spi.DriverContext;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppProviderFactory;

/** Makes an application that consists of one page. */
public final class MemoryAppFactory implements AppProviderFactory<AppConfig> {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Class<AppConfig> configType() {
        return AppConfig.class;
    }

    @Override
    public AppProvider create(AppConfig config, DriverContext context) {
        return new MemoryApp(config.title());
    }
}
