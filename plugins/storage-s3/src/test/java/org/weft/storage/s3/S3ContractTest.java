/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.StorageContract;

@Tag("process")
class S3ContractTest extends StorageContract<S3Config> {

    @Override
    protected StorageDriverFactory<S3Config> factory() {
        return new S3Factory();
    }

    @Override
    protected S3Config config(Path tmp) throws IOException {
        return Lab.bucketOf(tmp);
    }

    @Override
    protected Optional<Path> page() {
        return Optional.of(Path.of("../../docs/reference/drivers.md"));
    }
}
