/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.Meter;
import org.weft.spi.Mutex;

/** What one instance has from the kernel; taken back by {@link #close}. */
final class LentContext implements DriverContext {

    /** Tasks of a scheduler that may run at the same time. */
    private static final int SCHEDULED_AT_ONCE = 8;

    private final DriverKind<?> kind;
    private final String instance;
    private final String entry;
    private final Lending lending;
    private final Mutexes mutexes;
    private final LentMeter meter;
    private final ExecutorService executor;
    private final ScheduledThreadPoolExecutor scheduler;

    LentContext(DriverKind<?> kind, String instance, ClassLoader loader, Lending lending, Mutexes mutexes) {
        this.kind = kind;
        this.instance = instance;
        this.entry = kind.word() + "-" + instance;
        this.lending = lending;
        this.mutexes = mutexes;
        this.meter = new LentMeter(lending.registry(), kind, instance);
        ThreadFactory virtual = Thread.ofVirtual().name(entry + "-", 0).factory();
        ThreadFactory threads = work -> {
            Thread thread = virtual.newThread(work);
            thread.setContextClassLoader(loader);
            return thread;
        };
        this.executor = Executors.newThreadPerTaskExecutor(threads);
        this.scheduler = new ScheduledThreadPoolExecutor(SCHEDULED_AT_ONCE, threads);
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public Path stateDirectory() {
        try {
            return Files.createDirectories(lending.folder().resolve(entry));
        } catch (IOException impossible) {
            throw new UncheckedIOException("the data folder is not writable", impossible);
        }
    }

    @Override
    public Clock clock() {
        return lending.clock();
    }

    @Override
    public Meter meter() {
        return meter;
    }

    @Override
    public Database database(Database.Durability durability) {
        // What the server makes here outlives the plugin, and must not remember its loader.
        LoaderSwap swap = new LoaderSwap(LentContext.class.getClassLoader());
        try {
            return lending.databases().lend(entry, durability);
        } finally {
            swap.close();
        }
    }

    @Override
    public Mutex mutex(String key) {
        return mutexes.of(entry, key);
    }

    @Override
    public ExecutorService executor() {
        return executor;
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** Counts calls that the deadline of a drain ended. */
    void ended(int calls) {
        lending.registry()
                .counter("weft_drain_ended_calls", "kind", kind.word(), "instance", instance)
                .increment(calls);
    }

    /**
     * Interrupts what runs and waits a little for it to end.
     *
     * @return whether it did
     */
    boolean interrupt() {
        executor.shutdownNow();
        scheduler.shutdownNow();
        try {
            return executor.awaitTermination(5, TimeUnit.SECONDS) && scheduler.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void close() {
        meter.close();
    }
}
