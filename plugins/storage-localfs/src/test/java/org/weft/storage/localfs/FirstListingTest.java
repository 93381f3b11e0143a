/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.ListSpec;
import org.weft.testkit.storage.StorageBench;

/** The first listing of a folder that another program filled gives every file an id; nobody waits for its end. */
class FirstListingTest {

    private static final int MANY = 2_000;

    @TempDir
    private Path tmp;

    @Test
    void what_changes_in_a_folder_does_not_wait_for_its_first_listing() throws Exception {
        Path root = tmp.resolve("root");
        try (StorageBench bench = BenchOf.in(tmp);
                ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            Files.createDirectories(root.resolve("full"));
            for (int i = 0; i < MANY; i++) {
                Files.writeString(root.resolve("full/" + i), "x");
            }
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch changed = new CountDownLatch(1);
            AtomicInteger told = new AtomicInteger();
            Future<?> listing = others.submit(() -> {
                bench.driver().list(bench.anna(), StorageBench.at("/full"), ListSpec.all(), node -> {
                    begun.countDown();
                    await(changed);
                    told.incrementAndGet();
                    return true;
                });
                return true;
            });
            begun.await();
            bench.put("/full/new", "made meanwhile");
            bench.put("/full/" + (MANY - 1), "overwritten meanwhile");
            bench.folder("/full/folder");
            bench.move("/full/0", "/full/moved");
            bench.delete("/full/1");
            assertThat(told).hasValue(0);
            changed.countDown();
            listing.get();
            assertThat(told.get()).isGreaterThan(MANY / 2);
            assertThat(bench.names("/full")).hasSize(MANY + 1).contains("new", "folder", "moved");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }
}
