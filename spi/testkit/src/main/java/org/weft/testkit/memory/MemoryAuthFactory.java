/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import org.weft.spi.DriverContext;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.AuthProviderFactory;

/** Signs in whoever the options name. */
public final class MemoryAuthFactory implements AuthProviderFactory<PeopleConfig> {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Class<PeopleConfig> configType() {
        return PeopleConfig.class;
    }

    @Override
    public AuthProvider create(PeopleConfig config, DriverContext context) {
        return new MemoryAuth(config.people().stream().map(Person::parse).toList());
    }
}
