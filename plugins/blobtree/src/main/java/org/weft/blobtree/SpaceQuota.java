/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Quota;

/** How much fits into a space. Contents, versions and trash count. */
final class SpaceQuota {

    private final TreeSettings settings;
    private final NodeTable nodes;
    private Giving giving = (space, missing) -> 0;

    SpaceQuota(TreeSettings settings, NodeTable nodes) {
        this.settings = settings;
        this.nodes = nodes;
    }

    /** Whoever takes away what gives way. */
    @FunctionalInterface
    interface Giving {
        /** Makes room in a space; answers how many bytes. */
        long make(String space, long missing) throws IOException;
    }

    /** Says who takes away what gives way; once, before the first change. */
    void connect(Giving who) {
        giving = who;
    }

    /** Makes room, outside of transactions and locks. */
    void make(DoesNotFit crowded) throws IOException {
        if (giving.make(crowded.space(), crowded.missing()) == 0) {
            throw new WeftException.NoSpace(
                    "the quota is used up, and what could have given way is gone; delete something" + " first");
        }
    }

    /**
     * How a space is filled.
     *
     * @param limit bytes, empty for none
     * @param used bytes
     * @param versions how many of them may be taken away with earlier contents
     * @param spare how many with all that gives way
     */
    record Fill(OptionalLong limit, long used, long versions, long spare) {

        /** What can be written: what gives way is no reason not to try. */
        OptionalLong remaining() {
            return limit.isPresent()
                    ? OptionalLong.of(Math.max(0, limit.getAsLong() - used + spare))
                    : OptionalLong.empty();
        }

        /** How many bytes are missing for so many more; 0 or less when they fit. */
        long missing(long bytes) {
            return limit.isPresent() ? used + bytes - limit.getAsLong() : 0;
        }

        Quota quota() {
            return new Quota(limit, OptionalLong.of(used), remaining());
        }

        void require(long bytes) {
            if (bytes > 0 && missing(bytes) > spare) {
                throw new WeftException.NoSpace("the quota of " + limit.orElse(0) + " bytes is used up: " + used
                        + " are stored, and " + bytes
                        + " more do not fit; trash and versions count, so empty the trash or delete something");
            }
        }
    }

    /** How a space is filled whose root is known. */
    Fill fill(Connection connection, NodeRow root) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT quota, trashed FROM space WHERE id = ?")) {
            select.setString(1, root.id());
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return fill(limit(null), root, 0);
                }
                long quota = rows.getLong(1);
                OptionalLong limit = rows.wasNull() ? limit(null) : OptionalLong.of(quota);
                return fill(limit, root, rows.getLong(2));
            }
        }
    }

    private Fill fill(OptionalLong limit, NodeRow root, long trashed) {
        long versions = versionsGiveWay() ? root.held() - root.size() : 0;
        long trash = settings.makeRoom() == MakeRoom.VERSIONS_AND_TRASH ? trashed : 0;
        return new Fill(limit, root.held() + trashed, versions, versions + trash);
    }

    /** Whether an earlier content is given up rather than a new one refused. */
    boolean versionsGiveWay() {
        return settings.makeRoom() != MakeRoom.NONE;
    }

    private OptionalLong limit(@Nullable Long own) {
        if (own != null) {
            return OptionalLong.of(own);
        }
        return settings.quota().map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /**
     * Refuses what does not fit, in the transaction that makes it.
     *
     * @param root of the space, locked
     * @throws DoesNotFit when it would fit after something gave way
     */
    void require(Connection connection, NodeRow root, long bytes) throws SQLException {
        if (bytes > 0) {
            require(fill(connection, root), root, bytes);
        }
    }

    /** The same for who knows how the space is filled. */
    void require(Fill fill, NodeRow root, long bytes) {
        fill.require(bytes);
        long missing = fill.missing(bytes);
        if (bytes > 0 && missing > 0) {
            throw new DoesNotFit(root.id(), missing);
        }
    }

    /** How a space is filled. */
    Fill fill(Connection connection, String root) throws SQLException {
        NodeRow row = nodes.get(connection, root);
        if (row == null) {
            throw new WeftException.NotFound("there is no such space");
        }
        return fill(connection, row);
    }

    /** Counts what lies in the trash of a space. */
    static void trash(Connection connection, String space, long bytes) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE space SET trashed = trashed + ? WHERE id = ?")) {
            update.setLong(1, bytes);
            update.setString(2, space);
            update.executeUpdate();
        }
    }

    /** A body that is refused when it turns out too long. */
    static final class Metered extends InputStream {
        private final InputStream body;
        private final Fill fill;
        private final long freed;
        private final OptionalLong announced;
        private long count;
        private boolean ended;

        /**
         * @param fill how full the space was at the beginning
         * @param freed how many bytes the body replaces
         * @param announced how many were said to come
         */
        Metered(InputStream body, Fill fill, long freed, OptionalLong announced) {
            this.body = body;
            this.fill = fill;
            this.freed = freed;
            this.announced = announced;
        }

        @Override
        public int read() throws IOException {
            int read = body.read();
            if (read >= 0) {
                count(1);
            } else {
                end();
            }
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = body.read(into, offset, length);
            if (read > 0) {
                count(read);
            } else if (read < 0) {
                end();
            }
            return read;
        }

        private void count(int bytes) {
            count += bytes;
            fill.require(count - freed);
            if (announced.isPresent() && count > announced.getAsLong()) {
                throw new WeftException.InvalidArgument(
                        "the body has more than the announced " + announced.getAsLong() + " bytes; nothing was stored");
            }
        }

        /** Refuses a body that ended early; at its end, so that no blob is made of it. */
        private void end() {
            ended = true;
            if (announced.isPresent() && count != announced.getAsLong()) {
                throw new WeftException.InvalidArgument("the body has " + count + " bytes, but " + announced.getAsLong()
                        + " were announced; nothing was stored");
            }
        }

        /** Makes sure that the end was reached, for a store that stops at the length it was told. */
        void finish() throws IOException {
            if (!ended && read() >= 0) {
                throw new IOException("the store took only a part of the body");
            }
        }

        long count() {
            return count;
        }
    }
}
