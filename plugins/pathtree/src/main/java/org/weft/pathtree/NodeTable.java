/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.Mutex;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.RelPath;

/** The rows of nodes: reading them, and the transactions that change several. Thread-safe. */
final class NodeTable {

    private static final String COLUMNS = "id, parent, name, folder, size, mtime, etag, digests, doubtful, identity";

    private final Database database;
    private final Mutex writing;

    /** Set by {@link #start}. */
    private volatile String root = "";

    NodeTable(DriverContext context) {
        this.database = context.database(Database.Durability.DURABLE);
        this.writing = context.mutex("rows");
    }

    /** Makes the tables, and the root where there is none. */
    void start(Row fresh) {
        try {
            database.migrate(NodeTable.class, "org/weft/pathtree/0001-nodes.sql");
        } catch (SQLException failure) {
            throw new Unavailable("the tables of the tree can't be made: " + failure.getMessage(), failure);
        }
        root = change(connection -> {
                    Optional<Row> known = one(connection, "parent IS NULL");
                    if (known.isEmpty()) {
                        insert(connection, fresh);
                    }
                    return known.orElse(fresh);
                })
                .id();
    }

    String root() {
        return root;
    }

    /** Statements of one transaction. */
    interface Work<T extends @Nullable Object> {
        T run(Connection connection) throws SQLException;
    }

    private <T extends @Nullable Object> T read(Work<T> work) {
        try (Connection connection = database.source().getConnection()) {
            return work.run(connection);
        } catch (SQLException failure) {
            throw new Unavailable("the database of the tree does not answer", failure);
        }
    }

    /** Runs work in a transaction; one at a time, so that no two wait for each other's folders. */
    <T> T change(Work<T> work) {
        Mutex.Held held = writing.acquire();
        try {
            return database.transaction(work::run);
        } catch (SQLException failure) {
            throw new Unavailable("the database of the tree does not answer", failure);
        } finally {
            held.close();
        }
    }

    // Reading

    Optional<Row> byId(String id) {
        return read(connection -> byId(connection, id));
    }

    static Optional<Row> byId(Connection connection, String id) throws SQLException {
        return one(connection, "id = ?", id);
    }

    Optional<Row> child(String parent, String name) {
        return read(connection -> child(connection, parent, name));
    }

    static Optional<Row> child(Connection connection, String parent, String name) throws SQLException {
        return one(connection, "parent = ? AND name = ?", parent, name);
    }

    Optional<Row> byIdentity(String identity) {
        return read(connection -> one(connection, "identity = ?", identity));
    }

    /** The rows from the root down to a path, as far as they are known: the root's first. */
    List<Row> chain(RelPath path) {
        return read(connection -> {
            List<Row> chain = new ArrayList<>();
            Optional<Row> row = one(connection, "id = ?", root);
            for (String name : path.names()) {
                if (row.isEmpty()) {
                    break;
                }
                chain.add(row.get());
                row = one(connection, "parent = ? AND name = ?", row.get().id(), name);
            }
            row.ifPresent(chain::add);
            return chain;
        });
    }

    /** Where a node lies; throws where it is gone, or lies in something that is. */
    RelPath path(String id) {
        return read(connection -> {
            List<String> names = new ArrayList<>();
            for (String at = id; !at.equals(root); ) {
                Row row = one(connection, "id = ?", at)
                        .orElseThrow(() -> new NotFound("there is no node with the id " + id));
                names.add(row.name());
                if (row.parent() == null) {
                    throw new NotFound("there is no node with the id " + id);
                }
                at = row.parent();
            }
            Collections.reverse(names);
            return RelPath.parse(String.join("/", names));
        });
    }

