/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.Meter;
import org.weft.spi.Mutex;

/**
 * A context with another database, or at another time.
 *
 * @param context what is lent but for those
 * @param other the database; empty for the context's own
 * @param clock the time
 */
public record LendingContext(DriverContext context, Optional<Database> other, Clock clock) implements DriverContext {

    /** A context with another database. */
    public static LendingContext with(DriverContext context, Database database) {
        return new LendingContext(context, Optional.of(database), context.clock());
    }

    /** A context at another time. */
    public static LendingContext at(DriverContext context, Clock clock) {
        return new LendingContext(context, Optional.empty(), clock);
    }

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
        return other.orElseGet(() -> context.database(durability));
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
