/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.Meter;
import org.weft.spi.Mutex;

/**
 * A context with a clock of the test's own.
 *
 * @param context all else
 * @param clock what o'clock
 */
record TimedContext(DriverContext context, Clock clock) implements DriverContext {

    @Override
    public String instance() {
        return context.instance();
    }

    @Override
    public Path stateDirectory() {
        return context.stateDirectory();
    }

    @Override
    public Meter meter() {
        return context.meter();
    }

    @Override
    public Database database(Database.Durability durability) {
        return context.database(durability);
    }

    @Override
    public Mutex mutex(String key) {
        return context.mutex(key);
    }

    @Override
    public ExecutorService executor() {
        return context.executor();
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return context.scheduler();
    }
}
