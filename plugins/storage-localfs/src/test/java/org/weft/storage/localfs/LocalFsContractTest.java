/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.nio.file.Path;
import java.util.Optional;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.StorageContract;

class LocalFsContractTest extends StorageContract<LocalFsConfig> {

    @Override
    protected StorageDriverFactory<LocalFsConfig> factory() {
        return new LocalFsFactory();
    }

    @Override
    protected LocalFsConfig config(Path tmp) {
        return LocalFsConfig.of(tmp);
    }

    @Override
    protected Optional<Path> page() {
        return Optional.of(Path.of("../../docs/reference/drivers.md"));
    }
}
