/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Health;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Probe;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Upkeep;
import org.weft.spi.storage.Upkeep.Finding;

/**
 * A storage being checked, rebuilt, tidied or probed: on a thread of its own, so that who waits for it can tell that it still
 * goes on, and can give it up. For one receiver.
 */
public final class UpkeepRun implements AutoCloseable {

    private static final int AHEAD = 1000;

    /** What may be done. */
    public enum Work {
        CHECK,
        REBUILD,
        TIDY
    }

    /** What is told of it. */
    public sealed interface Told {}

    /** Something was tried. */
    public record Tried(Probe.Trial trial) implements Told {}

    /** Something was found, or put right. */
    public record Found(Finding finding) implements Told {}

    /**
     * It is over.
     *
     * @param nodes how many nodes there are, where the work counts them
     * @param failure why it did not come to its end; absent when it did
     */
    public record Over(OptionalLong nodes, Optional<String> failure) implements Told {}

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>(AHEAD);
    private final DriverHandle<StorageDriver> handle;
    private final Thread thread;
    private volatile boolean givenUp;

    private UpkeepRun(DriverHandle<StorageDriver> handle, Body body) {
        this.handle = handle;
        this.thread = Thread.ofVirtual().name("upkeep-" + handle.instance()).unstarted(() -> run(body));
    }

    /** What is done, and how it ends. */
    @FunctionalInterface
    private interface Body {
        Over run(UpkeepRun tell) throws IOException;
    }

    static UpkeepRun start(DriverHandle<StorageDriver> handle, Work work) {
        return start(handle, run -> {
            try (Lease<StorageDriver> lease = handle.acquire()) {
                return new Over(done(lease.driver(), handle.instance(), work, run::tell), Optional.empty());
            }
        });
    }

    /** What tells of its trials. */
    @FunctionalInterface
    interface Trying {
        void run(Sink<Probe.Trial> sink) throws IOException;
    }

    /** Begins to try what a storage can do. */
    static UpkeepRun probe(DriverHandle<StorageDriver> handle, Trying trying) {
        return start(handle, run -> {
            trying.run(trial -> run.tell(new Tried(trial)));
            return new Over(OptionalLong.empty(), Optional.empty());
        });
    }

    private static UpkeepRun start(DriverHandle<StorageDriver> handle, Body body) {
        UpkeepRun run = new UpkeepRun(handle, body);
        run.thread.start();
        return run;
    }

    /** What comes next; empty when nothing came within a time. */
    public Optional<Told> next(Duration most) throws InterruptedException {
        @Nullable Told next = told.poll(most.toMillis(), TimeUnit.MILLISECONDS);
        return Optional.ofNullable(next);
    }

    /** How far it has come, as the driver says; empty when it says nothing. */
    public Optional<String> progress() {
        try (Lease<StorageDriver> lease = handle.acquire()) {
            return progress(lease.driver());
        } catch (WeftException away) {
            return Optional.empty();
        }
    }

    /** How far a driver has come that was started for this work. */
    public static Optional<String> progress(StorageDriver driver) {
        Health health = driver.health();
        return Optional.of(health.detail()).filter(detail -> health.isUp() && !detail.isEmpty());
    }

    private void run(Body body) {
        Over over;
        try {
            over = body.run(this);
        } catch (WeftException known) {
            over = new Over(OptionalLong.empty(), Optional.of(known.text()));
        } catch (Exception | LinkageError failure) {
            over = new Over(OptionalLong.empty(), Optional.of(PluginRefused.describe(failure)));
        }
        tell(over);
    }

    /**
     * Works on a driver and waits for the end.
     *
     * @return how many nodes there are, where the work counts them
     * @throws Unsupported when the driver keeps nothing that could be worked on
     */
    public static OptionalLong done(StorageDriver driver, String name, Work work, Sink<Finding> sink)
            throws IOException {
        Upkeep upkeep = driver.upkeep()
                .orElseThrow(() -> new Unsupported(
                        "the driver of storage '" + name + "' keeps nothing that could be checked or put right"));
        switch (work) {
            case CHECK -> upkeep.check(sink);
            case REBUILD -> {
                return OptionalLong.of(upkeep.rebuild(sink));
            }
            case TIDY -> upkeep.tidy(sink);
        }
        return OptionalLong.empty();
    }

    private boolean tell(Finding finding) {
        return tell(new Found(finding));
    }

    private boolean tell(Told next) {
        try {
            while (!givenUp) {
                if (told.offer(next, 100, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Gives it up, when it is not over: the driver is told at the next finding, and interrupted where it waits. */
    @Override
    public void close() {
        givenUp = true;
        thread.interrupt();
    }
}
