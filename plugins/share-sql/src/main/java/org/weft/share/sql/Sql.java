/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.weft.spi.Database;
import org.weft.spi.Database.Work;

/** Runs statements, and turns the failures of the database into those of the contract. Thread-safe. */
final class Sql {

    /** Class 23 of the standard: an integrity constraint was violated. */
    private static final String CONSTRAINT = "23";

    /** SQLite tells no state; its number for a constraint, of which the low byte counts. */
    private static final int SQLITE_CONSTRAINT = 19;

    private final Database database;

    Sql(Database database) {
        this.database = database;
    }

    /** Whether rows have to be locked against other writers; with SQLite nobody else writes during a transaction. */
    boolean locksRows() {
        return database.dialect() == Database.Dialect.POSTGRESQL;
    }

    <T> T read(Work<T> work) throws IOException {
        try (Connection connection = database.source().getConnection()) {
            return work.run(connection);
        } catch (SQLException failure) {
            throw unreachable(failure);
        }
    }

    <T> T write(Work<T> work) throws IOException {
        try {
            return database.transaction(work);
        } catch (SQLException failure) {
            throw unreachable(failure);
        }
    }

    private static IOException unreachable(SQLException failure) {
        return new IOException("the database of the shares failed: " + failure.getMessage(), failure);
    }

    /** Whether something is there already that must be unique. */
    static boolean isTaken(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.startsWith(CONSTRAINT) || (failure.getErrorCode() & 0xff) == SQLITE_CONSTRAINT;
    }
}
