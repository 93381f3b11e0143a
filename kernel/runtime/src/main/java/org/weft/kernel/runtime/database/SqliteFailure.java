/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** Tells what a failure of SQLite means: the pool before it says no more than that it waited. */
final class SqliteFailure {

    private static final int PRIMARY = 0xff;
    private static final long HARDLY_ANYTHING = 1L << 20;

    private SqliteFailure() {}

    /**
     * @param name what the database is called
     * @param data the server's data folder
     */
    static String words(String name, Path data, SQLException failure) {
        int code = code(failure) & PRIMARY;
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return "the server's database (" + name + ") is damaged: " + failure.getMessage()
                    + "; put back a copy of it, or move it away to begin with an empty one";
        }
        if (code == SQLiteErrorCode.SQLITE_FULL.code || isFull(data)) {
            return "the server's database (" + name + ") can't be used, because the disk of " + data
                    + " is full; free some room there and start again";
        }
        if (code == 0 && failure instanceof SQLTransientConnectionException) {
            return "the server's database (" + name
                    + ") can't be used: it did not answer in time; the machine, or the disk of " + data
                    + ", is too busy. Start again when it is not";
        }
        return "the server's database (" + name + ") can't be used: " + failure.getMessage();
    }

    /** Whether there was no room to write. */
    static boolean isFull(SQLException failure) {
        return (code(failure) & PRIMARY) == SQLiteErrorCode.SQLITE_FULL.code;
    }

    private static int code(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getErrorCode() != 0) {
                return sql.getErrorCode();
            }
        }
        return 0;
    }

    private static boolean isFull(Path data) {
        try {
            return Files.getFileStore(data).getUsableSpace() < HARDLY_ANYTHING;
        } catch (IOException unknown) {
            return false;
        }
    }
}
