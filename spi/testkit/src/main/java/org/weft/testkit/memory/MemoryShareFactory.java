/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.spi.DriverContext;
import org.weft.spi.share.ShareStore;
import org.weft.spi.share.ShareStoreFactory;

/** Keeps shares in memory, as long as the factory lives. */
public final class MemoryShareFactory implements ShareStoreFactory<MemoryShareConfig> {

    private final Map<String, ShareStore> stores = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Class<MemoryShareConfig> configType() {
        return MemoryShareConfig.class;
    }

    @Override
    public ShareStore create(MemoryShareConfig config, DriverContext context) {
        return stores.computeIfAbsent(config.store(), name -> new MemoryShareStore());
    }
}
