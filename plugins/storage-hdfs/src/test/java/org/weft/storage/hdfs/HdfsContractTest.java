/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.StorageContract;

/** Every promise of the SPI, kept on a real HDFS. */
@Tag("process")
class HdfsContractTest extends StorageContract<HdfsConfig> {

    @Override
    protected StorageDriverFactory<HdfsConfig> factory() {
        return new HdfsFactory();
    }

    @Override
    protected HdfsConfig config(Path tmp) {
        return MiniHdfs.shared().config(MiniHdfs.rootOf(tmp));
    }

    @Override
    protected Optional<Path> page() {
        return Optional.of(Path.of("../../docs/reference/drivers.md"));
    }
}
