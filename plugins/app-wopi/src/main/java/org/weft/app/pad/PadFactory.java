/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.Maturity;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppProviderFactory;

/** Makes providers of Etherpads. */
@Maturity(Maturity.Level.BETA)
public final class PadFactory implements AppProviderFactory<PadConfig> {

    @Override
    public String name() {
        return "etherpad";
    }

    @Override
    public Class<PadConfig> configType() {
        return PadConfig.class;
    }

    @Override
    public AppProvider create(PadConfig config, DriverContext context) {
        Etherpad etherpad = new Etherpad(config, context.executor());
        Pads pads = new Pads(context.database(Database.Durability.DURABLE));
        return new PadApp(config, etherpad, pads, context);
    }
}
