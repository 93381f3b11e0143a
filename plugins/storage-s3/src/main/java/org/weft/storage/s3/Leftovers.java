/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;

/**
 * Clears away what failed requests have left. While the store serves, that is done at once; while it does not, later, since
 * the client who waits for the answer has waited long enough. What is still left when the process ends, the storage's
 * sweep finds by its age.
 */
final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final long AGAIN_SECONDS = 60;
    private static final int MOST = 1000;

    private final Calls calls;
    private final ScheduledExecutorService scheduler;
    private final Queue<Left> left = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    Leftovers(Calls calls, ScheduledExecutorService scheduler) {
        this.calls = calls;
        this.scheduler = scheduler;
    }

    /** What takes something away; may be done twice. */
    @FunctionalInterface
    interface Removal {
        void run() throws IOException;
    }

    private record Left(String key, Removal removal) {}

    /** Takes something away, now or later; never fails. */
    void forget(String key, Removal removal) {
        Left it = new Left(key, removal);
        if (!calls.health().isUp() || !remove(it)) {
            later(it);
        }
    }

    private void later(Left it) {
        if (count.incrementAndGet() > MOST) {
            count.decrementAndGet();
            return;
        }
        left.add(it);
        schedule();
    }

    private void schedule() {
        try {
            ScheduledFuture<?> unused = scheduler.schedule(this::again, AGAIN_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException closed) {
            // the storage is being closed
        }
    }

    /** One look for each that was left: those that fail once more are left again. */
    private void again() {
        Left it = left.poll();
        if (it == null) {
            return;
        }
        if (remove(it)) {
            count.decrementAndGet();
        } else {
            left.add(it);
            schedule();
        }
    }

    private boolean remove(Left it) {
        try {
            it.removal().run();
            return true;
        } catch (IOException | WeftException failure) {
            LOG.atWarn()
                    .addKeyValue("key", it.key())
                    .addKeyValue("reason", failure.getMessage())
                    .log("s3-upload-not-aborted");
            return false;
        }
    }
}
