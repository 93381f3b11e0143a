/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.Blobs.Parts.Part;

/** The statements on uploads. */
final class UploadTable {

    private static final String SELECT =
            "SELECT id, blob, store, length, stands, part, tail, tailed, complete, expires FROM upload WHERE ";

    private final TreeDatabase database;

    UploadTable(TreeDatabase database) {
        this.database = database;
    }

    /**
     * An upload.
     *
     * @param id names it
     * @param blob what it becomes
     * @param store the store's name for it
     * @param length how many bytes will come, if announced
     * @param stands how many are durable
     * @param part the highest number given to a part that counts
     * @param tail the blob with the last bytes, which are too few for a part
     * @param tailed how many those are
     * @param complete whether the store has made the blob
     * @param expires microseconds since 1970
     */
    record UploadRow(
            String id,
            String blob,
            String store,
            @Nullable Long length,
            long stands,
            int part,
            @Nullable String tail,
            long tailed,
            boolean complete,
            long expires) {

        UploadRow with(long newStands, int newPart, @Nullable String newTail, long newTailed, long newExpires) {
            return new UploadRow(id, blob, store, length, newStands, newPart, newTail, newTailed, complete, newExpires);
        }

        static UploadRow read(ResultSet rows) throws SQLException {
            long announced = rows.getLong(4);
            Long length = rows.wasNull() ? null : announced;
            return new UploadRow(
                    rows.getString(1),
                    rows.getString(2),
                    rows.getString(3),
                    length,
                    rows.getLong(5),
                    rows.getInt(6),
                    rows.getString(7),
                    rows.getLong(8),
                    rows.getInt(9) != 0,
                    rows.getLong(10));
        }
    }

    void insert(UploadRow row) {
        database.repeatable(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO upload (id, blob, store, length,"
                    + " stands, part, tail, tailed, complete, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)"
                    + " ON CONFLICT (id) DO NOTHING")) {
                insert.setString(1, row.id());
                insert.setString(2, row.blob());
                insert.setString(3, row.store());
                if (row.length() == null) {
                    insert.setNull(4, Types.BIGINT);
                } else {
                    insert.setLong(4, row.length());
                }
                insert.setLong(5, row.stands());
                insert.setInt(6, row.part());
                insert.setString(7, row.tail());
                insert.setLong(8, row.tailed());
                insert.setLong(9, row.expires());
                return insert.executeUpdate();
            }
        });
    }

    Optional<UploadRow> get(String id) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT + "id = ?")) {
                select.setString(1, id);
                return all(select).stream().findFirst();
            }
        });
    }

    List<UploadRow> expired(long now) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT + "expires < ? LIMIT 100")) {
                select.setLong(1, now);
                return all(select);
            }
        });
    }

    private static List<UploadRow> all(PreparedStatement select) throws SQLException {
        List<UploadRow> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(UploadRow.read(rows));
            }
        }
        return found;
    }

    /** A number for a part that nobody else has or had. */
    int nextPart(String id) {
        return database.repeatable(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE upload SET part = part + 1 WHERE id = ? RETURNING part")) {
                update.setString(1, id);
                try (ResultSet rows = update.executeQuery()) {
                    return rows.next() ? rows.getInt(1) : Integer.MAX_VALUE;
                }
            }
        });
    }

    /**
     * Lets bytes count.
     *
     * @return false when the upload no longer stands where it did
     */
    boolean advance(UploadRow from, UploadRow to, Optional<Part> part) {
        Boolean advanced = database.<@Nullable Boolean>change(
                connection -> advance(connection, from, to, part) ? true : null,
                connection -> stands(connection, to),
                () -> {});
        return advanced != null;
    }

    private static boolean advance(Connection connection, UploadRow from, UploadRow to, Optional<Part> part)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE upload SET stands = ?, tail = ?, tailed = ?,"
                        + " expires = ? WHERE id = ? AND stands = ? AND tailed = ? AND complete = 0")) {
            update.setLong(1, to.stands());
            update.setString(2, to.tail());
            update.setLong(3, to.tailed());
            update.setLong(4, to.expires());
            update.setString(5, from.id());
            update.setLong(6, from.stands());
            update.setLong(7, from.tailed());
            if (update.executeUpdate() == 0) {
                return false;
            }
        }
        if (part.isPresent()) {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO upload_part (upload, part, tag) VALUES (?, ?, ?)")) {
                insert.setString(1, from.id());
                insert.setInt(2, part.get().number());
                insert.setString(3, part.get().tag());
                insert.executeUpdate();
            }
        }
        if (from.tail() != null) {
            GarbageTable.add(connection, List.of(BlobKeys.blob(from.tail())), 0);
        }
        return true;
    }

    private boolean stands(Connection connection, UploadRow to) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "id = ?" + database.forUpdate())) {
            select.setString(1, to.id());
            List<UploadRow> found = all(select);
            return !found.isEmpty()
                    && found.getFirst().stands() == to.stands()
                    && found.getFirst().tailed() == to.tailed();
        }
    }

    /** The parts that count, in order. */
    List<Part> parts(String id) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT part, tag FROM upload_part WHERE upload = ? ORDER BY part")) {
                select.setString(1, id);
                List<Part> parts = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        parts.add(new Part(rows.getInt(1), rows.getString(2)));
                    }
                }
                return parts;
            }
        });
    }

    void complete(UploadRow row) {
        database.repeatable(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE upload SET complete = 1 WHERE id = ?")) {
                update.setString(1, row.id());
                return update.executeUpdate();
            }
        });
    }

    /** Forgets an upload with its blob, unless a file has it. */
    void remove(UploadRow row) {
        database.repeatable(connection -> {
            if (remove(connection, row)) {
                GarbageTable.add(connection, List.of(BlobKeys.blob(row.blob())), 0);
            }
            return true;
        });
    }

    /**
     * Forgets an upload, in the transaction that makes a file of it.
     *
     * @return false when it is no longer there
     */
    static boolean remove(Connection connection, UploadRow row) throws SQLException {
        for (String sql : List.of("DELETE FROM upload_part WHERE upload = ?", "DELETE FROM upload WHERE id = ?")) {
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                delete.setString(1, row.id());
                if (delete.executeUpdate() == 0 && sql.startsWith("DELETE FROM upload WHERE")) {
                    return false;
                }
            }
        }
        if (row.tail() != null) {
            GarbageTable.add(connection, List.of(BlobKeys.blob(row.tail())), 0);
        }
        return true;
    }
}
