/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.job.Job;

/** Runs jobs, each in a thread of its own, until it is closed. Thread-safe. */
final class PeriodicJobs implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PeriodicJobs.class);

    /** A server that starts has better things to do. */
    private static final Duration FIRST = Duration.ofSeconds(5);

    private final List<Thread> threads = new ArrayList<>();

    PeriodicJobs(List<Job> jobs) {
        for (Job job : jobs) {
            threads.add(Thread.ofVirtual().name("job: " + job.name()).start(() -> repeat(job)));
        }
    }

    private static void repeat(Job job) {
        try {
            Thread.sleep(FIRST);
            while (true) {
                round(job);
                Thread.sleep(job.every());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** A job that throws is tried again in the next round. */
    private static void round(Job job) {
        try {
            job.work().run();
        } catch (RuntimeException failure) {
            log.atWarn().addKeyValue("job", job.name()).setCause(failure).log("sweep_failed");
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
