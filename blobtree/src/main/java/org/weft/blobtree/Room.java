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
final class Room {

    private final TreeSettings settings;
    private final NodeTable nodes;

    Room(TreeSettings settings, NodeTable nodes) {
        this.settings = settings;
        this.nodes = nodes;
    }

    /**
     * How a space is filled.
     *
     * @param limit bytes, empty for none
     * @param used bytes
     */
    record Fill(OptionalLong limit, long used) {

        OptionalLong remaining() {
            return limit.isPresent() ? OptionalLong.of(Math.max(0, limit.getAsLong() - used)) : OptionalLong.empty();
        }

        Quota quota() {
            return new Quota(limit, OptionalLong.of(used), remaining());
        }

        void require(long bytes) {
            if (bytes > 0 && limit.isPresent() && bytes > limit.getAsLong() - used) {
                throw new WeftException.NoSpace("the quota of " + limit.getAsLong() + " bytes is used up: " + used
                        + " are stored, and " + bytes + " more do not fit; delete something first");
            }
        }
    }

    /** How a space is filled whose root is known. */
    Fill fill(Connection connection, Row root) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT quota, trashed FROM space WHERE id = ?")) {
            select.setString(1, root.id());
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return new Fill(limit(null), root.held());
                }
                long quota = rows.getLong(1);
                OptionalLong limit = rows.wasNull() ? limit(null) : OptionalLong.of(quota);
                return new Fill(limit, root.held() + rows.getLong(2));
            }
        }
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
     */
    void require(Connection connection, Row root, long bytes) throws SQLException {
        if (bytes > 0) {
            fill(connection, root).require(bytes);
        }
    }

    /** How a space is filled. */
    Fill fill(Connection connection, String root) throws SQLException {
        Row row = nodes.get(connection, root);
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
