/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.weft.testkit.storage.Fixture;
import org.weft.testkit.storage.StorageBench;

/** Benches with a localfs driver. */
final class BenchOf {

    private BenchOf() {}

    /** A driver on {@code root} below a folder, with its state beside it. */
    static StorageBench in(Path tmp) throws IOException {
        return with(tmp, LocalFsConfig.of(tmp.resolve("root")));
    }

    /** A driver with a quota, and with neither versions nor trash. */
    static StorageBench withQuota(Path tmp, long bytes) throws IOException {
        return with(
                tmp,
                LocalFsConfig.of(tmp.resolve("root"))
                        .hasty()
                        .withQuota(bytes)
                        .withVersions(0, Duration.ZERO)
                        .withTrash(Duration.ZERO));
    }

    static StorageBench with(Path tmp, LocalFsConfig config) throws IOException {
        return new StorageBench(
                tmp.resolve("state"), context -> new LocalFsFactory().create(config, context), Fixture.none());
    }
}
