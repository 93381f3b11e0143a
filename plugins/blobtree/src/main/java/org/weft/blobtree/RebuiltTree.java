/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.Revision.Stamp;
import org.weft.spi.storage.RelPath;

/** The tables while they are made anew, in one transaction: the nodes first, then what follows from them. */
final class RebuiltTree {

    private static final String RECOVERED = "recovered";

    private final TreeContext engine;
    private final TreeInitializer.Tree tree;
    private final Connection connection;
    private final Told told;
    private final Stamp stamp;

    /** Hears what was put right. */
    @FunctionalInterface
    interface Told {
        boolean tell(String kind, String where, String text);
    }

    RebuiltTree(TreeContext engine, TreeInitializer.Tree tree, Connection connection, Told told) {
        this.engine = engine;
        this.tree = tree;
        this.connection = connection;
        this.told = told;
        this.stamp = engine.session().stamp();
    }

    void empty() throws SQLException {
        Rebuild.execute(
                connection,
                "INSERT INTO was (id, parent, stamp, etag, mtime) SELECT id, parent, stamp, etag, mtime FROM node"
                        + " WHERE state <> 3");
        for (String table : List.of("node", "version", "space", "trash", "garbage", "level")) {
            Rebuild.execute(connection, "DELETE FROM " + table);
        }
        TreeFacts.set(connection, TreeFacts.TREE, tree.id());
        TreeFacts.set(connection, TreeFacts.ROOT, tree.root());
    }

    /** Enters a node's record. */
    void add(NodeRecord record) throws SQLException {
        NodeRow row = record.row();
        if (row.parent() != null) {
            row = withFreeName(record);
        }
        engine.nodes().insert(connection, List.of(row));
        if (row.state() == NodeRow.GONE) {
            return;
        }
        engine.nodes().addVersions(connection, row.id(), record.versions());
        if (record.space().isPresent()) {
            SpaceTable.insert(connection, record.space().get());
        }
        if (record.trashed().isPresent() && row.state() == NodeRow.TRASHED) {
            NodeRemover.insert(connection, row.id(), record.trashed().get());
        }
    }

    private NodeRow withFreeName(NodeRecord record) throws SQLException {
        NodeRow row = record.row();
        String parent = String.valueOf(row.parent());
        if (engine.nodes().child(connection, parent, row.name()) == null) {
            return row;
        }
        String name = free(parent, row.name());
        told.tell("same-name", row.recordKey(), "two nodes have the name " + row.name() + "; this one is now " + name);
        return write(record, row.placed(parent, name, row.state(), Revision.after(row.revision(), stamp)));
    }

    private String free(String parent, String name) throws SQLException {
        for (int i = 1; ; i++) {
            String candidate = Names.numbered(name, i);
            if (engine.nodes().child(connection, parent, candidate) == null) {
                return candidate;
            }
        }
    }

    /** Writes a record of what the rebuild itself changes. */
    private NodeRow write(NodeRecord before, NodeRow row) throws SQLException {
        try {
            engine.changes()
                    .write(List.of(
                            new NodeRecord(row, before.versions(), before.space(), before.trashed(), List.of())));
            return row;
        } catch (IOException failure) {
            throw new SQLException("the store did not take a record: " + failure.getMessage(), failure);
        }
    }

