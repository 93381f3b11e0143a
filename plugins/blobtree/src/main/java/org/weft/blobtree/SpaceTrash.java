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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.ChangeCommitter.Plan;
import org.weft.blobtree.NodeRemover.Removal;
import org.weft.blobtree.Revision.Stamp;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Trash;

/** What was deleted and can come back: the tops of items have no parent, all below them stays as it was. */
final class SpaceTrash implements Trash {

    private static final int WINDOW = 500;
    private static final int AT_A_TIME = 8;

    private final TreeContext engine;
    private final NodeRemover removals;

    SpaceTrash(TreeContext engine, NodeRemover removals) {
        this.engine = engine;
        this.removals = removals;
    }

    /**
     * Something in the trash.
     *
     * @param chain from the item's top down to the node
     * @param how the item came here
     * @param path of the node in the item
     */
    private record Found(List<NodeRow> chain, TrashRow how, RelPath path) {

        NodeRow node() {
            return chain.getLast();
        }

        boolean isTop() {
            return chain.size() == 1;
        }

        RelPath original() {
            return RelPath.parse(how.origin()).resolve(path);
        }

        Item item(NodeRow row, RelPath itsPath) {
            return new Item(
                    how.item(),
                    RelPath.parse(how.origin()).resolve(itsPath),
                    row.isFolder() ? Kind.FOLDER : Kind.FILE,
                    row.size(),
                    ValueCodec.instant(how.deleted()),
                    Optional.of(new NodeId(row.id())));
        }
    }

    private Found find(SpaceId space, String key, RelPath path) {
        Found found = engine.database().read(connection -> find(connection, space.value(), key, path));
        if (found == null) {
            throw new WeftException.NotFound("there is no such item in the trash of this space");
        }
        return found;
    }

