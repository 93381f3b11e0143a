/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.examples.hello;

import java.nio.file.Path;
import org.weft.testkit.server.ReloadContract;

/** The plugin comes and goes without a trace. */
class HelloReloadIT extends ReloadContract {

    @Override
    protected Path jar(Path tmp) {
        return Path.of(System.getProperty("weft.plugin.jar"));
    }

    @Override
    protected String storage(Path tmp) {
        return "driver = \"hello\"\n";
    }

    @Override
    protected boolean isWritable() {
        return false;
    }
}
