/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.nio.file.Path;
import java.util.Optional;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.StorageContract;

class CoreMemoryContractTest extends StorageContract<MemoryConfig> {

    private final CoreMemoryFactory factory = new CoreMemoryFactory();

    @Override
    protected StorageDriverFactory<MemoryConfig> factory() {
        return factory;
    }

    @Override
    protected MemoryConfig config(Path tmp) {
        return MemoryConfig.of(tmp.toString());
    }

    @Override
    protected Optional<Path> page() {
        return Optional.of(Path.of("../../docs/reference/drivers.md"));
    }
}
