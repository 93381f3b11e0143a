/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import org.weft.spi.DriverContext;
import org.weft.spi.Maturity;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppProviderFactory;

/** Makes providers of applications that speak WOPI. */
@Maturity(Maturity.Level.STABLE)
public final class WopiFactory implements AppProviderFactory<WopiConfig> {

    @Override
    public String name() {
        return "wopi";
    }

    @Override
    public Class<WopiConfig> configType() {
        return WopiConfig.class;
    }

    @Override
    public AppProvider create(WopiConfig config, DriverContext context) {
        return new WopiApp(config, context);
    }
}
