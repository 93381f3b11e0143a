/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.weft.spi.Database;
import org.weft.spi.Database.Dialect;
import org.weft.spi.Database.Durability;

/**
 * Lends each driver instance databases of its own: files below {@code plugins-state/} in the data folder, or schemas in
 * the site's PostgreSQL. No transaction spans them and the server's own. An instance that replaces another under the
 * same name is lent the same database. Thread-safe.
 */
public final class PluginDatabases implements AutoCloseable {

    private static final int CONNECTIONS = 8;

    private final StateDatabase home;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Loan, PluginDatabase> lent = new HashMap<>();

    /** What is lent to whom. */
    private record Loan(String instance, Durability durability) {}

    /**
     * @param home says which kind of database the site has, and where
     */
    public PluginDatabases(StateDatabase home) {
        this.home = home;
    }

    /**
     * The database of an instance, made at first use.
     *
     * @param instance the name of the configuration entry with its kind, such as {@code storage-home}
     * @throws DatabaseFailure when it can't be made
     */
    public Database lend(String instance, Durability durability) {
        if (!instance.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw new IllegalArgumentException("no name for a database: " + instance);
        }
        lock.lock();
        try {
            Loan loan = new Loan(instance, durability);
            PluginDatabase known = lent.get(loan);
            if (known == null) {
                known = open(loan);
                lent.put(loan, known);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private PluginDatabase open(Loan loan) {
        PostgresUrl url = home.url();
        String pool = loan.instance() + (loan.durability() == Durability.DURABLE ? "" : "-cache");
        if (url == null) {
            Path file = home.data()
                    .resolve("plugins-state")
                    .resolve(loan.instance())
                    .resolve(loan.durability() == Durability.DURABLE ? "state.db" : "cache.db");
            ConnectionPools.makeFile(file);
            HikariDataSource source = home.pools().sqlite(pool, file, CONNECTIONS, false, loan.durability());
            return new PluginDatabase(source, Dialect.SQLITE);
        }
        String schema = schema(pool);
        makeSchema(schema);
        HikariDataSource source = home.pools().postgres(pool, url, CONNECTIONS, Optional.of(schema), loan.durability());
        return new PluginDatabase(source, Dialect.POSTGRESQL);
    }

    /** A name that needs no quotes and fits PostgreSQL's 63 bytes; the hash keeps {@code a-b} and {@code a.b} apart. */
    private static String schema(String name) {
        StringBuilder schema = new StringBuilder("weft_");
        for (char c : name.toCharArray()) {
            char lower = Character.toLowerCase(c);
            schema.append(lower >= 'a' && lower <= 'z' || lower >= '0' && lower <= '9' ? lower : '_');
        }
        schema.setLength(Math.min(schema.length(), 40));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return schema + "_" + HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private void makeSchema(String schema) {
        try (Connection connection = home.writer();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
        } catch (SQLException failure) {
            throw new DatabaseFailure(
                    "the schema " + schema + " can't be made in the site's PostgreSQL (does the user have CREATE on the"
                            + " database?): " + failure.getMessage(),
                    failure);
        }
    }

    /** Closes what an instance was lent, after the last driver of that name has closed. */
    public void release(String instance) {
        lock.lock();
        try {
            for (Durability durability : Durability.values()) {
                PluginDatabase gone = lent.remove(new Loan(instance, durability));
                if (gone != null) {
                    gone.close();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            lent.values().forEach(PluginDatabase::close);
            lent.clear();
        } finally {
            lock.unlock();
        }
    }
}
