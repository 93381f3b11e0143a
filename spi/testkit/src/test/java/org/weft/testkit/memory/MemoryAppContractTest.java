/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.nio.file.Path;
import org.weft.spi.app.AppProviderFactory;
import org.weft.testkit.app.AppContract;

class MemoryAppContractTest extends AppContract<AppConfig> {

    @Override
    protected AppProviderFactory<AppConfig> factory() {
        return new MemoryAppFactory();
    }

    @Override
    protected AppConfig config(Path tmp) {
        return new AppConfig("Notes");
    }

    @Override
    protected String fileName() {
        return "notes.txt";
    }
}
