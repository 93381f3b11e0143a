/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.weft.testkit.server.PluginReloadContract;
import org.weft.testkit.server.Use;
import org.weft.testkit.server.WeftServer;

/** The plugin comes and goes without a trace, although its office never answers. */
class WopiReloadIT extends PluginReloadContract {

    @Override
    protected Path jar(Path tmp) {
        return Path.of(System.getProperty("weft.plugin.jar"));
    }

    @Override
    protected String config(Path tmp) {
        return """
                [[app]]
                name = "office"
                driver = "wopi"
                options = { url = "http://127.0.0.1:9", product = "collabora" }

                [[storage]]
                name = "common"
                mount = "/common"
                driver = "memory"
                """;
    }

    @Override
    protected List<Use> uses() {
        return List.of(
                new Use("GET", "/app/list", "", WeftServer.USER, WeftServer.SECRET, Set.of(200)),
                new Use(
                        "GET",
                        "/apps/x/office/wopi/files/x?access_token=y",
                        "",
                        WeftServer.USER,
                        WeftServer.SECRET,
                        Set.of(401)));
    }
}
