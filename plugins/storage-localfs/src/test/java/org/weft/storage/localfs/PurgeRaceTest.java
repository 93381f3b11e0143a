/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Upkeep.Finding;
import org.weft.testkit.storage.StorageBench;

/** The trash is emptied while files come into it: nothing of them is left. */
class PurgeRaceTest {

    private static final int ROUNDS = 200;
    private static final int EMPTYING = 2;

    @TempDir
    private Path tmp;

    @Test
    void what_is_purged_while_it_is_being_replaced_leaves_no_versions() throws Exception {
        LocalFsConfig config = LocalFsConfig.of(tmp.resolve("root")).hasty();
        try (StorageBench bench = BenchOf.with(tmp, config);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            bench.folder("/f");
            SpaceId space = bench.stat("/").space();
            Trash trash = bench.driver().trash().orElseThrow();
            AtomicBoolean done = new AtomicBoolean();
            List<Future<?>> emptying = new ArrayList<>();
            for (int i = 0; i < EMPTYING; i++) {
                emptying.add(executor.submit(() -> {
                    while (!done.get()) {
                        trash.empty(bench.anna(), space);
                    }
                    return true;
                }));
            }
            for (int round = 0; round < ROUNDS; round++) {
                bench.put("/f/old", "one " + round);
                bench.put("/f/old", "two " + round);
                bench.put("/f/new", "three " + round);
                bench.moveOver("/f/new", "/f/old");
            }
            done.set(true);
            for (Future<?> each : emptying) {
                each.get();
            }
            List<Finding> findings = new ArrayList<>();
            bench.driver().upkeep().orElseThrow().check(findings::add);
            assertThat(findings).isEmpty();
        }
    }
}
