/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.weft.spi.config.Size;
import org.weft.testkit.storage.Fixture;
import org.weft.testkit.storage.StorageBench;

/** Benches with a localfs driver. */
final class BenchOf {

    private BenchOf() {}

    /** A driver on {@code root} below a folder, with its state beside it. */
    static StorageBench in(Path tmp) throws IOException {
        return with(tmp, LocalFsConfig.of(tmp.resolve("root")));
    }

    /** A driver with a quota. */
    static StorageBench withQuota(Path tmp, long bytes) throws IOException {
        return with(tmp, new LocalFsConfig(tmp.resolve("root"), false, Optional.of(new Size(bytes)), Optional.empty()));
    }

    static StorageBench with(Path tmp, LocalFsConfig config) throws IOException {
        return new StorageBench(
                tmp.resolve("state"), context -> new LocalFsFactory().create(config, context), Fixture.none());
    }
}
