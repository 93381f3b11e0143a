/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

/** The rows of all locks, of whichever protocol. Judges nothing. Thread-safe. */
public final class LockTable {

    private static final String COLUMNS = "lock_row, storage, space, node, folder, lock_id, sharing, deep, holder_idp,"
            + " holder_opaque, holder_type, app, owner, created, expires";

    private final StateDatabase database;

    public LockTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * The locks of a space at one moment.
     *
     * @param revision rises with every change
     * @param locks expired ones included
     */
    public record OfSpace(long revision, List<LockRow> locks) {}

    /** See {@link StateDatabase#isShared}. */
    public boolean isShared() {
        return database.isShared();
    }

    /** Every lock of every space. */
    public List<LockRow> all() {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM resource_lock ORDER BY created")) {
                return rows(select);
            }
        });
    }

    /** The revision of a space; 0 when it never had a lock. */
    public long revision(SpaceKey space) {
        return database.readForGuard(connection -> revision(connection, space));
    }

    private static long revision(Connection connection, SpaceKey space) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT revision FROM lock_revision WHERE storage = ? AND space = ?")) {
            select.setString(1, space.storage());
            select.setString(2, space.space().value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** The locks of a space. The revision is read first: at worst it is older than the locks, and asked for again. */
    public OfSpace of(SpaceKey space) {
        return database.readForGuard(connection -> {
            long revision = revision(connection, space);
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT " + COLUMNS + " FROM resource_lock WHERE storage = ? AND space = ? ORDER BY created")) {
                select.setString(1, space.storage());
                select.setString(2, space.space().value());
                return new OfSpace(revision, rows(select));
            }
        });
    }

    private static List<LockRow> rows(PreparedStatement select) throws SQLException {
        List<LockRow> locks = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Lock lock = new Lock(
                        row.getString(6),
                        new NodeId(row.getString(4)),
                        Lock.Sharing.valueOf(row.getString(7)),
                        row.getInt(8) != 0,
                        new UserId(row.getString(9), row.getString(10), UserType.valueOf(row.getString(11))),
                        Optional.ofNullable(row.getString(12)),
                        row.getString(13),
                        Instant.ofEpochMilli(row.getLong(14)),
                        Instant.ofEpochMilli(row.getLong(15)));
                SpaceKey space = new SpaceKey(row.getString(2), new SpaceId(row.getString(3)));
                locks.add(new LockRow(row.getString(1), space, row.getInt(5) != 0, lock));
            }
        }
        return locks;
    }

    /** Takes rows out and puts rows in, in one step. */
    public void change(SpaceKey space, Collection<LockRow> out, Collection<LockRow> in) {
        database.write(connection -> {
            try (PreparedStatement bump =
                    connection.prepareStatement("INSERT INTO lock_revision (storage, space, revision) VALUES (?, ?, 1)"
                            + " ON CONFLICT (storage, space) DO UPDATE SET revision = lock_revision.revision + 1")) {
                bump.setString(1, space.storage());
                bump.setString(2, space.space().value());
                bump.executeUpdate();
            }
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM resource_lock WHERE lock_row = ?")) {
                for (LockRow lock : out) {
                    delete.setString(1, lock.row());
                    delete.executeUpdate();
                }
            }
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO resource_lock (" + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (LockRow lock : in) {
                    insert(insert, lock);
                }
            }
            return in.size();
        });
    }

    private static void insert(PreparedStatement insert, LockRow stored) throws SQLException {
        Lock lock = stored.lock();
        insert.setString(1, stored.row());
        insert.setString(2, stored.space().storage());
        insert.setString(3, stored.space().space().value());
        insert.setString(4, lock.node().value());
        insert.setInt(5, stored.folder() ? 1 : 0);
        insert.setString(6, lock.id());
        insert.setString(7, lock.sharing().name());
        insert.setInt(8, lock.deep() ? 1 : 0);
        insert.setString(9, lock.holder().idp());
        insert.setString(10, lock.holder().opaque());
        insert.setString(11, lock.holder().type().name());
        insert.setString(12, lock.app().orElse(null));
        insert.setString(13, lock.owner());
        insert.setLong(14, lock.created().toEpochMilli());
        insert.setLong(15, lock.expires().toEpochMilli());
        insert.executeUpdate();
    }

    /** The spaces in which some locks have expired. */
    public List<SpaceKey> withExpired(Instant now) {
        return database.read(connection -> {
            List<SpaceKey> spaces = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT DISTINCT storage, space FROM resource_lock WHERE expires <= ?")) {
                select.setLong(1, now.toEpochMilli());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        spaces.add(new SpaceKey(row.getString(1), new SpaceId(row.getString(2))));
                    }
                }
            }
            return spaces;
        });
    }
}
