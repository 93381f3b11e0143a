/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.weft.testkit.server.PluginReloadContract;
import org.weft.testkit.server.Use;

/** The plugin as it ships: sign-in and directory come and go without a trace. */
class JsonReloadIT extends PluginReloadContract {

    @Override
    protected Path jar(Path tmp) {
        return Path.of(System.getProperty("weft.plugin.jar"));
    }

    @Override
    protected String config(Path tmp) {
        return """
                [[auth]]
                name = "accounts"
                driver = "json"
                options = { demo = true }

                [[directory]]
                name = "accounts"
                driver = "json"
                options = { demo = true }

                [[storage]]
                name = "common"
                mount = "/common"
                driver = "memory"
                """;
    }

    @Override
    protected List<Use> uses() {
        return List.of(
                new Use("PROPFIND", "/dav/tree/common/", "", "einstein", "relativity", Set.of(207)),
                new Use("PROPFIND", "/dav/tree/common/", "", "einstein", "quantum", Set.of(401)));
    }

    @Override
    protected String heap() {
        return "192m";
    }
}
