/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.sharing.share.Trio.PASS;
import static org.weft.kernel.sharing.share.Trio.READ;
import static org.weft.kernel.sharing.share.Trio.path;
import static org.weft.kernel.sharing.share.Trio.to;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.site.FakeSharing;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.kernel.testing.WithProcess;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.share.ShareStore;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.testkit.PostgresServer;

/** Two servers of one site: what one has found out about shares, the other has changed. */
@WithProcess
class PostgresSharesTest {

    private static PostgresServer server;

    private final Caller einstein = Trio.caller(FakeSite.EINSTEIN, Set.of());
    private final Caller marie = Trio.caller(FakeSite.MARIE, Set.of());
    private final Caller richard = Trio.caller(FakeSite.RICHARD, Set.of());

    @TempDir
    private Path data;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    /** One server. */
    private static final class Server implements AutoCloseable {
        private final StateDatabase database;
        private final StorageServices storage;
        private final SharingServices sharing;

        Server(FakeSite site, MemoryStorage homes, ShareStore store, Path data, String url) throws Exception {
            database = StateDatabase.open(data, Optional.of(url));
            MountTable table = new MountTable(List.of(new Mount(
                    "homes",
                    "id-homes",
                    RelPath.parse("home"),
                    Mount.Everyone.NONE,
                    Set.of(),
                    DriverHandle.fixed("homes", homes))));
            Namespace namespace = new Namespace(() -> table);
            storage = new StorageServices(namespace, database, LockLimits.usual(), Clock.systemUTC());
            sharing = FakeSharing.of(
                    store,
                    new FakeSharing.Policy(),
                    database,
                    namespace,
                    storage,
                    site.directories,
                    SharingSettings.usual(),
                    site.clock);
        }

        Rights rights(Caller who, Target target) {
            try {
                return storage.files().stat(who, target, StatSpec.node()).rights();
            } catch (NotFound hidden) {
                return Rights.none();
            }
        }

        List<String> received(Caller who) {
            List<String> names = new ArrayList<>();
            storage.files()
                    .list(who, path("shares"), ListSpec.all(), StatSpec.node(), child -> names.add(child.name()));
            return names;
        }

        void accept(Caller who, Share share) {
            decide(who, share, ShareState.ACCEPTED);
        }

        void decide(Caller who, Share share, ShareState state) {
            sharing.received().update(who, share.id(), Decision.state(state));
        }

        @Override
        public void close() {
            database.close();
        }
    }

    @Test
    void what_one_server_changes_holds_on_the_other_at_once() throws Exception {
        String url = server.newDatabase();
        MemoryStorage homes = new MemoryStorage();
        try (FakeSite site = new FakeSite(data.resolve("site"))) {
            ShareStore store = site.databases.shares("nodes");
            try (Server one = new Server(site, homes, store, data, url);
                    Server other = new Server(site, homes, store, data, url)) {
                holdsAtOnce(site, one, other);
            }
        }
    }

    private void holdsAtOnce(FakeSite site, Server one, Server other) {
        one.storage.files().makeFolder(einstein, path("home/a"), Optional.empty(), WriteConditions.plain());
        Target a = Target.id(one.storage
                .files()
                .stat(einstein, path("home/a"), StatSpec.node())
                .id());
        assertThat(other.rights(marie, a)).isEqualTo(Rights.none());

        Share given = one.sharing
                .shares()
                .create(
                        einstein,
                        path("home/a"),
                        to(marie),
                        PASS,
                        LocalShares.Terms.until(site.clock.instant().plus(Duration.ofHours(1))));
        one.accept(marie, given);
        assertThat(other.rights(marie, a).has(Right.UPLOAD)).as("given").isTrue();
        Share passed = other.sharing.shares().create(marie, a, to(richard), READ, LocalShares.Terms.usual());
        other.accept(richard, passed);
        assertThat(one.rights(richard, a).has(Right.STAT)).as("passed on").isTrue();

        one.sharing.shares().update(einstein, given.id(), LocalShares.Change.rights(READ));
        assertThat(other.rights(marie, a).has(Right.UPLOAD)).as("narrowed").isFalse();
        assertThat(other.rights(richard, a)).as("no more to pass on").isEqualTo(Rights.none());
        other.sharing.shares().update(einstein, given.id(), LocalShares.Change.rights(PASS));
        assertThat(one.rights(richard, a).has(Right.STAT)).isTrue();

        other.decide(marie, given, ShareState.REJECTED);
        assertThat(one.rights(marie, a)).as("declined").isEqualTo(Rights.none());
        assertThat(one.rights(richard, a)).isEqualTo(Rights.none());
        one.decide(marie, given, ShareState.ACCEPTED);
        assertThat(other.rights(marie, a).has(Right.UPLOAD))
                .as("accepted again")
                .isTrue();
        assertThat(other.received(marie)).hasSize(1);

        one.storage.grants().deny(einstein, path("home/a"), to(richard));
        assertThat(other.rights(richard, a)).as("closed by a grant").isEqualTo(Rights.none());

        site.clock.forward(Duration.ofHours(2));
        assertThat(other.rights(marie, a)).as("over").isEqualTo(Rights.none());
        assertThat(one.rights(marie, a)).isEqualTo(Rights.none());
    }
}
