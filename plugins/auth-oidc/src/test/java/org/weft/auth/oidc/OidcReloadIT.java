/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.weft.auth.oidc.fixture.OpenIdProvider;
import org.weft.testkit.server.PluginReloadContract;
import org.weft.testkit.server.Use;

/** The plugin as it ships comes and goes without a trace. */
class OidcReloadIT extends PluginReloadContract {

    @TempDir
    Path folder = Path.of("");

    private OpenIdProvider idp;
    private String token = "";

    @BeforeEach
    void startProvider() throws IOException, InterruptedException {
        idp = OpenIdProvider.start(OpenIdProvider.freePort(), folder.resolve("keys.json"), "http://127.0.0.1:1");
        token = idp.token("einstein", "urn:weft:rs256");
    }

    @AfterEach
    void stopProvider() throws InterruptedException {
        if (idp != null) {
            idp.close();
        }
    }

    @Override
    protected Path jar(Path tmp) {
        return Path.of(System.getProperty("weft.plugin.jar"));
    }

    @Override
    protected String config(Path tmp) {
        return """
                [[auth]]
                name = "university"
                driver = "oidc"
                options = { issuer = "%s", audience = ["weft"] }

                [[storage]]
                name = "common"
                mount = "/common"
                driver = "memory"
                """.formatted(idp.issuer());
    }

    @Override
    protected List<Use> uses() {
        return List.of(
                new Use("PROPFIND", "/dav/tree/common/", "", "", token, Set.of(207)),
                new Use("PROPFIND", "/dav/tree/common/", "", "", token + "x", Set.of(401)));
    }

    @Override
    protected String heap() {
        return "192m";
    }
}
