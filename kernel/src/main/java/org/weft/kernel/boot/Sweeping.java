/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clears away what has expired: soon after the start, then every few minutes. */
final class Sweeping implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Sweeping.class);
    private static final long SECONDS = 300;

    private final ScheduledExecutorService broom = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sweeping").factory());

    private final List<ScheduledFuture<?>> rounds;

    Sweeping(List<Runnable> places) {
        this.rounds = places.stream().map(this::rounds).toList();
    }

    private ScheduledFuture<?> rounds(Runnable place) {
        return broom.scheduleWithFixedDelay(() -> sweep(place), 5, SECONDS, TimeUnit.SECONDS);
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
