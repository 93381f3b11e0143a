/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does at intervals what has to be done again and again: clears away what has expired, shows that the node lives. */
final class PeriodicJob implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PeriodicJob.class);
    /** How long what has expired may lie about. */
    static final Duration SOMETIMES = Duration.ofMinutes(5);

    private final ScheduledExecutorService broom = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sweeping").factory());

    private final List<ScheduledFuture<?>> rounds;

    PeriodicJob(Duration pause, List<Runnable> places) {
        this.rounds = places.stream()
                .<ScheduledFuture<?>>map(place -> rounds(place, pause))
                .toList();
    }

    private ScheduledFuture<?> rounds(Runnable place, Duration pause) {
        return broom.scheduleWithFixedDelay(() -> sweep(place), 5, pause.toSeconds(), TimeUnit.SECONDS);
    }

    /** A task that throws would never run again. */
    private static void sweep(Runnable place) {
        try {
            place.run();
        } catch (RuntimeException failure) {
            log.atWarn().setCause(failure).log("sweep_failed");
        }
    }

    @Override
    public void close() {
        rounds.forEach(round -> round.cancel(false));
        broom.shutdownNow();
    }
}
