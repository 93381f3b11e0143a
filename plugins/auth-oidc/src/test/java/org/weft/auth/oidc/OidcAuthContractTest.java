/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.weft.auth.oidc.fixture.OpenIdProvider;
import org.weft.spi.auth.AuthProviderFactory;
import org.weft.spi.auth.Credentials;
import org.weft.testkit.auth.AuthContract;

@Tag("process")
class OidcAuthContractTest extends AuthContract<OidcConfig> {

    private static OpenIdProvider idp;
    private static String token = "";

    @BeforeAll
    static void startProvider(@TempDir Path folder) throws Exception {
        idp = OpenIdProvider.start(OpenIdProvider.freePort(), folder.resolve("keys.json"), "http://127.0.0.1:1");
        token = idp.token("einstein", "urn:weft:rs256");
    }

    @AfterAll
    static void stopProvider() throws Exception {
        if (idp != null) {
            idp.close();
        }
    }

    @Override
    protected AuthProviderFactory<OidcConfig> factory() {
        return new OidcFactory();
    }

    @Override
    protected OidcConfig config(Path tmp) {
        return new TestConfig(idp.issuer()).made();
    }

    @Override
    protected Credentials right() {
        return new Credentials("bearer", "", token);
    }

    @Override
    protected boolean secretsNameTheAccount() {
        return true;
    }
}
