/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A database lent to one driver instance: SQLite in a file of its own, or a schema of its own in the site's PostgreSQL.
 *
 * <p>Write SQL that both understand. The tables are made by numbered migrations in the driver's jar:
 * {@code migrations/NNNN-words.sql} on the class path of the factory, each run once, in order, in a transaction.
 * Migrations may only add, so that the previous version of the driver can still read.
 */
public interface Database {

    /** The pool; a connection is in auto-commit mode when taken and given back by {@code close()}. */
    DataSource source();

    /** Which SQL it speaks, for the rare statement that must differ. */
    Dialect dialect();

    /**
     * Runs the migrations that have not run yet. Call it in {@link Driver#start}.
     *
     * @param owner a class of the jar that holds {@code migrations/}
     * @param files the resource names in order, such as {@code "migrations/0001-nodes.sql"}
     * @throws SQLException when one fails; it is rolled back whole, and the message names the file
     */
    void migrate(Class<?> owner, String... files) throws SQLException;

    /** Runs work in one transaction: commits when it returns, rolls back when it throws. */
    default <T> T transaction(Work<T> work) throws SQLException {
        try (Connection connection = source().getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(connection);
                connection.commit();
                connection.setAutoCommit(true);
                return result;
            } catch (SQLException | RuntimeException failure) {
                undo(connection, failure);
                throw failure;
            }
        }
    }

    /** SQLite has undone a transaction by itself when the disk is full, and then refuses to be told: that must not hide why. */
    private static void undo(Connection connection, Exception failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException undone) {
            failure.addSuppressed(undone);
        }
    }

    /** Statements that belong together. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Whether a commit must outlive a power cut. */
    enum Durability {
        /** A commit that returned is on disk. */
        DURABLE,
        /** For caches: the last commits, or all, may be lost; the driver can rebuild them. */
        REBUILDABLE
    }

    /** The SQL dialects that Weft runs on. */
    enum Dialect {
        SQLITE,
        POSTGRESQL
    }
}
