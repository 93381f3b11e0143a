/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.weft.spi.Database.Dialect;

/**
 * Numbered SQL files ({@code NNNN-words.sql}), each run once, in order and in a transaction of its own, with a checksum
 * kept, so that a file that was changed after it ran is found out.
 */
final class Migrations {

    private static final long ADVISORY_KEY = 0x5745_4654_4d49_4752L;

    private final List<Step> steps;
    private final boolean newerAllowed;

    /** One file. */
    private record Step(int number, String file, String checksum, List<String> statements) {}

    private Migrations(List<Step> steps, boolean newerAllowed) {
        this.steps = steps;
        this.newerAllowed = newerAllowed;
    }

    /**
     * Reads the files.
     *
     * @param owner the class whose loader finds them
     * @param files resource names in order, absolute on the class path
     * @param newerAllowed whether a database that a newer version has added to may be used
     * @throws SQLException when one is missing or misnamed; the message names it
     */
    static Migrations of(Class<?> owner, List<String> files, boolean newerAllowed) throws SQLException {
        List<Step> steps = new ArrayList<>();
        int last = 0;
        for (String file : files) {
            int number = number(file);
            if (number <= last) {
                throw new SQLException("migration " + file + " must have a higher number than the one before it");
            }
            last = number;
            String text = text(owner, file);
            steps.add(new Step(number, file, checksum(text), SqlScript.statements(text)));
        }
        return new Migrations(steps, newerAllowed);
    }

    private static int number(String file) throws SQLException {
        String name = file.substring(file.lastIndexOf('/') + 1);
        if (!name.matches("\\d{4}-[a-z0-9-]+\\.sql")) {
            throw new SQLException("migration " + file + " must be named NNNN-words.sql");
        }
        return Integer.parseInt(name.substring(0, 4));
    }

    private static String text(Class<?> owner, String file) throws SQLException {
        try (InputStream in = owner.getResourceAsStream(file.startsWith("/") ? file : "/" + file)) {
            if (in == null) {
                throw new SQLException("migration " + file + " is missing beside " + owner.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new SQLException("migration " + file + " can't be read", unreadable);
        }
    }

    private static String checksum(String text) {
        try {
            byte[] bytes = text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /**
     * Runs what has not run yet.
     *
     * @param connection in auto-commit mode; left so
     */
    void run(Connection connection, Dialect dialect) throws SQLException {
        inTransaction(connection, dialect, "the table of migrations", () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS weft_migration ("
                        + "number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)");
            }
        });
        for (Step step : steps) {
            inTransaction(connection, dialect, step.file(), () -> {
                if (!done(connection, step)) {
                    apply(connection, step);
                }
            });
        }
        if (!newerAllowed) {
            refuseNewer(connection);
        }
    }

    private boolean done(Connection connection, Step step) throws SQLException {
        TreeMap<Integer, String> applied = applied(connection);
        String checksum = applied.get(step.number());
        if (checksum == null) {
            if (!newerAllowed && !applied.isEmpty() && applied.lastKey() > step.number()) {
                throw new SQLException("migration " + step.file() + " has not run, and later ones have:"
                        + " the database belongs to another version");
            }
            return false;
        }
        if (!checksum.equals(step.checksum())) {
            throw new SQLException("migration " + step.file() + " is not the file that ran on this database;"
                    + " use the version that made it, or restore the file");
        }
        return true;
    }

    private static void apply(Connection connection, Step step) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : step.statements()) {
                statement.execute(sql);
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO weft_migration (number, name, checksum) VALUES (?, ?, ?)")) {
            insert.setInt(1, step.number());
            insert.setString(2, step.file().substring(step.file().lastIndexOf('/') + 1));
            insert.setString(3, step.checksum());
            insert.executeUpdate();
        }
    }

    private static TreeMap<Integer, String> applied(Connection connection) throws SQLException {
        TreeMap<Integer, String> applied = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT number, checksum FROM weft_migration");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                applied.put(rows.getInt(1), rows.getString(2));
            }
        }
        return applied;
    }

    private void refuseNewer(Connection connection) throws SQLException {
        Set<Integer> known = new HashSet<>();
        steps.forEach(step -> known.add(step.number()));
        for (int number : applied(connection).keySet()) {
            if (!known.contains(number)) {
                throw new SQLException("the database was made by a newer version (it has migration " + number
                        + "); run that version, or restore a backup");
            }
        }
    }

    private static void inTransaction(Connection connection, Dialect dialect, String file, Work work)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            if (dialect == Dialect.POSTGRESQL) {
                try (PreparedStatement wait = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
                    wait.setLong(1, ADVISORY_KEY);
                    wait.execute();
                }
            }
            work.run();
            connection.commit();
        } catch (SQLException failure) {
            connection.rollback();
            String message = String.valueOf(failure.getMessage());
            throw message.startsWith("migration ")
                    ? failure
                    : new SQLException(
                            "migration " + file + " failed and was rolled back: " + message,
                            failure.getSQLState(),
                            failure.getErrorCode(),
                            failure);
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** What runs in a transaction. */
    private interface Work {
        void run() throws SQLException;
    }
}
