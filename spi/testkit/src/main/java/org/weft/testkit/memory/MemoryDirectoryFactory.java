/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import org.weft.spi.DriverContext;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.DirectoryFactory;

/** Knows whoever the options name. */
public final class MemoryDirectoryFactory implements DirectoryFactory<PeopleConfig> {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Class<PeopleConfig> configType() {
        return PeopleConfig.class;
    }

    @Override
    public Directory create(PeopleConfig config, DriverContext context) {
        return new MemoryDirectory(config);
    }
}
