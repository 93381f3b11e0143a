/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.weft.spi.Health;
import org.weft.spi.Sink;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Upkeep;

class UpkeepRunTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private static DriverHandle<StorageDriver> storage(Optional<Upkeep> upkeep) {
        StorageDriver driver = (StorageDriver) Proxy.newProxyInstance(
                StorageDriver.class.getClassLoader(),
                new Class<?>[] {StorageDriver.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("upkeep")) {
                        return upkeep;
                    }
                    if (method.getName().equals("health")) {
                        return new Health(true, "looks through it: 5 names so far");
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        return DriverHandle.fixed("s", driver);
    }

    /** Finds what the functions say. */
    private interface Finds extends Upkeep {

        @Override
        default long rebuild(Sink<Finding> done) throws IOException {
            check(done);
            return 7;
        }

        @Override
        default void tidy(Sink<Finding> done) throws IOException {
            check(done);
        }
    }

    private static List<UpkeepRun.Told> all(UpkeepRun run) throws InterruptedException {
        List<UpkeepRun.Told> all = new ArrayList<>();
        while (all.isEmpty() || !(all.getLast() instanceof UpkeepRun.Over)) {
            all.add(run.next(LONG).orElseThrow());
        }
        return all;
    }

    @Test
    void findings_come_one_by_one_and_the_end_last() throws InterruptedException {
        Upkeep.Finding finding = new Upkeep.Finding("lost", "a/b", "it is nowhere");
        Finds finds = sink -> sink.accept(finding);

        try (UpkeepRun run = UpkeepRun.start(storage(Optional.of(finds)), UpkeepRun.Work.REBUILD)) {
            assertThat(all(run))
                    .containsExactly(
                            new UpkeepRun.Found(finding), new UpkeepRun.Over(OptionalLong.of(7), Optional.empty()));
        }
    }

    @Test
    void how_far_it_has_come_is_told_as_the_driver_says() throws InterruptedException {
        CountDownLatch waits = new CountDownLatch(1);
        Finds hanging = sink -> {
            try {
                waits.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        };
        try (UpkeepRun run = UpkeepRun.start(storage(Optional.of(hanging)), UpkeepRun.Work.REBUILD)) {
            assertThat(run.progress()).contains("looks through it: 5 names so far");
            waits.countDown();
            all(run);
        }
    }

    @Test
    void a_storage_that_keeps_nothing_is_told() throws InterruptedException {
        try (UpkeepRun run = UpkeepRun.start(storage(Optional.empty()), UpkeepRun.Work.CHECK)) {
            assertThat(all(run).getLast())
                    .isEqualTo(new UpkeepRun.Over(
                            OptionalLong.empty(),
                            Optional.of("the driver of storage 's' keeps nothing that could be checked or put right")));
        }
    }

    @Test
    void a_failure_is_told_as_the_end() throws InterruptedException {
        Finds finds = sink -> {
            throw new IOException("the disk is gone");
        };

        try (UpkeepRun run = UpkeepRun.start(storage(Optional.of(finds)), UpkeepRun.Work.TIDY)) {
            assertThat(all(run).getLast())
                    .isEqualTo(new UpkeepRun.Over(OptionalLong.empty(), Optional.of("IOException: the disk is gone")));
        }
    }

    @Test
    void who_gives_it_up_stops_the_driver_at_the_next_finding() throws InterruptedException {
        AtomicInteger found = new AtomicInteger();
        CountDownLatch stopped = new CountDownLatch(1);
        Finds finds = sink -> {
            while (sink.accept(new Upkeep.Finding("k", "w", "t"))) {
                found.incrementAndGet();
            }
            stopped.countDown();
        };

        try (UpkeepRun run = UpkeepRun.start(storage(Optional.of(finds)), UpkeepRun.Work.CHECK)) {
            assertThat(run.next(LONG)).isPresent();
        }

        stopped.await();
        assertThat(found.get())
                .as("findings wait for who asks, they do not pile up")
                .isLessThanOrEqualTo(1001);
    }
}