    /** Those of a folder's children that have one of these names, by name. */
    Map<String, Row> children(String parent, List<Entry> entries) {
        if (entries.isEmpty()) {
            return Map.of();
        }
        String marks = "?" + ", ?".repeat(entries.size() - 1);
        return read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT " + COLUMNS + " FROM node WHERE parent = ? AND name IN (" + marks + ")")) {
                select.setString(1, parent);
                for (int i = 0; i < entries.size(); i++) {
                    select.setString(i + 2, entries.get(i).name());
                }
                Map<String, Row> rows = new HashMap<>();
                try (ResultSet found = select.executeQuery()) {
                    while (found.next()) {
                        Row row = row(found);
                        rows.put(row.name(), row);
                    }
                }
                return rows;
            }
        });
    }

    long countChildren(String parent) {
        return read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM node WHERE parent = ?")) {
                select.setString(1, parent);
                try (ResultSet found = select.executeQuery()) {
                    return found.next() ? found.getLong(1) : 0L;
                }
            }
        });
    }

    /** Some names of a folder's children behind another, in an order of the database's own. */
    List<String> names(String parent, String after, String which, Object... values) {
        return read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT name FROM node WHERE parent = ? AND name > ? AND " + which + " ORDER BY name LIMIT 500")) {
                set(select, parent, after);
                for (int i = 0; i < values.length; i++) {
                    select.setObject(i + 3, values[i]);
                }
                List<String> names = new ArrayList<>();
                try (ResultSet found = select.executeQuery()) {
                    while (found.next()) {
                        names.add(found.getString(1));
                    }
                }
                return names;
            }
        });
    }

    private static Optional<Row> one(Connection connection, String where, Object... values) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM node WHERE " + where)) {
            set(select, values);
            try (ResultSet found = select.executeQuery()) {
                return found.next() ? Optional.of(row(found)) : Optional.empty();
            }
        }
    }

    private static Row row(ResultSet found) throws SQLException {
        return new Row(
                found.getString(1),
                found.getString(2),
                found.getString(3),
                found.getInt(4) == 1,
                found.getLong(5),
                found.getLong(6),
                found.getString(7),
                found.getString(8),
                found.getInt(9) == 1,
                Optional.ofNullable(found.getString(10)));
    }

    // Changing: parts of transactions

    static void insert(Connection connection, Row row) throws SQLException {
        execute(
                connection,
                "INSERT INTO node (" + COLUMNS + ", listed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                row.id(),
                row.parent(),
                row.name(),
                row.folder() ? 1 : 0,
                row.size(),
                row.mtime(),
                row.etag(),
                row.digests(),
                row.doubtful() ? 1 : 0,
                row.identity().orElse(null));
    }

    /** What is below it is found no more, and taken away by {@link #tidy}. */
    static void delete(Connection connection, String id) throws SQLException {
        execute(connection, "DELETE FROM node WHERE id = ?", id);
        execute(connection, "DELETE FROM move WHERE node = ?", id);
    }

    static void update(Connection connection, Row row) throws SQLException {
        execute(
                connection,
                "UPDATE node SET parent = ?, name = ?, size = ?, mtime = ?, etag = ?, digests = ?, doubtful = ?,"
                        + " identity = ? WHERE id = ?",
                row.parent(),
                row.name(),
                row.size(),
                row.mtime(),
                row.etag(),
                row.digests(),
                row.doubtful() ? 1 : 0,
                row.identity().orElse(null),
                row.id());
    }

    /** Another content of the same size and time is about to come. */
    static String doubt(Connection connection, String id) throws SQLException {
        execute(connection, "UPDATE node SET doubtful = 1 WHERE id = ?", id);
        return id;
    }

    /** A change shows at a folder and at all above it. */
    static void propagate(Connection connection, String folder, long bytes, String etag, long now) throws SQLException {
        execute(
                connection,
                "WITH RECURSIVE up (id, parent) AS (SELECT id, parent FROM node WHERE id = ? UNION ALL SELECT node.id,"
                        + " node.parent FROM node JOIN up ON node.id = up.parent) UPDATE node SET etag = ?, size = size +"
                        + " ?, mtime = CASE WHEN mtime < ? THEN ? ELSE mtime END WHERE id IN (SELECT id FROM up)",
                folder,
                etag,
                bytes,
                now,
                now);
    }

    static void execute(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            statement.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                statement.setNull(i + 1, java.sql.Types.VARCHAR);
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
    }

    // Moves that have begun

    /** A move that the backend may have made, or not. */
    record Begun(String node, String parent, String name) {}

    void begin(Begun move) {
        change(connection -> {
            execute(connection, "DELETE FROM move WHERE node = ?", move.node());
            execute(
                    connection,
                    "INSERT INTO move (node, parent, name) VALUES (?, ?, ?)",
                    move.node(),
                    move.parent(),
                    move.name());
            return move;
        });
    }

    void forget(String node) {
        change(connection -> {
            execute(connection, "DELETE FROM move WHERE node = ?", node);
            return node;
        });
    }

    /** Moves of a node, to a name, or all. */
    List<Begun> begun(String where, Object... values) {
        return read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT node, parent, name FROM move WHERE " + where)) {
                set(select, values);
                List<Begun> moves = new ArrayList<>();
                try (ResultSet found = select.executeQuery()) {
                    while (found.next()) {
                        moves.add(new Begun(found.getString(1), found.getString(2), found.getString(3)));
                    }
                }
                return moves;
            }
        });
    }

    /** Marks the names that a search has found. */
    void mark(String parent, List<Entry> entries, long search) {
        change(connection -> {
            for (Entry entry : entries) {
                execute(
                        connection,
                        "UPDATE node SET listed = ? WHERE parent = ? AND name = ?",
                        search,
                        parent,
                        entry.name());
            }
            return search;
        });
    }

    /** Takes rows away whose folder is gone, some at a time. */
    void tidy() {
        int gone;
        do {
            gone = change(connection -> {
                try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM node WHERE id IN (SELECT child.id FROM node AS child"
                                + " WHERE child.parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM node AS folder WHERE"
                                + " folder.id = child.parent) LIMIT 1000)")) {
                    return delete.executeUpdate();
                }
            });
        } while (gone > 0);
    }
}
