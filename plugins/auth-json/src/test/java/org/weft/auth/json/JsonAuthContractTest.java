/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.weft.spi.auth.AuthProviderFactory;
import org.weft.spi.auth.Credentials;
import org.weft.testkit.auth.AuthContract;

class JsonAuthContractTest extends AuthContract<JsonAuthConfig> {

    @Override
    protected AuthProviderFactory<JsonAuthConfig> factory() {
        return new JsonAuthFactory();
    }

    @Override
    protected JsonAuthConfig config(Path tmp) throws IOException {
        return new JsonAuthConfig(Optional.of(TestFiles.copy("users.json", Files.createDirectories(tmp))), false);
    }

    @Override
    protected Credentials right() {
        return new Credentials("basic", "einstein", "relativity");
    }
}
