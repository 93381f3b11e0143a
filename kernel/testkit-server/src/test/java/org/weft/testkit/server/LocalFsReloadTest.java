/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.weft.storage.localfs.LocalFsFactory;

@Tag("process")
class LocalFsReloadTest extends ReloadContract {

    @Override
    protected Path jar(Path tmp) throws IOException {
        return PluginJars.of(LocalFsFactory.class, "localfs", tmp);
    }

    @Override
    protected String storage(Path tmp) {
        return """
                driver = "localfs"
                options = { root = "%s" }
                """.formatted(tmp);
    }
}
