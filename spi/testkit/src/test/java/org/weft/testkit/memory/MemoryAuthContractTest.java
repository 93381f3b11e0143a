/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.nio.file.Path;
import java.util.List;
import org.weft.spi.auth.AuthProviderFactory;
import org.weft.spi.auth.Credentials;
import org.weft.testkit.auth.AuthContract;

class MemoryAuthContractTest extends AuthContract<PeopleConfig> {

    @Override
    protected AuthProviderFactory<PeopleConfig> factory() {
        return new MemoryAuthFactory();
    }

    @Override
    protected PeopleConfig config(Path tmp) {
        return new PeopleConfig(List.of("anna:sesame", "ben:open"), List.of());
    }

    @Override
    protected Credentials right() {
        return new Credentials("basic", "anna", "sesame");
    }
}
