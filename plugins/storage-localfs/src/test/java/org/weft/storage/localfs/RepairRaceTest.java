/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.DriverContext;
import org.weft.testkit.storage.Fixture;
import org.weft.testkit.storage.StorageBench;

/** What the start after an unclean end began is over before the folders are closed that it works with. */
class RepairRaceTest {

    @TempDir
    private Path tmp;

    private final CountDownLatch held = new CountDownLatch(1);
    private final ExecutorService waiting =
            Executors.newThreadPerTaskExecutor(task -> Thread.ofVirtual().unstarted(() -> afterwards(task)));

    private void afterwards(Runnable task) {
        try {
            held.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        task.run();
    }

    /** What the kernel lends, with threads that wait. */
    private DriverContext lending(DriverContext context) {
        return (DriverContext) Proxy.newProxyInstance(
                DriverContext.class.getClassLoader(), new Class<?>[] {DriverContext.class}, (proxy, method, given) -> {
                    if (method.getName().equals("executor")) {
                        return waiting;
                    }
                    try {
                        return method.invoke(context, given);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    @Test
    void a_driver_that_closes_waits_for_it() throws Exception {
        try (StorageBench bench = BenchOf.in(tmp)) {
            bench.put("/a.txt", "a");
        }
        Files.writeString(tmp.resolve("root/.weft/epoch"), "0 running\n");
        StorageBench bench = heldUp();
        Thread closing = Thread.ofPlatform().start(bench.driver()::close);
        while (closing.isAlive() && closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(5);
        }
        assertThat(closing.isAlive()).as("the driver is not closed yet").isTrue();

        held.countDown();
        closing.join();

        bench.close();
        waiting.close();
        try (StorageBench again = BenchOf.in(tmp)) {
            assertThat(again.read("/a.txt")).isEqualTo("a");
        }
    }

    private StorageBench heldUp() throws IOException {
        return new StorageBench(
                tmp.resolve("state"),
                context -> new LocalFsFactory().create(LocalFsConfig.of(tmp.resolve("root")), lending(context)),
                Fixture.none());
    }
}
