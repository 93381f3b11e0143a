/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.auth.AuthProviderFactory;
import org.weft.spi.auth.Credentials;
import org.weft.testkit.auth.AuthContract;

@Tag("process")
class LdapAuthContractTest extends AuthContract<LdapAuthConfig> {

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
    protected AuthProviderFactory<LdapAuthConfig> factory() {
        return new LdapAuthFactory();
    }

    @Override
    protected LdapAuthConfig config(Path tmp) {
        return Configs.auth(slapd.options());
    }

    @Override
    protected Credentials right() {
        return new Credentials("basic", "einstein", "relativity");
    }
}
