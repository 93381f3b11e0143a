/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.Ability;

/** Makes storages in memory with every ability. What is stored lives as long as the factory. */
public final class MemoryFactory implements StorageDriverFactory<MemoryConfig> {

    private final Map<String, MemoryStore> stores = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Class<MemoryConfig> configType() {
        return MemoryConfig.class;
    }

    @Override
    public StorageDriver create(MemoryConfig config, DriverContext context) {
        MemoryStore store = stores.computeIfAbsent(
                config.store(),
                name -> new MemoryStore(context.clock(), config.quota().map(size -> size.bytes())));
        Set<Ability> offered = EnumSet.allOf(Ability.class);
        if (!config.grants()) {
            offered.remove(Ability.GRANTS);
        }
        return new MemoryDriver(store, MemoryDriver.all(), offered);
    }
}
