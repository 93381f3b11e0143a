/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/** Follows references: a path by one statement, an id by one that climbs to the root. */
final class ReferenceResolver {

    /** Deeper than any path that a client can write; ends the climb if the table should ever hold a circle. */
    private static final int DEEPEST = 20_000;

    private final TreeDatabase database;
    private final String root;

    ReferenceResolver(TreeDatabase database, String root) {
        this.database = database;
        this.root = root;
    }

    String root() {
        return root;
    }

    /** Where a reference leads. */
    ResolvedPath find(Ref ref) {
        return database.read(connection -> find(connection, ref));
    }

    /**
     * Where a reference leads.
     *
     * @throws WeftException.NotFound when the id is not in the tree, or in another space
     */
    ResolvedPath find(Connection connection, Ref ref) throws SQLException {
        return switch (ref) {
            case Ref.ByPath by -> {
                List<NodeRow> chain = walk(connection, root, by.path());
                if (chain.isEmpty()) {
                    throw lost();
                }
                yield new ResolvedPath(chain, by.path());
            }
            case Ref.ById by -> {
                ResolvedPath top = climb(connection, by.id().value())
                        .orElseThrow(() -> new WeftException.NotFound("there is no node with this id"));
                ResolvedPath spot = top;
                if (!by.path().isRoot()) {
                    List<NodeRow> chain = new ArrayList<>(top.chain());
                    chain.removeLast();
                    chain.addAll(walk(connection, top.require().id(), by.path()));
                    spot = new ResolvedPath(chain, top.path().resolve(by.path()));
                }
                if (by.space().isPresent() && !isIn(spot, by.space().get())) {
                    throw new WeftException.NotFound("there is no such node in this space");
                }
                yield spot;
            }
        };
    }

    private static WeftException lost() {
        return new WeftException.Unavailable(
                "the database of this storage does not hold its tree; an operator can make it anew from the store by"
                        + " `weft storage rebuild`",
                Duration.ofMinutes(1),
                null);
    }

    private static boolean isIn(ResolvedPath spot, SpaceId space) {
        return spot.space().equals(space);
    }

    /** The nodes from a node down a path, as far as they are there; the first is the node itself. */
    static List<NodeRow> walk(Connection connection, String from, RelPath path) throws SQLException {
        List<String> names = path.names();
        try (PreparedStatement select = connection.prepareStatement(walking(names.size()))) {
            int at = NodeTable.set(select, 1, names);
            select.setString(at, from);
            return NodeTable.all(select);
        }
    }

    private static String walking(int depth) {
        if (depth == 0) {
            return "SELECT " + NodeRow.COLUMNS + " FROM node n WHERE n.id = ?";
        }
        StringBuilder values = new StringBuilder();
        for (int i = 1; i <= depth; i++) {
            values.append(i == 1 ? "" : ", ").append('(').append(i).append(", CAST(? AS TEXT))");
        }
        return "WITH RECURSIVE step (depth, name) AS (VALUES " + values + "), walk (depth, id) AS ("
                + "SELECT 0, f.id FROM node f WHERE f.id = ?"
                + " UNION ALL SELECT walk.depth + 1, c.id FROM walk CROSS JOIN step CROSS JOIN node c"
                + " WHERE step.depth = walk.depth + 1 AND c.parent = walk.id AND c.name = step.name)"
                + " SELECT " + NodeRow.COLUMNS
                + " FROM walk CROSS JOIN node n WHERE n.id = walk.id ORDER BY walk.depth";
    }

    /** The nodes from the top of what a node lies in down to it, whether or not that is the tree. */
    static List<NodeRow> chain(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("WITH RECURSIVE up (depth, id, parent) AS ("
                + "SELECT 0, f.id, f.parent FROM node f WHERE f.id = ?"
                + " UNION ALL SELECT up.depth + 1, p.id, p.parent FROM up CROSS JOIN node p"
                + " WHERE p.id = up.parent AND up.depth < " + DEEPEST + ")"
                + " SELECT " + NodeRow.COLUMNS + " FROM up CROSS JOIN node n WHERE n.id = up.id"
                + " ORDER BY up.depth DESC")) {
            select.setString(1, id);
            return NodeTable.all(select);
        }
    }

    /** Where a node of the tree is; nothing when it is not in the tree. */
    Optional<ResolvedPath> climb(Connection connection, String id) throws SQLException {
        List<NodeRow> chain = chain(connection, id);
        if (chain.isEmpty() || !chain.getFirst().id().equals(root)) {
            return Optional.empty();
        }
        RelPath path = RelPath.root();
        for (NodeRow row : chain.subList(1, chain.size())) {
            path = path.resolve(row.name());
        }
        return Optional.of(new ResolvedPath(chain, path));
    }
}
