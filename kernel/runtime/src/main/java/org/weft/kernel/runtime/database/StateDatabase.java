/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Database.Dialect;
import org.weft.spi.Database.Durability;
import org.weft.spi.Database.Work;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.Unavailable;

/**
 * The server's own database: SQLite in the data folder, or the site's PostgreSQL. A write that returned is on disk.
 *
 * <p>With SQLite there is one connection that writes and some that read; guards of commits read on connections of their
 * own, so that a commit never waits for a slow query. A failing database is {@code Unavailable}; its cause is logged
 * here. Thread-safe.
 */
public final class StateDatabase implements AutoCloseable {

    /** PostgreSQL's class 53, insufficient resources: disk full. */
    private static final String POSTGRES_DISK_FULL = "53100";

    private static final Logger LOG = LoggerFactory.getLogger(StateDatabase.class);
    private static final List<String> MIGRATIONS = List.of(
            "/org/weft/kernel/runtime/database/0001-foundation.sql",
            "/org/weft/kernel/runtime/database/0002-uploads.sql",
            "/org/weft/kernel/runtime/database/0003-native-uploads.sql",
            "/org/weft/kernel/runtime/database/0004-nodes.sql",
            "/org/weft/kernel/runtime/database/0005-grants.sql",
            "/org/weft/kernel/runtime/database/0006-leftovers.sql",
            "/org/weft/kernel/runtime/database/0010-shares.sql",
            "/org/weft/kernel/runtime/database/0030-transfers.sql",
            "/org/weft/kernel/runtime/database/0031-app-passwords.sql",
            "/org/weft/kernel/runtime/database/0040-ocm-keys.sql",
            "/org/weft/kernel/runtime/database/0041-ocm-invites.sql",
            "/org/weft/kernel/runtime/database/0050-ocm-notices.sql",
            "/org/weft/kernel/runtime/database/0100-accounts.sql",
            "/org/weft/kernel/runtime/database/0101-browser-sessions.sql",
            "/org/weft/kernel/runtime/database/0110-apps.sql",
            "/org/weft/kernel/runtime/database/0125-share-requests.sql",
            "/org/weft/kernel/runtime/database/0130-sign-in-endings.sql",
            "/org/weft/kernel/runtime/database/0140-url-keys.sql",
            "/org/weft/kernel/runtime/database/0145-notice-claims.sql",
            "/org/weft/kernel/runtime/database/0150-preferences.sql",
            "/org/weft/kernel/runtime/database/0170-former-places.sql",
            "/org/weft/kernel/runtime/database/0180-seen-messages.sql",
            "/org/weft/kernel/runtime/database/0195-resting.sql",
            "/org/weft/kernel/runtime/database/0196-url-key-fetches.sql",
            "/org/weft/kernel/runtime/database/0200-reservations.sql",
            "/org/weft/kernel/runtime/database/0205-reservation-targets.sql");

    private final Dialect dialect;
    private final Path data;
    private final @Nullable PostgresUrl url;
    private final UnaryOperator<DataSource> around;
    private final HikariDataSource writers;
    private final HikariDataSource readers;
    private final HikariDataSource guards;

    /** For the locks that one holds during a commit: apart from all others, because who holds one also reads. */
    private final HikariDataSource gates;

    /** For locks that are held for longer, by {@link ClusterLocks}: who holds one also commits, and takes a gate for that. */
    private final HikariDataSource locks;

    private StateDatabase(Path data, @Nullable PostgresUrl url, UnaryOperator<DataSource> around) {
        this.data = data;
        this.url = url;
        this.around = around;
        ConnectionPools pools = new ConnectionPools(around);
        if (url == null) {
            this.dialect = Dialect.SQLITE;
            Path file = data.resolve("weft.db");
            ConnectionPools.makeFile(file);
            this.writers = pools.sqlite("writer", file, 1, false, Durability.DURABLE);
            this.readers = pools.sqlite("readers", file, 4, true, Durability.DURABLE);
            this.guards = pools.sqlite("guards", file, 2, true, Durability.DURABLE);
            this.gates = guards;
            this.locks = guards;
        } else {
            this.dialect = Dialect.POSTGRESQL;
            this.writers = pools.postgres("writers", url, 8, Optional.empty(), Durability.DURABLE);
            this.readers = pools.postgres("readers", url, 8, Optional.empty(), Durability.DURABLE);
            this.guards = pools.postgres("guards", url, 4, Optional.empty(), Durability.DURABLE);
            this.gates = pools.postgres("gates", url, 16, Optional.empty(), Durability.DURABLE);
            this.locks = pools.postgres("locks", url, 16, Optional.empty(), Durability.DURABLE);
        }
    }

