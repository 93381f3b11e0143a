/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.StorageContract;

/** With {@code -Dweft.slow=10} each call of the driver takes that many milliseconds, to see how long slow drivers are tested. */
class MemoryContractTest extends StorageContract<MemoryConfig> {

    private static final Duration DELAY = Duration.ofMillis(Long.getLong("weft.slow", 0));

    private final MemoryFactory factory = new MemoryFactory();

    @Override
    protected StorageDriverFactory<MemoryConfig> factory() {
        return new StorageDriverFactory<>() {
            @Override
            public String name() {
                return factory.name();
            }

            @Override
            public Class<MemoryConfig> configType() {
                return factory.configType();
            }

            @Override
            public StorageDriver create(MemoryConfig config, DriverContext context) {
                return SlowDriver.of(factory.create(config, context), DELAY);
            }
        };
    }

    @Override
    protected MemoryConfig config(Path tmp) {
        return new MemoryConfig(tmp.toString(), Optional.empty(), true);
    }

    @Override
    protected Optional<Path> page() {
        return Optional.of(Path.of("../../docs/reference/drivers.md"));
    }
}
