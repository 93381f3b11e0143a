/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.WeftException.Unavailable;

/**
 * The signed messages of the last minutes, by what was signed: all servers on one database remember them together, and across
 * restarts. What is over is deleted on the way. A message that can't be remembered is not taken: nothing is forgotten
 * before its time to make room. Thread-safe.
 */
public final class SeenMessageTable {

    /** Many times what peers may say in the minutes that a signature is good for. */
    private static final int MOST = 1_000_000;

    private static final Duration TIDY = Duration.ofMinutes(1);

    private final StateDatabase database;
    private final int most;
    private final AtomicReference<Tidied> tidied = new AtomicReference<>(new Tidied(Instant.EPOCH, false));

    public SeenMessageTable(StateDatabase database) {
        this(database, MOST);
    }

    SeenMessageTable(StateDatabase database, int most) {
        this.database = database;
        this.most = most;
    }

    private record Tidied(Instant at, boolean full) {}

    /**
     * How a message came first.
     *
     * @param from the address it came from
     */
    public record First(Instant at, String from) {}

    /**
     * Remembers a message, unless it is remembered already.
     *
     * @param id the same for the same message alone
     * @param until from when on its signature is too old in any case
     * @return how it came first; empty when this is the first time
     * @throws Unavailable when there are so many that no other can be remembered
     */
    public Optional<First> remember(String id, First now, Instant until) {
        return database.write(connection -> {
            if (isFull(connection, now.at())) {
                throw new Unavailable("too many signed messages came in the last minutes; try again later");
            }
            return insert(connection, id, now, until) ? Optional.empty() : find(connection, id);
        });
    }

    private boolean isFull(Connection connection, Instant now) throws SQLException {
        Tidied last = tidied.get();
        if (now.isBefore(last.at().plus(TIDY))) {
            return last.full();
        }
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM ocm_seen_message WHERE forgotten < ?")) {
            delete.setLong(1, now.toEpochMilli());
            delete.executeUpdate();
        }
        boolean full = count(connection) >= most;
        tidied.set(new Tidied(now, full));
        return full;
    }

    private static long count(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM ocm_seen_message");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static boolean insert(Connection connection, String id, First now, Instant until) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ocm_seen_message (id, came, came_from,"
                + " forgotten) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, id);
            insert.setLong(2, now.at().toEpochMilli());
            insert.setString(3, now.from());
            insert.setLong(4, until.toEpochMilli());
            return insert.executeUpdate() > 0;
        }
    }

    private static Optional<First> find(Connection connection, String id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT came, came_from FROM ocm_seen_message WHERE id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new First(Instant.ofEpochMilli(row.getLong(1)), row.getString(2)))
                        : Optional.of(new First(Instant.EPOCH, "")); // deleted since: it was there, that is enough
            }
        }
    }
}
