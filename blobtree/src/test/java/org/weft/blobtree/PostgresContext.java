/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.Meter;
import org.weft.spi.Mutex;
import org.weft.testkit.LentPostgres;

/** A context that lends a PostgreSQL. */
final class PostgresContext implements DriverContext, AutoCloseable {

    private final DriverContext context;
    private final LentPostgres database;

    PostgresContext(DriverContext context, String url, String schema) {
        this.context = context;
        try {
            this.database = new LentPostgres(url, schema);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
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
    public Clock clock() {
        return context.clock();
    }

    @Override
    public Meter meter() {
        return context.meter();
    }

    @Override
    public Database database(Database.Durability durability) {
        return database;
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

    @Override
    public void close() {
        database.close();
    }
}
