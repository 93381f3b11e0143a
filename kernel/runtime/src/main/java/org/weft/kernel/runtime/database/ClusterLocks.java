/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.weft.spi.WeftException.Unavailable;

/**
 * Locks by name that keep the nodes of a site apart. With SQLite there is one node, and they do nothing: who needs to
 * keep the threads of one process apart does so besides. A node that dies lets go of all. Thread-safe; not reentrant.
 */
public final class ClusterLocks {

    /** How long the database waits before it is asked again, so that an interrupt is noticed. */
    private static final String PATIENCE = "SET LOCAL lock_timeout = '2s'";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final StateDatabase database;

    public ClusterLocks(StateDatabase database) {
        this.database = database;
    }

    /** A lock that is held until it is closed; for any one thread. */
    @FunctionalInterface
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for a lock.
     *
     * @throws Unavailable when the wait is interrupted, or the database fails
     */
    public Held hold(String name) {
        if (!database.isShared()) {
            return () -> {};
        }
        while (true) {
            StateDatabase.Hold hold = database.holdForLock();
            boolean kept = false;
            try {
                kept = hold.run(connection -> waited(connection, name));
            } finally {
                if (!kept) {
                    hold.close();
                }
            }
            if (kept) {
                return hold::close;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new Unavailable("the wait for a lock was interrupted", new InterruptedException());
            }
        }
    }

    private static boolean waited(Connection connection, String name) throws SQLException {
        try (Statement patience = connection.createStatement();
                PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            patience.execute(PATIENCE);
            lock.setLong(1, key(name));
            return lock.execute();
        } catch (SQLException failure) {
            if (LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
                return false;
            }
            throw failure;
        }
    }

    /** The lock, unless another node holds it. */
    public Optional<Held> tryHold(String name) {
        if (!database.isShared()) {
            return Optional.of(() -> {});
        }
        StateDatabase.Hold hold = database.holdForLock();
        boolean kept = false;
        try {
            kept = hold.run(connection -> taken(connection, name));
        } finally {
            if (!kept) {
                hold.close();
            }
        }
        return kept ? Optional.of(hold::close) : Optional.empty();
    }

    private static boolean taken(Connection connection, String name) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
            lock.setLong(1, key(name));
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Apart from the keys of {@code AdvisoryLocks}, whose names never begin so. */
    private static long key(String name) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(("\0lock\0" + name).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