    /** Makes what follows from the nodes. @return how many are in the tree */
    long finish() throws SQLException {
        NodeRow root = engine.nodes().get(connection, tree.root());
        if (root == null) {
            root = root();
        }
        levels();
        for (NodeRow lost = lost(); lost != null; lost = lost()) {
            recover(lost);
        }
        sums();
        try (PreparedStatement count = connection.prepareStatement("WITH RECURSIVE live (id) AS (SELECT id FROM node"
                + " WHERE id = ? UNION ALL SELECT n.id FROM live CROSS JOIN node n WHERE n.parent = live.id)"
                + " SELECT COUNT(*) FROM live")) {
            count.setString(1, tree.root());
            try (ResultSet rows = count.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private NodeRow root() throws SQLException {
        NodeRow root = NodeRow.folder(tree.root(), null, "", true, stamp.time(), Revision.first(stamp));
        SpaceRow space = SpaceRow.rest(root.id());
        told.tell("missing-record", "/", "the record of the root was missing; it is made anew");
        write(NodeRecord.of(root, List.of()).withSpace(Optional.of(space)), root);
        engine.nodes().insert(connection, List.of(root));
        SpaceTable.insert(connection, space);
        return root;
    }

    /** Finds out how deep each node lies; what lies nowhere gets no level. */
    private void levels() throws SQLException {
        try (PreparedStatement tops = connection.prepareStatement(
                "INSERT INTO level (id, depth) SELECT id, 0 FROM node WHERE id = ? OR parent IS NULL AND state <> 0")) {
            tops.setString(1, tree.root());
            tops.executeUpdate();
        }
        deepen(0);
    }

    private void deepen(int from) throws SQLException {
        try (PreparedStatement next = connection.prepareStatement("INSERT INTO level (id, depth) SELECT n.id, ?"
                + " FROM level l CROSS JOIN node n WHERE l.depth = ? AND n.parent = l.id"
                + " AND NOT EXISTS (SELECT 1 FROM level k WHERE k.id = n.id)")) {
            for (int depth = from; ; depth++) {
                next.setInt(1, depth + 1);
                next.setInt(2, depth);
                if (next.executeUpdate() == 0) {
                    return;
                }
            }
        }
    }

    /** A node that lies nowhere: its folder is not there, or it lies in a circle. Tops come first. */
    private @Nullable NodeRow lost() throws SQLException {
        String unreached = "SELECT " + NodeRow.COLUMNS + " FROM node n WHERE NOT EXISTS"
                + " (SELECT 1 FROM level l WHERE l.id = n.id)";
        String top = " AND (n.parent IS NULL OR NOT EXISTS (SELECT 1 FROM node p WHERE p.id = n.parent))";
        for (String sql : List.of(unreached + top, unreached)) {
            try (PreparedStatement select = connection.prepareStatement(sql + " LIMIT 1")) {
                List<NodeRow> found = NodeTable.all(select);
                if (!found.isEmpty()) {
                    return found.getFirst();
                }
            }
        }
        return null;
    }

    /** Puts a lost node into a folder where somebody can find it. */
    private void recover(NodeRow lost) throws SQLException {
        NodeRow folder = engine.nodes().child(connection, tree.root(), RECOVERED);
        if (folder == null || !folder.isFolder()) {
            String name = folder == null ? RECOVERED : free(tree.root(), RECOVERED);
            folder = NodeRow.folder(
                    engine.session().name(), tree.root(), name, false, stamp.time(), Revision.first(stamp));
            write(NodeRecord.of(folder, List.of()), folder);
            engine.nodes().insert(connection, List.of(folder));
            level(folder.id(), 1);
        }
        String name = engine.nodes().child(connection, folder.id(), lost.name()) == null
                ? lost.name()
                : free(folder.id(), lost.name());
        NodeRow placed = lost.placed(folder.id(), name, NodeRow.LIVE, Revision.after(lost.revision(), stamp));
        NodeRecord before = NodeRecord.of(lost, engine.nodes().versions(connection, lost.id()))
                .withSpace(SpaceTable.get(connection, lost.id()));
        engine.nodes().place(connection, write(before, placed));
        level(lost.id(), 2);
        deepen(2);
        told.tell(
                "lost-node",
                "/" + RelPath.root().resolve(folder.name()).resolve(name),
                "its folder was not found; it is here now");
    }

    private void level(String id, int depth) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO level (id, depth) VALUES (?, ?)")) {
            insert.setString(1, id);
            insert.setInt(2, depth);
            insert.executeUpdate();
        }
    }

    /** Sizes, times and etags of folders, from the deepest up; what lies in the trash of each space. */
    private void sums() throws SQLException {
        int deepest;
        try (PreparedStatement select = connection.prepareStatement("SELECT COALESCE(MAX(depth), 0) FROM level");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            deepest = rows.getInt(1);
        }
        String below = "FROM node c WHERE c.parent = node.id AND c.space = 0";
        try (PreparedStatement update = connection.prepareStatement("UPDATE node SET etag = ?,"
                + " size = (SELECT COALESCE(SUM(c.size), 0) " + below + "),"
                + " held = (SELECT COALESCE(SUM(c.held), 0) " + below + "),"
                + " mtime = (SELECT COALESCE(MAX(t), node.mtime) FROM (SELECT node.mtime AS t UNION ALL"
                + " SELECT CASE WHEN c.folder = 1 THEN c.mtime ELSE c.changed END " + below + ") times)"
                + " WHERE folder = 1 AND id IN (SELECT id FROM level WHERE depth = ?)")) {
            for (int depth = deepest; depth >= 0; depth--) {
                update.setString(1, stamp.text());
                update.setInt(2, depth);
                update.executeUpdate();
            }
        }
        keep(deepest);
        Rebuild.execute(
                connection,
                "UPDATE space SET trashed = (SELECT COALESCE(SUM(n.held), 0) FROM trash t JOIN node n ON n.id = t.node"
                        + " WHERE t.space = space.id)");
    }

    /** Where nothing differs from what the database held, not even further below, etags and times stay. */
    private void keep(int deepest) throws SQLException {
        String same = "(SELECT 1 FROM was w JOIN node n ON n.id = w.id AND n.stamp = w.stamp WHERE w.id = level.id)";
        String sameChild = "(SELECT 1 FROM was w WHERE w.id = c.id AND w.parent = c.parent AND w.stamp = c.stamp)";
        String changedChild = "c.space = 0 AND EXISTS (SELECT 1 FROM level k WHERE k.id = c.id AND k.changed = 1)";
        try (PreparedStatement update = connection.prepareStatement("UPDATE level SET changed = 1 WHERE depth = ? AND"
                + " (NOT EXISTS " + same
                + " OR (SELECT COUNT(*) FROM node c WHERE c.parent = level.id)"
                + " <> (SELECT COUNT(*) FROM was w WHERE w.parent = level.id)"
                + " OR EXISTS (SELECT 1 FROM node c WHERE c.parent = level.id"
                + " AND (NOT EXISTS " + sameChild + " OR " + changedChild + ")))")) {
            for (int depth = deepest; depth >= 0; depth--) {
                update.setInt(1, depth);
                update.executeUpdate();
            }
        }
        Rebuild.execute(
                connection,
                "UPDATE node SET etag = (SELECT w.etag FROM was w WHERE w.id = node.id),"
                        + " mtime = (SELECT w.mtime FROM was w WHERE w.id = node.id)"
                        + " WHERE folder = 1 AND id IN (SELECT id FROM level WHERE changed = 0)");
    }
}
