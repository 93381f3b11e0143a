/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.spaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountInfo;
import org.weft.kernel.storage.mount.StorageId;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.storage.RelPath;

/** What there is at a site. */
class SpaceCatalogTest {

    @TempDir
    Path data = Path.of("");

    @Test
    void a_storage_that_was_never_up_is_left_out_and_keeps_no_other_from_being_listed() {
        Mount never = new Mount(
                "never",
                StorageId.unknown("never", () -> {}),
                RelPath.parse("never"),
                Mount.Everyone.READ,
                PrincipalSet.nobody(),
                Set.of(),
                DriverHandle.fixed("never", new MemoryStorage()));
        Mount common = TestValues.mount("common", Mount.Everyone.WRITE, new MemoryStorage());
        try (StateDatabase database = TestDatabases.sqlite(data)) {
            SpaceCatalog catalog = new StorageServices(
                            TestValues.places(never, common), database, LockLimits.usual(), Clock.systemUTC())
                    .catalog();

            assertThat(catalog.mounts()).extracting(MountInfo::name).containsExactly("common");
        }
    }
}
