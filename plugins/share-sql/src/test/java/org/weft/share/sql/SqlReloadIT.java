/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.weft.testkit.server.PluginReloadContract;
import org.weft.testkit.server.Use;
import org.weft.testkit.server.WeftServer;

/** The plugin comes and goes without a trace, although it works in a database that the server keeps open. */
class SqlReloadIT extends PluginReloadContract {

    @Override
    protected Path jar(Path tmp) {
        return Path.of(System.getProperty("weft.plugin.jar"));
    }

    @Override
    protected String config(Path tmp) {
        return """
                [shares]
                driver = "sql"

                [[storage]]
                name = "common"
                mount = "/common"
                driver = "memory"
                """;
    }

    @Override
    protected List<Use> uses() {
        return List.of(new Use("PROPFIND", "/dav/tree/shares/", "", WeftServer.USER, WeftServer.SECRET, Set.of(207)));
    }
}