    /**
     * Opens the database and brings it up to date.
     *
     * @param data the server's data folder
     * @param url of a PostgreSQL; empty for SQLite in {@code data/weft.db}
     * @throws DatabaseFailure when it can't be opened, a migration fails, or a newer version made it
     */
    public static StateDatabase open(Path data, Optional<String> url) {
        return open(data, url, UnaryOperator.identity());
    }

    /**
     * Opens the database for whoever wants to see what it is asked.
     *
     * @param around put around the source of each connection, of this database and of those that are lent
     */
    public static StateDatabase open(Path data, Optional<String> url, UnaryOperator<DataSource> around) {
        StateDatabase database =
                new StateDatabase(data, url.map(PostgresUrl::parse).orElse(null), around);
        try {
            Migrations migrations = Migrations.of(StateDatabase.class, MIGRATIONS, false);
            try (Connection connection = database.first()) {
                migrations.run(connection, database.dialect);
            }
            return database;
        } catch (SQLException failure) {
            database.close();
            throw new DatabaseFailure(SqliteFailure.words(database.toString(), data, failure), failure);
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    /**
     * The first connection. To SQLite it comes past the pool, which gives up after some seconds: a machine on which
     * everything starts at once is slow.
     */
    private Connection first() throws SQLException {
        return dialect == Dialect.SQLITE ? writers.getDataSource().getConnection() : writers.getConnection();
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Whether other nodes may change it meanwhile, so that nothing read from it may be kept for long. */
    public boolean isShared() {
        return dialect == Dialect.POSTGRESQL;
    }

    Path data() {
        return data;
    }

    /** Makes further pools beside this database. */
    ConnectionPools pools() {
        return new ConnectionPools(around);
    }

    @Nullable
    PostgresUrl url() {
        return url;
    }

    /** A connection that may write, in auto-commit mode. */
    Connection writer() throws SQLException {
        return writers.getConnection();
    }

    /** Reads. */
    public <T> T read(Work<T> work) {
        return on(readers, work);
    }

    /** Reads on behalf of a commit; short. */
    public <T> T readForGuard(Work<T> work) {
        return on(guards, work);
    }

    private <T> T on(HikariDataSource pool, Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            return work.run(connection);
        } catch (SQLException failure) {
            throw unavailable(failure);
        }
    }

    /** Changes in one transaction: commits when the work returns, rolls back when it throws. Not nested. */
    public <T> T write(Work<T> work) {
        try (Connection connection = writers.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.run(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (done) {
                    connection.setAutoCommit(true);
                } else {
                    undo(connection);
                }
            }
        } catch (SQLException failure) {
            throw unavailable(failure);
        }
    }

    /** SQLite undoes a transaction by itself when the disk is full, and then refuses to be told: that must not hide why. */
    private static void undo(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException undone) {
            LOG.atDebug().addKeyValue("reason", oneLine(undone)).log("database-undone-already");
        }
    }

    /** A transaction that is held open for the locks it takes. */
    public Hold hold() {
        return hold(gates);
    }

    /** The same for a lock that is held longer than a commit. */
    Hold holdForLock() {
        return hold(locks);
    }

    private static Hold hold(HikariDataSource pool) {
        try {
            return new Hold(pool.getConnection());
        } catch (SQLException failure) {
            throw unavailable(failure);
        }
    }

    /** See {@link #hold}; for one thread. */
    public static final class Hold implements AutoCloseable {
        private final Connection connection;

        private Hold(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
        }

        public <T> T run(Work<T> work) {
            try {
                return work.run(connection);
            } catch (SQLException failure) {
                throw unavailable(failure);
            }
        }

        /** Lets go. A connection that fails here is lost to the database too, which then lets go by itself. */
        @Override
        public void close() {
            try (connection) {
                connection.rollback();
                connection.setAutoCommit(true);
            } catch (SQLException failure) {
                LOG.atWarn().addKeyValue("reason", oneLine(failure)).log("database-hold-lost");
            }
        }
    }

    private static WeftException unavailable(SQLException failure) {
        LOG.atError()
                .addKeyValue("state", failure.getSQLState())
                .addKeyValue("reason", oneLine(failure))
                .log("database-failed");
        if (SqliteFailure.isFull(failure) || POSTGRES_DISK_FULL.equals(failure.getSQLState())) {
            return new NoSpace("the server has no room to note this; nothing was changed. Tell who runs it");
        }
        return new Unavailable("the server's database failed; try again later", failure);
    }

    /** A database that is gone is no riddle that a stack trace would solve, and every request would log one. */
    private static String oneLine(SQLException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        locks.close();
        gates.close();
        guards.close();
        readers.close();
        writers.close();
    }

    @Override
    public String toString() {
        return url == null ? data.resolve("weft.db").toString() : url.toString();
    }
}
