/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.caller;
import static org.weft.kernel.storage.TestValues.lock;
import static org.weft.kernel.storage.TestValues.put;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.locks.LockService;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.kernel.testing.WithProcess;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.testkit.PostgresServer;

@WithProcess
class PostgresStorageServicesTest extends StorageServicesContract {

    private static PostgresServer server;

    @TempDir
    private Path data;

    private String url = "";

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

    @Override
    public StateDatabase open() throws Exception {
        if (url.isEmpty()) {
            url = server.newDatabase();
        }
        return StateDatabase.open(data, Optional.of(url));
    }

    @Test
    void two_nodes_never_grant_one_exclusive_lock_twice_and_see_each_others() throws Exception {
        Mount mount = TestValues.mount("shared", Mount.Everyone.WRITE, MemoryStorage.plain());
        try (StateDatabase one = open();
                StateDatabase other = open()) {
            List<StorageServices> nodes = List.of(
                    new StorageServices(TestValues.places(mount), one, LockLimits.usual(), Clock.systemUTC()),
                    new StorageServices(TestValues.places(mount), other, LockLimits.usual(), Clock.systemUTC()));
            put(nodes.get(0).files(), caller("anna"), "shared/a", "old");
            for (int round = 0; round < 5; round++) {
                List<Caller> winners = race(nodes);
                assertThat(winners).hasSize(1);
                for (StorageServices node : nodes) {
                    assertThat(node.locks().covering(winners.getFirst(), at("shared/a")))
                            .hasSize(1);
                }
                nodes.get(round % 2).locks().release(winners.getFirst(), at("shared/a"), "t");
            }
        }
    }

    private static List<Caller> race(List<StorageServices> nodes) throws Exception {
        List<Caller> winners = new ArrayList<>();
        List<Future<Optional<Caller>>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                Caller racer = caller("racer" + i);
                LockService locks = nodes.get(i % 2).locks();
                all.add(threads.submit(() -> {
                    try {
                        locks.acquire(racer, at("shared/a"), lock(racer, "t", Sharing.EXCLUSIVE, false), false);
                        return Optional.of(racer);
                    } catch (Locked lost) {
                        return Optional.empty();
                    }
                }));
            }
        }
        for (Future<Optional<Caller>> one : all) {
            one.get().ifPresent(winners::add);
        }
        return winners;
    }
}
