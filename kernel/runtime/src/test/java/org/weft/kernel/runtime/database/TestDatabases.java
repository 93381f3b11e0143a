/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.share.ShareStore;
import org.weft.spi.share.ShareStoreFactory;
import org.weft.testkit.LendingContext;
import org.weft.testkit.LentPostgres;
import org.weft.testkit.PostgresServer;
import org.weft.testkit.TestContext;
import org.weft.testkit.memory.MemoryShareFactory;

/**
 * Where a site of a test keeps its rows and its shares. That is SQLite and a store in memory, unless the build says otherwise by
 * two properties: {@code weft.test.share-store} names the factory of a store, and {@code weft.test.postgres} has everything in
 * one PostgreSQL. The build of {@code share-sql} runs the tests of sharing again that way.
 */
public final class TestDatabases implements AutoCloseable {

    private static final String STORE = System.getProperty("weft.test.share-store", MemoryShareFactory.class.getName());
    private static final boolean POSTGRES = Boolean.getBoolean("weft.test.postgres");

    private final Path data;
    private final UnaryOperator<DataSource> around;
    private final Optional<String> url;
    private final List<LentPostgres> lent = new CopyOnWriteArrayList<>();

    /** @param data the folder of the site */
    public TestDatabases(Path data) {
        this(data, UnaryOperator.identity());
    }

    /**
     * @param data the folder of the site
     * @param around put around the sources of all connections
     */
    public TestDatabases(Path data, UnaryOperator<DataSource> around) {
        this.data = data;
        this.around = around;
        this.url = POSTGRES ? Optional.of(Postgres.fresh()) : Optional.empty();
    }

    public StateDatabase state() {
        if (url.isEmpty()) {
            Migrated.copyTo(data);
        }
        return StateDatabase.open(data, url, around);
    }

    /**
     * The rows of a site in SQLite, for tests that are about other things than how a database is made: a new one begins as a
     * copy of one that was migrated once, which saves two dozen transactions on disk.
     *
     * @param data the folder of the site
     */
    public static StateDatabase sqlite(Path data) {
        Migrated.copyTo(data);
        return StateDatabase.open(data, Optional.empty());
    }

    /** A store of its own. */
    public ShareStore shares(String name) {
        try {
            Object factory = Class.forName(STORE).getConstructor().newInstance();
            ShareStore store = create((ShareStoreFactory<?>) factory, context(name));
            store.start();
            return store;
        } catch (ReflectiveOperationException | SQLException | IOException failure) {
            throw new IllegalStateException("no share store by " + STORE, failure);
        }
    }

    private static <C extends Record> ShareStore create(ShareStoreFactory<C> factory, DriverContext context)
            throws ReflectiveOperationException {
        C config = factory.configType().equals(org.weft.testkit.memory.MemoryShareConfig.class)
                ? factory.configType().getConstructor(String.class).newInstance("test")
                : factory.configType().getConstructor().newInstance();
        return factory.create(config, context);
    }

    private DriverContext context(String name) throws SQLException {
        TestContext context = TestContext.in(data.resolve(name));
        if (url.isEmpty()) {
            return lending(context, context.database(Database.Durability.DURABLE));
        }
        LentPostgres pool =
                new LentPostgres(url.get(), "s" + UUID.randomUUID().toString().replace("-", ""));
        lent.add(pool);
        return lending(context, pool);
    }

    private DriverContext lending(DriverContext context, Database database) {
        return LendingContext.with(context, new Around(database, around.apply(database.source())));
    }

    private record Around(Database database, DataSource source) implements Database {

        @Override
        public Dialect dialect() {
            return database.dialect();
        }

        @Override
        public void migrate(Class<?> owner, String... files) throws SQLException {
            database.migrate(owner, files);
        }
    }

    @Override
    public void close() {
        lent.forEach(LentPostgres::close);
    }

    /** An SQLite database without rows, made by the migrations themselves, once a process. */
    private static final class Migrated {

        private static final byte[] FILE = make();

        private static byte[] make() {
            try {
                Path folder = Files.createTempDirectory("weft-migrated-");
                Path file = folder.resolve("weft.db");
                StateDatabase.open(folder, Optional.empty()).close();
                byte[] bytes = Files.readAllBytes(file);
                Files.delete(file);
                Files.delete(folder);
                return bytes;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        static void copyTo(Path data) {
            Path file = data.resolve("weft.db");
            if (Files.exists(file)) {
                return;
            }
            try {
                Files.createDirectories(data);
                Files.write(file, FILE, StandardOpenOption.CREATE_NEW);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /** One server for all tests of a process, which ends with it. */
    private static final class Postgres {

        private static final PostgresServer SERVER = start();

        private static PostgresServer start() {
            try {
                PostgresServer server = PostgresServer.start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
                return server;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }

        private static void stop(PostgresServer server) {
            try {
                server.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        static String fresh() {
            try {
                return SERVER.newDatabase();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }
}
