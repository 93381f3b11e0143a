/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.weft.blobtree.Revision.Stamp;
import org.weft.spi.WeftException;

/**
 * This engine among those that work on the same tree. Its row in the database says that it lives: what it has begun is left
 * alone, and every commit requires the row. Who takes the row away may therefore clear away what the engine left. Stamps of
 * attempts begin with the engine's id. Thread-safe.
 */
final class EngineLease {

    /** An engine that was not seen for so long is dead. */
    static final Duration DEAD = Duration.ofMinutes(10);

    private static final String REBUILD = "rebuild";
    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuv";

    private final TreeDatabase database;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong attempts = new AtomicLong();
    private volatile String process = "";
    private volatile boolean lost;

    EngineLease(TreeDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    long now() {
        return ValueCodec.micros(clock.instant());
    }

    /** A name that nobody has and that can't be guessed; sorts by time. */
    String name() {
        return time(clock.millis()) + digits(16);
    }

    /** What names of a time begin with. */
    static String time(long millis) {
        StringBuilder text = new StringBuilder(10);
        for (int shift = 45; shift >= 0; shift -= 5) {
            text.append(DIGITS.charAt((int) (millis >>> shift & 31)));
        }
        return text.toString();
    }

    private String digits(int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(DIGITS.charAt(random.nextInt(32)));
        }
        return text.toString();
    }

    /** A new attempt's name. */
    Stamp stamp() {
        if (lost) {
            begin();
        }
        String its = process;
        return new Stamp(its, its + "-" + Long.toString(attempts.incrementAndGet(), 36), now());
    }

    /** Begins to live, under a new id. */
    void begin() {
        String fresh = digits(13);
        database.repeatable(connection -> {
            refuseDuringRebuild(connection);
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO process (id, seen) VALUES (?, ?)" + " ON CONFLICT (id) DO NOTHING")) {
                insert.setString(1, fresh);
                insert.setLong(2, now());
                return insert.executeUpdate();
            }
        });
        process = fresh;
        lost = false;
    }

    private void refuseDuringRebuild(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT value FROM tree WHERE name = ?")) {
            select.setString(1, REBUILD);
            try (ResultSet rows = select.executeQuery()) {
                if (rows.next() && Long.parseLong(rows.getString(1)) > now() - DEAD.toNanos() / 1000) {
                    throw new WeftException.Unavailable(
                            "this storage is being rebuilt and can't be changed meanwhile",
                            Duration.ofMinutes(1),
                            null);
                }
            }
        }
    }

    /** Says that it lives. */
    void beat() {
        String its = process;
        int seen = database.repeatable(connection -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE process SET seen = ? WHERE id = ?")) {
                update.setLong(1, now());
                update.setString(2, its);
                return update.executeUpdate();
            }
        });
        if (seen == 0 && process.equals(its)) {
            begin();
        }
    }

    /**
     * Keeps the engine's row for as long as the transaction runs.
     *
     * @param stamp of what is about to be committed
     * @throws WeftException.Unavailable when the row is gone
     */
    void require(Connection connection, Stamp stamp) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT seen FROM process WHERE id = ?" + database.forKeyShare())) {
            select.setString(1, stamp.process());
            try (ResultSet rows = select.executeQuery()) {
                if (rows.next()) {
                    return;
                }
            }
        }
        lost = true;
        refuseDuringRebuild(connection);
        throw new WeftException.Unavailable(
                "this server was thought dead, and what it had begun was cleared away; try again",
                Duration.ofSeconds(1),
                null);
    }

    /** Whether this engine's row is known to be gone; the next attempt begins anew. */
    boolean isLost() {
        return lost;
    }

    /** The ids of all engines that live. */
    List<String> living(Connection connection) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT id FROM process");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    /** Takes dead engines' rows away; from then on they can't commit. @return how many */
    int bury() {
        return database.repeatable(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM process WHERE seen < ?")) {
                delete.setLong(1, now() - DEAD.toNanos() / 1000);
                return delete.executeUpdate();
            }
        });
    }

    /** Keeps all engines, this one too, from committing, until {@link #unfreeze}. To be called again within minutes. */
    void freeze() {
        database.repeatable(connection -> {
            TreeFacts.set(connection, REBUILD, Long.toString(now()));
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM process")) {
                return delete.executeUpdate();
            }
        });
    }

    void unfreeze() {
        database.repeatable(connection -> {
            TreeFacts.remove(connection, REBUILD);
            return true;
        });
        begin();
    }

    /**
     * Ends.
     *
     * @param clean whether nothing is left that others should clear away
     */
    void end(boolean clean) {
        String its = process;
        if (its.isEmpty() || !clean) {
            return;
        }
        database.repeatable(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM process WHERE id = ?")) {
                delete.setString(1, its);
                return delete.executeUpdate();
            }
        });
    }
}
