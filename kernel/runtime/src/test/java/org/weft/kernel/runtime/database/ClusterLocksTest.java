/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.testing.WithProcess;
import org.weft.testkit.PostgresServer;

/** Two nodes of one site are two databases opened on one PostgreSQL. */
@WithProcess
class ClusterLocksTest {

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

    @BeforeEach
    void makeDatabase() throws Exception {
        url = server.newDatabase();
    }

    private StateDatabase node() {
        return StateDatabase.open(data, Optional.of(url));
    }

    @Test
    void one_node_waits_while_another_holds_the_lock() throws Exception {
        try (StateDatabase first = node();
                StateDatabase second = node()) {
            ClusterLocks here = new ClusterLocks(first);
            ClusterLocks there = new ClusterLocks(second);
            ClusterLocks.Held held = here.hold("storage-a/root");
            assertThat(there.tryHold("storage-a/root")).isEmpty();
            CountDownLatch asked = new CountDownLatch(1);
            CompletableFuture<ClusterLocks.Held> waiting = CompletableFuture.supplyAsync(() -> {
                asked.countDown();
                return there.hold("storage-a/root");
            });
            asked.await();
            assertThat(waiting).isNotDone();
            held.close();
            waiting.get(30, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void locks_of_other_names_are_free() {
        try (StateDatabase first = node();
                StateDatabase second = node();
                ClusterLocks.Held held = new ClusterLocks(first).hold("a")) {
            assertThat(held).isNotNull();
            Optional<ClusterLocks.Held> other = new ClusterLocks(second).tryHold("b");
            assertThat(other).isPresent();
            other.orElseThrow().close();
        }
    }

    @Test
    void a_node_that_is_gone_holds_nothing() {
        StateDatabase first = node();
        ClusterLocks.Held held = new ClusterLocks(first).hold("a");
        assertThat(held).isNotNull();
        try (StateDatabase second = node()) {
            assertThat(new ClusterLocks(second).tryHold("a")).isEmpty();
        }
        server.forgetClients(url);
        try (StateDatabase second = node()) {
            Optional<ClusterLocks.Held> free = new ClusterLocks(second).tryHold("a");
            assertThat(free).isPresent();
            free.orElseThrow().close();
        } finally {
            first.close();
        }
    }

    @Test
    void only_one_is_inside_however_many_nodes_and_threads_there_are() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger entered = new AtomicInteger();
        try (StateDatabase first = node();
                StateDatabase second = node();
                var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (StateDatabase node : java.util.List.of(first, second)) {
                ClusterLocks locks = new ClusterLocks(node);
                for (int thread = 0; thread < 4; thread++) {
                    threads.submit(() -> {
                        for (int i = 0; i < 25; i++) {
                            try (ClusterLocks.Held held = locks.hold("counter")) {
                                assertThat(held).isNotNull();
                                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                Thread.yield();
                                inside.decrementAndGet();
                                entered.incrementAndGet();
                            }
                        }
                    });
                }
            }
        }
        assertThat(entered).hasValue(200);
        assertThat(most).hasValue(1);
    }
}
