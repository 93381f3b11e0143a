/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.StorageDriver;

/** What is not shared: things in storages whose driver judges by itself, and so would let nobody in by a share. */
class SelfEnforcedSharesTest {

    private static final Target PAPERS = Target.path(RelPath.parse("own/papers"));

    @TempDir
    Path data;

    private final Caller einstein = FakePeople.caller(FakeSite.EINSTEIN);

    @Test
    void a_share_that_would_let_nobody_in_is_refused_when_it_is_made() {
        try (StateDatabase database = TestDatabases.sqlite(data)) {
            Mount mount = new Mount(
                    "own",
                    "id-own",
                    RelPath.parse("own"),
                    Mount.Everyone.WRITE,
                    Set.of(),
                    DriverHandle.<StorageDriver>fixed("own", new SelfEnforcingStorage()));
            MountTable table = new MountTable(List.of(mount));
            StorageServices storage =
                    new StorageServices(new Namespace(() -> table), database, LockLimits.usual(), Clock.systemUTC());
            storage.files().makeFolder(einstein, PAPERS, Optional.empty(), WriteConditions.plain());
            ShareRules rules = new ShareRules(storage.files(), List.of(), Clock.systemUTC());

            assertThat(storage.files().abilities(einstein, PAPERS).grants()).isTrue();
            assertThatThrownBy(() -> rules.shareable(einstein, PAPERS, Rights.read()))
                    .isInstanceOf(Unsupported.class)
                    .hasMessageContaining("judges by itself");
            assertThatThrownBy(() -> ShareRules.requireJudged(storage.files(), einstein, PAPERS))
                    .isInstanceOf(Unsupported.class);
        }
    }
}
