/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;

/**
 * Takes objects away that attempts of this process have left which came to nothing. What can't be taken away now is
 * remembered; if the process ends before, its row in the database stays, and whoever finds the row old clears up.
 */
final class AttemptCleanup {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptCleanup.class);

    /** After a write that failed and may still arrive. */
    private static final Duration LATE = Duration.ofMinutes(15);

    /** After a commit whose outcome is unknown: longer than any transaction. */
    private static final Duration DOUBT = Duration.ofMinutes(2);

    private final Blobs blobs;
    private final BlobKeys keys;
    private final TreeDatabase database;
    private final DelayQueue<Left> left = new DelayQueue<>();

    AttemptCleanup(Blobs blobs, BlobKeys keys, TreeDatabase database) {
        this.blobs = blobs;
        this.keys = keys;
        this.database = database;
    }

    private record Left(String key, long due) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    /**
     * Takes away objects, by relative keys, that the database surely does not refer to. While the store does not serve,
     * that is left for later: a client waits for the answer, and has waited for the store once.
     */
    void now(Collection<String> relative) {
        if (relative.isEmpty()) {
            return;
        }
        if (!blobs.health().isUp()) {
            late(relative);
            return;
        }
        try {
            blobs.delete(relative.stream().map(keys::whole).toList());
        } catch (IOException | RuntimeException failure) {
            LOG.atDebug().addKeyValue("objects", relative.size()).log("blobtree-discard-later", failure);
            late(relative);
        }
    }

    /** Takes away objects whose writing failed, and which may appear yet. */
    void late(Collection<String> relative) {
        relative.forEach(key -> left.add(new Left(key, System.nanoTime() + LATE.toNanos())));
    }

    /** Takes away objects unless the database refers to them, once that is certain. */
    void doubted(Collection<String> relative) {
        relative.forEach(key -> left.add(new Left(key, System.nanoTime() + DOUBT.toNanos())));
    }

    /** Whether nothing is left. */
    boolean isClean() {
        return left.isEmpty();
    }

    /** Does what is due. */
    void sweep() throws IOException {
        List<Left> due = new ArrayList<>();
        left.drainTo(due, 1000);
        if (due.isEmpty()) {
            return;
        }
        boolean done = false;
        try {
            List<String> unused = database.read(connection -> {
                List<String> found = new ArrayList<>();
                for (Left each : due) {
                    if (!isUsed(connection, each.key())) {
                        found.add(each.key());
                    }
                }
                return found;
            });
            blobs.delete(unused.stream().map(keys::whole).toList());
            done = true;
        } catch (WeftException.Unavailable later) {
            LOG.atDebug().addKeyValue("objects", due.size()).log("blobtree-discard-later", later);
        } finally {
            if (!done) {
                late(due.stream().map(Left::key).toList());
            }
        }
    }

    /** Whether the database refers to an object. */
    static boolean isUsed(Connection connection, String relative) throws SQLException {
        BlobKeys.RecordKey record = BlobKeys.RecordKey.parse(relative);
        if (record != null) {
            return exists(connection, "SELECT 1 FROM node WHERE id = ? AND stamp = ?", record.node(), record.stamp());
        }
        String blob = relative.substring(relative.lastIndexOf('/') + 1);
        return exists(connection, "SELECT 1 FROM node WHERE blob = ?", blob)
                || exists(connection, "SELECT 1 FROM version WHERE blob = ?", blob)
                || exists(connection, "SELECT 1 FROM upload WHERE blob = ? OR tail = ?", blob, blob);
    }

    private static boolean exists(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            NodeTable.set(select, 1, List.of(values));
            try (var rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }
}
