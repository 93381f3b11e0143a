/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.weft.app.pad.PadServer;
import org.weft.testkit.server.PluginReloadContract;
import org.weft.testkit.server.Use;
import org.weft.testkit.server.WeftServer;

/** The plugin comes, reads a discovery, opens files, is called back, and goes without a trace. */
class WopiReloadIT extends PluginReloadContract {

    private Office office;
    private PadServer etherpad;

    @BeforeEach
    void startOffice() throws IOException {
        office = new Office();
        etherpad = new PadServer();
    }

    @AfterEach
    void stopOffice() {
        office.close();
        etherpad.close();
    }

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
                options = { url = "%s", product = "collabora" }

                [[app]]
                name = "pad"
                driver = "etherpad"
                options = { url = "%s", api-key = "%s", save = "5s", idle = "5s" }

                [[storage]]
                name = "common"
                mount = "/common"
                driver = "memory"
                everyone = "write"
                """.formatted(office.url(), etherpad.url(), PadServer.KEY);
    }

    private static Use use(String method, String path, String body, Integer... answers) {
        return new Use(method, path, body, WeftServer.USER, WeftServer.SECRET, Set.of(answers));
    }

    @Override
    protected List<Use> uses() {
        return List.of(
                use("GET", "/app/list", "", 200),
                use("PUT", "/dav/tree/common/ROUND.docx", "text", 201, 204),
                use("POST", "/app/open?path=/common/ROUND.docx", "", 200),
                use("GET", "/apps/open?path=/common/ROUND.docx", "", 200),
                use("PUT", "/dav/tree/common/edited.txt", "text", 201, 204, 423),
                use("POST", "/app/open?path=/common/edited.txt&view_mode=write", "", 200),
                use("PUT", "/dav/tree/common/ROUND.txt", "text", 201, 204),
                use("POST", "/app/open?path=/common/ROUND.txt&view_mode=read", "", 200),
                use("GET", "/apps/x/office/wopi/files/x?access_token=y", "", 401));
    }
}
