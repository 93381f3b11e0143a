/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** Makes storages in memory with the eight methods alone. What is stored lives as long as the factory. */
public final class CoreMemoryFactory implements StorageDriverFactory<MemoryConfig> {

    private final Map<String, MemoryStore> stores = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "memory-core";
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
        return new CoreMemoryDriver(store);
    }
}
