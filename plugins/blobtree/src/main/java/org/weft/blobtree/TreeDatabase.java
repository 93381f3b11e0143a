/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Database;
import org.weft.spi.WeftException;

/**
 * The lent database: runs work on it, again where a conflict or a lost connection asks for it, and tells failures as {@code
 * Unavailable}. Thread-safe.
 */
final class TreeDatabase {

    private static final int CONFLICTS = 20;
    private static final int LOSSES = 3;

    private final Database database;
    private final boolean postgres;

    /** SQLite has one writer at a time; waiting here is fair, waiting there is not. */
    private final ReentrantLock writing = new ReentrantLock(true);

    TreeDatabase(Database database) {
        this.database = database;
        this.postgres = database.dialect() == Database.Dialect.POSTGRESQL;
    }

    /** Makes the tables. */
    void migrate() throws SQLException {
        String tables = "org/weft/blobtree/0001-tree.sql";
        if (postgres) {
            database.migrate(TreeDatabase.class, tables, "org/weft/blobtree/0002-postgresql-order.sql");
        } else {
            database.migrate(TreeDatabase.class, tables);
        }
    }

    boolean isPostgres() {
        return postgres;
    }

    /** What makes a SELECT lock the rows that it finds; SQLite's writers have the whole file anyway. */
    String forUpdate() {
        return postgres ? " FOR UPDATE" : "";
    }

    /** What makes a SELECT keep the rows that it finds from being deleted. */
    String forKeyShare() {
        return postgres ? " FOR KEY SHARE" : "";
    }

    /** Work on a connection. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(Connection connection) throws SQLException;
    }

    /** Reads; each statement sees what is committed when it begins. */
    <T extends @Nullable Object> T read(Work<T> work) {
        for (int losses = 0; ; losses++) {
            try (Connection connection = database.source().getConnection()) {
                return work.run(connection);
            } catch (SQLException failure) {
                if (!isLost(failure) && !isConflict(failure) || losses == LOSSES) {
                    throw unavailable(failure);
                }
                pause(losses);
            }
        }
    }

    /**
     * Changes something in one transaction.
     *
     * @param work may run several times, each time in a transaction of its own; when it returns null, nothing is changed
     * @param done tells on another connection whether the transaction was committed whose commit was not answered; called
     *     when the old connection is dead, it must wait for locks that its transaction may still hold
     * @param doubt called before the failure is thrown, when not even that can be found out
     */
    <T extends @Nullable Object> T change(Work<T> work, Work<Boolean> done, Runnable doubt) {
        int losses = 0;
        for (int conflicts = 0; ; ) {
            Transaction<T> transaction = new Transaction<>();
            try {
                transaction.run(work);
                return transaction.result();
            } catch (SQLException failure) {
                if (isLost(failure)) {
                    if (transaction.committing && happened(done, doubt)) {
                        return transaction.result();
                    }
                    if (++losses > LOSSES) {
                        throw unavailable(failure);
                    }
                    pause(losses);
                } else if (!isConflict(failure) || ++conflicts > CONFLICTS) {
                    throw unavailable(failure);
                } else {
                    pause(conflicts);
                }
            }
        }
    }

    /** Changes what may be changed twice without harm. */
    <T extends @Nullable Object> T repeatable(Work<T> work) {
        return change(work, connection -> false, () -> {});
    }

    private boolean happened(Work<Boolean> done, Runnable doubt) {
        try {
            return read(done);
        } catch (WeftException unknown) {
            doubt.run();
            throw unknown;
        }
    }

    private final class Transaction<T extends @Nullable Object> {
        private @Nullable T result;
        private boolean committing;

        void run(Work<T> work) throws SQLException {
            if (!postgres) {
                writing.lock();
            }
            try (Connection connection = database.source().getConnection()) {
                connection.setAutoCommit(false);
                boolean ended = false;
                try {
                    T made = work.run(connection);
                    result = made;
                    if (made != null) {
                        committing = true;
                        connection.commit();
                        ended = true;
                    }
                } finally {
                    end(connection, ended);
                }
            } finally {
                if (!postgres) {
                    writing.unlock();
                }
            }
        }

        private static void end(Connection connection, boolean committed) {
            try {
                if (!committed) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            } catch (SQLException dead) {
                return; // the pool finds out; what led here is being thrown
            }
        }

        @SuppressWarnings("NullAway") // null is one of T's values exactly if the work's result was null
        T result() {
            return result;
        }
    }

    private static boolean isConflict(SQLException failure) {
        String state = failure.getSQLState();
        return "40001".equals(state)
                || "40P01".equals(state)
                || "55P03".equals(state)
                || (failure.getErrorCode() & 0xff) == 5
                        && failure.getClass().getName().contains("sqlite");
    }

    private static boolean isLost(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    static WeftException.Unavailable unavailable(SQLException failure) {
        return new WeftException.Unavailable(
                "the database of this storage does not answer; try again", Duration.ofSeconds(5), failure);
    }

    static void pause(int times) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, 4 + Math.min(times, 12) * 8));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WeftException.Unavailable("the storage is being closed; try again", interrupted);
        }
    }
}
