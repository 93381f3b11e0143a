/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.weft.blobtree.NodeRow.VersionRow;
import org.weft.blobtree.Revision.Stamp;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

/** Takes nodes out of the tree: into the trash, or for good. One record and one row, whatever lies below. */
final class NodeRemover {

    private final TreeContext engine;

    NodeRemover(TreeContext engine) {
        this.engine = engine;
    }

    /** Refuses what would take a space's root away, or a folder that holds such. */
    void requireNoSpace(ResolvedPath spot) {
        NodeRow node = spot.node();
        if (node == null) {
            return;
        }
        boolean holds = node.isSpace()
                || spot.path().depth() == 1 && engine.database().read(connection -> holdsSpaces(connection, node));
        if (holds) {
            throw refusal(spot.path());
        }
    }

    static WeftException refusal(RelPath path) {
        return new WeftException.Forbidden(
                "/" + path + " is the root of a space or holds such; it is neither moved, replaced nor deleted");
    }

    /** Whether the children of a folder are roots of spaces; such a folder lies in the root. */
    static boolean holdsSpaces(Connection connection, NodeRow folder) throws SQLException {
        if (!folder.isFolder()) {
            return false;
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT 1 FROM node WHERE parent = ? AND space = 1 LIMIT 1")) {
            select.setString(1, folder.id());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /**
     * A node on its way out.
     *
     * @param record its next revision
     * @param before as it is
     */
    record Removal(NodeRecord record, NodeRow before) {}

    /** Plans to take a node out. */
    Removal plan(ResolvedPath spot, boolean forGood, Stamp stamp) {
        NodeRow node = spot.require();
        Revision revision = Revision.after(node.revision(), stamp);
        if (forGood || !engine.hasTrash()) {
            return new Removal(tombstone(node, revision), node);
        }
        TrashRow trash = new TrashRow(
                spot.space().value(), stamp.text(), stamp.time(), spot.path().toString());
        List<VersionRow> versions = versions(node);
        NodeRecord record = NodeRecord.of(node.placed(null, node.name(), NodeRow.TRASHED, revision), versions)
                .trashed(trash);
        return new Removal(record, node);
    }

    /** The mark of a node that is deleted for good. */
    static NodeRecord tombstone(NodeRow node, Revision revision) {
        return NodeRecord.of(node.placed(null, node.name(), NodeRow.GONE, revision), List.of());
    }

    /** A file's versions, for its record. */
    List<VersionRow> versions(NodeRow node) {
        return node.isFolder()
                ? List.of()
                : engine.database().read(connection -> engine.nodes().versions(connection, node.id()));
    }

    /**
     * Takes the node out, in a transaction that has locked it.
     *
     * @param now as it is now
     */
    void make(Connection connection, Removal removal, NodeRow now) throws SQLException {
        engine.nodes().place(connection, removal.record().row());
        Optional<TrashRow> trash = removal.record().trashed();
        if (trash.isPresent()) {
            insert(connection, now.id(), trash.get());
            SpaceQuota.trash(connection, trash.get().space(), now.held());
        }
    }

    static void insert(Connection connection, String node, TrashRow trash) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO trash (node, space, item, deleted, origin) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, node);
            insert.setString(2, trash.space());
            insert.setString(3, trash.item());
            insert.setLong(4, trash.deleted());
            insert.setString(5, trash.origin());
            insert.executeUpdate();
        }
    }
}
