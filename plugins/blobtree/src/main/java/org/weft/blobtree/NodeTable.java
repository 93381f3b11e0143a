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
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.NodeRow.ContentRow;
import org.weft.blobtree.NodeRow.VersionRow;

/** The statements on nodes and their versions. */
final class NodeTable {

    private static final int BATCH = 500;
    private static final String SELECT = "SELECT " + NodeRow.COLUMNS + " FROM node n WHERE ";

    private final TreeDatabase database;

    NodeTable(TreeDatabase database) {
        this.database = database;
    }

    @Nullable
    NodeRow get(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "n.id = ?")) {
            select.setString(1, id);
            return first(select);
        }
    }

    @Nullable
    NodeRow child(Connection connection, String parent, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "n.parent = ? AND n.name = ?")) {
            select.setString(1, parent);
            select.setString(2, name);
            return first(select);
        }
    }

    private static @Nullable NodeRow first(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? NodeRow.read(rows) : null;
        }
    }

    static List<NodeRow> all(PreparedStatement select) throws SQLException {
        List<NodeRow> all = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                all.add(NodeRow.read(rows));
            }
        }
        return all;
    }

    /** The next children behind a name, in the order of names byte by byte. */
    List<NodeRow> children(Connection connection, String parent, String after, int limit) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(SELECT + "n.parent = ? AND n.name > ? ORDER BY n.name LIMIT ?")) {
            select.setString(1, parent);
            select.setString(2, after);
            select.setInt(3, limit);
            return all(select);
        }
    }

    /**
     * Reads nodes and keeps all others from changing them until the transaction ends. Always in the order of ids, so that
     * no two transactions wait for each other.
     */
    Map<String, NodeRow> lock(Connection connection, Collection<String> ids) throws SQLException {
        List<String> sorted = ids.stream().distinct().sorted().toList();
        Map<String, NodeRow> found = new HashMap<>();
        for (int start = 0; start < sorted.size(); start += BATCH) {
            List<String> some = sorted.subList(start, Math.min(sorted.size(), start + BATCH));
            try (PreparedStatement select = connection.prepareStatement(
                    SELECT + "n.id IN (" + marks(some.size()) + ") ORDER BY n.id" + database.forUpdate())) {
                set(select, 1, some);
                for (NodeRow row : all(select)) {
                    found.put(row.id(), row);
                }
            }
        }
        return found;
    }

    static String marks(int count) {
        return String.join(",", Collections.nCopies(count, "?"));
    }

    static int set(PreparedStatement statement, int from, Collection<String> values) throws SQLException {
        int at = from;
        for (String value : values) {
            statement.setString(at++, value);
        }
        return at;
    }

    void insert(Connection connection, Collection<NodeRow> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO node (id, parent, name, folder, state,"
                + " space, size, held, etag, mtime, changed, revision, stamp, blob, checksums, media)"
                + " VALUES (" + marks(16) + ")")) {
            for (NodeRow row : rows) {
                insert.setString(1, row.id());
                insert.setString(2, row.parent());
                insert.setString(3, row.name());
                insert.setInt(4, row.isFolder() ? 1 : 0);
                insert.setInt(5, row.state());
                insert.setInt(6, row.isSpace() ? 1 : 0);
                insert.setLong(7, row.size());
                insert.setLong(8, row.held());
                insert.setString(9, row.etag());
                insert.setLong(10, row.mtime());
                insert.setLong(11, row.changed());
                insert.setLong(12, row.revision());
                insert.setString(13, row.stamp());
                insert.setString(14, row.blob());
                insert.setString(15, row.checksums());
                insert.setString(16, row.media());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Writes what a change of a node's place changes. */
    void place(Connection connection, NodeRow row) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE node SET parent = ?, name = ?, state = ?,"
                + " changed = ?, revision = ?, stamp = ? WHERE id = ?")) {
            update.setString(1, row.parent());
            update.setString(2, row.name());
            update.setInt(3, row.state());
            update.setLong(4, row.changed());
            update.setLong(5, row.revision());
            update.setString(6, row.stamp());
            update.setString(7, row.id());
            update.executeUpdate();
        }
    }

    /** Writes what a new content changes. */
    void content(Connection connection, NodeRow row) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE node SET size = ?, held = ?, etag = ?,"
                + " mtime = ?, changed = ?, revision = ?, stamp = ?, blob = ?, checksums = ?, media = ?"
                + " WHERE id = ?")) {
            update.setLong(1, row.size());
            update.setLong(2, row.held());
            update.setString(3, row.etag());
            update.setLong(4, row.mtime());
            update.setLong(5, row.changed());
            update.setLong(6, row.revision());
            update.setString(7, row.stamp());
            update.setString(8, row.blob());
            update.setString(9, row.checksums());
            update.setString(10, row.media());
            update.setString(11, row.id());
            update.executeUpdate();
        }
    }

    /**
     * Lets folders show a change below them.
     *
     * @param ids locked
     */
    void touch(Connection connection, Collection<String> ids, long size, long held, String etag, long time)
            throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE node SET size = size + ?, held = held + ?,"
                + " etag = ?, mtime = CASE WHEN mtime > ? THEN mtime ELSE ? END"
                + " WHERE id IN (" + marks(ids.size()) + ")")) {
            update.setLong(1, size);
            update.setLong(2, held);
            update.setString(3, etag);
            update.setLong(4, time);
            update.setLong(5, time);
            set(update, 6, ids);
            update.executeUpdate();
        }
    }

    /** Lets the top of a copy appear in the tree. */
    void appear(Connection connection, NodeRow row) throws SQLException {
        place(connection, row);
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE node SET size = ?, held = ?, etag = ?, mtime = ? WHERE id = ?")) {
            update.setLong(1, row.size());
            update.setLong(2, row.held());
            update.setString(3, row.etag());
            update.setLong(4, row.mtime());
            update.setString(5, row.id());
            update.executeUpdate();
        }
    }

    /** Takes off what folders in the trash no longer hold; nothing else of them changes. */
    void shrink(Connection connection, Collection<String> ids, long size, long held) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE node SET size = size - ?, held = held - ? WHERE id IN (" + marks(ids.size()) + ")")) {
            update.setLong(1, size);
            update.setLong(2, held);
            set(update, 3, ids);
            update.executeUpdate();
        }
    }

    /** A file's earlier contents, newest first. */
    List<VersionRow> versions(Connection connection, String node) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT number, blob, size, etag, mtime, checksums,"
                + " media FROM version WHERE node = ? ORDER BY number DESC")) {
            select.setString(1, node);
            List<VersionRow> versions = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    versions.add(new VersionRow(
                            rows.getLong(1),
                            new ContentRow(
                                    rows.getString(2),
                                    rows.getLong(3),
                                    rows.getString(4),
                                    rows.getLong(5),
                                    rows.getString(6),
                                    rows.getString(7))));
                }
            }
            return versions;
        }
    }

    void addVersions(Connection connection, String node, Collection<VersionRow> versions) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO version (node, number, blob, size,"
                + " etag, mtime, checksums, media) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (VersionRow version : versions) {
                ContentRow content = version.content();
                insert.setString(1, node);
                insert.setLong(2, version.number());
                insert.setString(3, content.blob());
                insert.setLong(4, content.size());
                insert.setString(5, content.etag());
                insert.setLong(6, content.mtime());
                insert.setString(7, content.checksums());
                if (content.media() == null) {
                    insert.setNull(8, Types.VARCHAR);
                } else {
                    insert.setString(8, content.media());
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    void removeVersions(Connection connection, String node, Collection<VersionRow> versions) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM version WHERE node = ? AND number = ?")) {
            for (VersionRow version : versions) {
                delete.setString(1, node);
                delete.setLong(2, version.number());
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }
}
