/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.Mutex;

/**
 * The context of one driver instance, as the kernel would lend it. What is shared by all instances of an entry (state
 * folder, databases, mutexes) comes from a {@link Site}, so that a restart or a swap can be played.
 */
public final class TestContext implements DriverContext, AutoCloseable {

    private final String instance;
    private final Site site;
    private final CountingMeter meter = new CountingMeter();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(
            1, Thread.ofVirtual().name("test-scheduler").factory());

    private TestContext(String instance, Site site) {
        this.instance = instance;
        this.site = site;
    }

    /** A context on a site of its own. */
    public static TestContext in(Path directory) {
        return new Site(directory).context("test");
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public Path stateDirectory() {
        return site.directory(instance);
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public CountingMeter meter() {
        return meter;
    }

    @Override
    public Database database(Database.Durability durability) {
        return site.database(instance, durability);
    }

    @Override
    public Mutex mutex(String key) {
        return site.mutex(instance, key);
    }

    @Override
    public ExecutorService executor() {
        return executor;
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** Takes back what was lent to the instance: its threads are interrupted. */
    @Override
    public void close() {
        scheduler.shutdownNow();
        executor.shutdownNow();
    }

    /** What outlives a driver instance. */
    public static final class Site {

        private final Path directory;
        private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
        private final Map<String, Map<Database.Durability, SqliteDatabase>> databases = new ConcurrentHashMap<>();

        /**
         * A site that keeps its state below a folder.
         *
         * @param directory made when missing
         */
        public Site(Path directory) {
            this.directory = directory;
        }

        /** The context for a new instance of an entry. */
        public TestContext context(String instance) {
            return new TestContext(instance, this);
        }

        private Path directory(String instance) {
            try {
                return Files.createDirectories(directory.resolve(instance));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private SqliteDatabase database(String instance, Database.Durability durability) {
            return databases
                    .computeIfAbsent(instance, name -> new EnumMap<>(Database.Durability.class))
                    .computeIfAbsent(
                            durability,
                            kept -> new SqliteDatabase(
                                    directory(instance).resolve(kept.name().toLowerCase(Locale.ROOT) + ".db"), kept));
        }

        private Mutex mutex(String instance, String key) {
            ReentrantLock lock = locks.computeIfAbsent(instance + '/' + key, name -> new ReentrantLock(true));
            return () -> {
                lock.lock();
                return lock::unlock;
            };
        }
    }
}