    private static @Nullable Found find(Connection connection, String space, String key, RelPath path)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT node, deleted, origin FROM trash WHERE space = ? AND item = ?")) {
            select.setString(1, space);
            select.setString(2, key);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return null;
                }
                TrashRow how = new TrashRow(space, key, rows.getLong(2), rows.getString(3));
                List<NodeRow> chain = ReferenceResolver.walk(connection, rows.getString(1), path);
                return chain.size() == path.depth() + 1 ? new Found(chain, how, path) : null;
            }
        }
    }

    @Override
    public void list(Caller who, SpaceId space, Optional<String> key, RelPath path, Sink<Item> sink) {
        requireSpace(space);
        if (key.isEmpty()) {
            top(space.value(), sink);
            return;
        }
        Found found = find(space, key.get(), path);
        if (!found.node().isFolder()) {
            throw new WeftException.Conflict("what lies there in the trash is a file and holds nothing to list");
        }
        String after = "";
        List<NodeRow> window;
        do {
            String from = after;
            window = engine.database()
                    .read(connection ->
                            engine.nodes().children(connection, found.node().id(), from, WINDOW));
            for (NodeRow row : window) {
                if (!sink.accept(found.item(row, path.resolve(row.name())))) {
                    return;
                }
            }
            after = window.isEmpty() ? "" : window.getLast().name();
        } while (window.size() == WINDOW);
    }

    private void requireSpace(SpaceId space) {
        if (engine.database()
                .read(connection -> SpaceTable.get(connection, space.value()))
                .isEmpty()) {
            throw new WeftException.NotFound("there is no such space");
        }
    }

    private void top(String space, Sink<Item> sink) {
        Item last = null;
        List<Item> window;
        do {
            Item from = last;
            window = engine.database().read(connection -> items(connection, space, from));
            for (Item each : window) {
                if (!sink.accept(each)) {
                    return;
                }
                last = each;
            }
        } while (window.size() == WINDOW);
    }

    private static List<Item> items(Connection connection, String space, @Nullable Item after) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT t.item, t.deleted, t.origin, n.folder, n.size, n.id"
                        + " FROM trash t JOIN node n ON n.id = t.node WHERE t.space = ? AND t.item > ?"
                        + " ORDER BY t.item LIMIT " + WINDOW)) {
            select.setString(1, space);
            select.setString(2, after == null ? "" : after.key());
            List<Item> items = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    items.add(new Item(
                            rows.getString(1),
                            RelPath.parse(rows.getString(3)),
                            rows.getInt(4) != 0 ? Kind.FOLDER : Kind.FILE,
                            rows.getLong(5),
                            ValueCodec.instant(rows.getLong(2)),
                            Optional.of(new NodeId(rows.getString(6)))));
                }
            }
            return items;
        }
    }

    @Override
    public Node restore(
            Caller who, SpaceId space, String key, RelPath path, Optional<Ref> to, boolean overwrite, Guard guard)
            throws IOException {
        Found first = find(space, key, path);
        Ref target = to.orElse(Ref.path(first.original()));
        ResolvedPath place = place(target, overwrite);
        guard.check(affected(place));
        return engine.changes()
                .run(
                        guard,
                        List.of(TreeChanges.nameOf(place)),
                        stamp -> restoring(find(space, key, path), place(target, overwrite), overwrite, stamp));
    }

    private ResolvedPath place(Ref target, boolean overwrite) {
        ResolvedPath spot = engine.finder().find(target);
        if (spot.path().isRoot()) {
            throw new WeftException.AlreadyExists("the root is always there; restore into it, not over it");
        }
        spot.parent();
        Names.require(spot.path());
        removals.requireNoSpace(spot);
        TreeChanges.judgeTarget(spot, spot.node(), over(overwrite));
        return spot;
    }

    private static MoveSpec over(boolean overwrite) {
        return new MoveSpec(overwrite, Precondition.none(), Precondition.none(), Guard.none());
    }

    private static Affected affected(ResolvedPath place) {
        return new Affected(
                place.parentSpace(),
                List.of(place.parentNode()),
                place.path(),
                Optional.empty(),
                place.node() == null ? Optional.empty() : Optional.of(place.toNode()));
    }

    private Plan<Node> restoring(Found found, ResolvedPath place, boolean overwrite, Stamp stamp) {
        NodeRow source = found.node();
        NodeRow target = source.placed(
                place.parent().id(), place.path().name(), NodeRow.LIVE, Revision.after(source.revision(), stamp));
        List<NodeRecord> records = new ArrayList<>();
        records.add(NodeRecord.of(target, removals.versions(source)));
        Removal removal = place.node() == null ? null : removals.plan(place, false, stamp);
        Set<NodeRow> basis = new LinkedHashSet<>(found.chain());
        basis.addAll(place.showing());
        if (removal != null) {
            records.add(removal.record());
            basis.add(removal.before());
        }
        return new Plan<>(affected(place), records, List.copyOf(basis), (connection, locked) -> {
            NodeRow there = engine.nodes()
                    .child(connection, place.parent().id(), place.path().name());
            if (removal == null
                    ? there != null
                    : there == null || !there.id().equals(removal.before().id())) {
                return null;
            }
            if (!isStill(connection, found)) {
                return null;
            }
            NodeRow now = TreeChanges.now(locked, source);
            if (removal != null && there != null) {
                removals.make(connection, removal, there);
                touch(connection, place.showing(), -there.size(), -there.held(), stamp);
            }
            if (!place.parentSpace().value().equals(found.how().space())) {
                engine.room().require(connection, FileWriter.root(place.showing(), locked), now.held());
            }
            leave(connection, found, now);
            engine.nodes().place(connection, target);
            touch(connection, place.showing(), now.size(), now.held(), stamp);
            return ResolvedPath.node(
                    target.touched(now.size(), now.held(), now.etag(), now.mtime()), place.path(), place.parentSpace());
        });
    }

    private void touch(Connection connection, List<NodeRow> folders, long size, long held, Stamp stamp)
            throws SQLException {
        engine.nodes()
                .touch(connection, folders.stream().map(NodeRow::id).toList(), size, held, stamp.text(), stamp.time());
    }

    /**
     * Whether the item is in the trash, now that its top is kept from changing. When it was looked for, its entry and its nodes
     * were read one after the other, and somebody may have restored it in between.
     */
    private static boolean isStill(Connection connection, Found found) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT 1 FROM trash WHERE space = ? AND item = ? AND node = ?")) {
            select.setString(1, found.how().space());
            select.setString(2, found.how().item());
            select.setString(3, found.chain().getFirst().id());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Takes a node out of the trash's count, and what it counted for out of the folders above it there. */
    private void leave(Connection connection, Found found, NodeRow now) throws SQLException {
        SpaceQuota.trash(connection, found.how().space(), -now.held());
        if (found.isTop()) {
            forget(connection, now.id());
        } else {
            List<NodeRow> above = found.chain().subList(0, found.chain().size() - 1);
            engine.nodes().shrink(connection, above.stream().map(NodeRow::id).toList(), now.size(), now.held());
        }
    }

    private static void forget(Connection connection, String node) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM trash WHERE node = ?")) {
            delete.setString(1, node);
            delete.executeUpdate();
        }
    }

    @Override
    public void purge(Caller who, SpaceId space, String key, RelPath path) throws IOException {
        purge(space, key, path);
    }

    /** Deletes an item, or what lies below it, for good. */
    void purge(SpaceId space, String key, RelPath path) throws IOException {
        engine.changes().run(Guard.none(), List.of(space + "/" + key), stamp -> {
            Found found = find(space, key, path);
            NodeRow node = found.node();
            NodeRecord tombstone = NodeRemover.tombstone(node, Revision.after(node.revision(), stamp));
            Affected what = new Affected(space, List.of(), found.original(), Optional.empty(), Optional.empty());
            return new Plan<>(what, List.of(tombstone), found.chain(), (connection, locked) -> {
                if (!isStill(connection, found)) {
                    return null;
                }
                leave(connection, found, TreeChanges.now(locked, node));
                engine.nodes().place(connection, tombstone.row());
                return true;
            });
        });
    }

    @Override
    public void empty(Caller who, SpaceId space) throws IOException {
        requireSpace(space);
        empty(space);
    }

    /** Purges whatever lies in the trash of a space now. */
    void empty(SpaceId space) throws IOException {
        List<Item> window;
        Item last = null;
        do {
            Item from = last;
            window = engine.database().read(connection -> items(connection, space.value(), from));
            for (int start = 0; start < window.size(); start += AT_A_TIME) {
                List<Future<?>> purging = new ArrayList<>();
                for (Item each : window.subList(start, Math.min(window.size(), start + AT_A_TIME))) {
                    purging.add(engine.context().executor().submit(() -> {
                        purgeIfThere(space, each.key());
                        return true;
                    }));
                }
                ChangeCommitter.await(purging);
            }
            last = window.isEmpty() ? null : window.getLast();
        } while (window.size() == WINDOW);
    }

    /** Purges an item unless somebody else was faster. */
    void purgeIfThere(SpaceId space, String key) throws IOException {
        try {
            purge(space, key, RelPath.root());
        } catch (WeftException.NotFound gone) {
            return;
        }
    }

    @Override
    public boolean mayHold(SpaceId space, NodeId node) {
        List<NodeRow> chain = engine.database().read(connection -> ReferenceResolver.chain(connection, node.value()));
        return !chain.isEmpty() && chain.getFirst().state() == NodeRow.TRASHED;
    }

    /** Items that were deleted before a time, some of them. */
    Map<String, List<String>> deletedBefore(long time) {
        return engine.database().read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT space, item FROM trash WHERE deleted < ? ORDER BY deleted LIMIT " + WINDOW)) {
                select.setLong(1, time);
                return bySpace(select);
            }
        });
    }

    /** Items of spaces that are no more, some of them. */
    Map<String, List<String>> ofRemovedSpaces() {
        return engine.database().read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT t.space, t.item FROM trash t WHERE NOT"
                    + " EXISTS (SELECT 1 FROM space s WHERE s.id = t.space) LIMIT " + WINDOW)) {
                return bySpace(select);
            }
        });
    }

    private static Map<String, List<String>> bySpace(PreparedStatement select) throws SQLException {
        Map<String, List<String>> found = new LinkedHashMap<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.computeIfAbsent(rows.getString(1), space -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        return found;
    }
}
