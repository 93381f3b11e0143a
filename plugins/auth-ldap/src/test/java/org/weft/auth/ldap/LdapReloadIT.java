/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.weft.testkit.server.PluginReloadContract;
import org.weft.testkit.server.Use;

/** The plugin as it ships: sign-in and directory come and go without a trace. */
class LdapReloadIT extends PluginReloadContract {

    private static Slapd slapd;

    @BeforeAll
    static void startServer(@TempDir Path tmp) throws IOException, InterruptedException {
        slapd = Slapd.start(tmp);
    }

    @AfterAll
    static void stopServer() {
        if (slapd != null) {
            slapd.close();
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
                name = "people"
                driver = "ldap"
                [auth.options]
                idp = "https://idp.example"
                server = { urls = ["%1$s"], bind-dn = "%2$s", bind-password = "%3$s", connect-timeout = "1m", response-timeout = "1m" }
                users = { base = "%4$s" }

                [[directory]]
                name = "people"
                driver = "ldap"
                [directory.options]
                idp = "https://idp.example"
                server = { urls = ["%1$s"], bind-dn = "%2$s", bind-password = "%3$s", connect-timeout = "1m", response-timeout = "1m" }
                users = { base = "%4$s" }
                groups = { base = "%5$s" }

                [[storage]]
                name = "common"
                mount = "/common"
                driver = "memory"
                """.formatted(slapd.url(), Slapd.ACCOUNT, Slapd.ACCOUNT_SECRET, Slapd.PEOPLE, Slapd.GROUPS);
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
