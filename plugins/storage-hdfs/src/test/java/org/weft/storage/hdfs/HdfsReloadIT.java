/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.nio.file.Path;
import org.weft.testkit.server.ReloadContract;

/**
 * The plugin as it ships, on a real HDFS. Hadoop's libraries can't leave memory: once loaded they stay with their threads and
 * their open archives, in one copy that the next plugin with the same libraries uses again; and with them one copy of the
 * driver's classes, which Hadoop got to know first. However often the plugin comes and goes, it is never two.
 */
class HdfsReloadIT extends ReloadContract {

    @Override
    protected Path jar(Path tmp) {
        return Path.of(System.getProperty("weft.hdfs.jar"));
    }

    @Override
    protected String storage(Path tmp) {
        return """
                driver = "hdfs"
                options = { namenode = "%s", root = "%s", durable = false }
                """.formatted(MiniHdfs.shared().uri(), MiniHdfs.rootOf(tmp));
    }

    @Override
    protected boolean retainsLibraries() {
        return true;
    }

    @Override
    protected String heap() {
        return "256m";
    }
}
