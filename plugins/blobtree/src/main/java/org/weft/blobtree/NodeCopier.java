/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.io.Serial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.blobtree.ChangeCommitter.Plan;
import org.weft.blobtree.NodeRecord.Companion;
import org.weft.blobtree.NodeRemover.Removal;
import org.weft.blobtree.NodeRow.ContentRow;
import org.weft.blobtree.Revision.Stamp;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.ServerCopy;

/**
 * Copies nodes. No content is copied: contents never change, so the copy refers to the same blobs. A folder's copy grows
 * below a top that is not in the tree yet, and appears with it in one step, if nothing changed in the original meanwhile.
 */
final class NodeCopier implements ServerCopy {

    private static final int ATTEMPTS = 5;
    private static final int WINDOW = 200;

    private static final Logger LOG = LoggerFactory.getLogger(NodeCopier.class);

    private final TreeContext engine;
    private final NodeRemover removals;

    NodeCopier(TreeContext engine, NodeRemover removals) {
        this.engine = engine;
        this.removals = removals;
    }

    @Override
    public Node copy(Caller who, Ref from, Ref to, boolean deep, MoveSpec spec, Sink<Copied> pairs) throws IOException {
        Ends first = ends(from, to, deep, spec);
        spec.guard().check(first.affected());
        first.requireRoom(engine, deep);
        List<String> names = List.of(TreeChanges.nameOf(first.to()));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Ends ends = attempt == 0 ? first : ends(from, to, deep, spec);
            NodeRow original = ends.original();
            String top = engine.session().name();
            boolean tree = original.isFolder() && deep;
            if (!tree) {
                pairs.accept(new Copied(new NodeId(original.id()), new NodeId(top)));
            }
            boolean made = false;
            try {
                if (tree) {
                    grow(original, top, pairs);
                }
                Node shown = engine.changes()
                        .run(
                                spec.guard(),
                                names,
                                stamp -> showing(ends(from, to, deep, spec), original, top, tree, spec, stamp));
                made = true;
                return shown;
            } catch (NotStill changed) {
                LOG.atTrace().addKeyValue("attempt", attempt).log("blobtree-copied-anew");
            } finally {
                if (!made && tree) {
                    abandon(top);
                }
            }
        }
        throw new WeftException.Conflict(
                "/" + first.from().path() + " never stood still while it was copied; try again");
    }

    /** Both ends of a copy. */
    private record Ends(ResolvedPath from, ResolvedPath to) {

        NodeRow original() {
            return from.require();
        }

        Affected affected() {
            return new Affected(
                    to.parentSpace(),
                    List.of(to.parentNode()),
                    to.path(),
                    Optional.empty(),
                    to.node() == null ? Optional.empty() : Optional.of(to.toNode()));
        }

        void requireRoom(TreeContext engine, boolean deep) {
            long size = original().isFolder() && !deep ? 0 : original().size();
            String space = to.parentSpace().value();
            engine.database()
                    .read(connection -> engine.room().fill(connection, space))
                    .require(size);
        }
    }

    private Ends ends(Ref from, Ref to, boolean deep, MoveSpec spec) {
        ResolvedPath source = engine.finder().find(from);
        ResolvedPath target = engine.finder().find(to);
        RelPath here = source.path();
        RelPath there = target.path();
        if (there.equals(here)) {
            throw new WeftException.Forbidden("/" + here + " can't be copied onto itself");
        }
        if (there.isRoot()) {
            throw new WeftException.Forbidden("the root of a storage is not replaced");
        }
        if (there.startsWith(here)) {
            throw new WeftException.Conflict("/" + there + " lies in /" + here + ", which can't be copied into itself");
        }
        if (here.startsWith(there)) {
            throw new WeftException.Conflict("/" + here + " lies in /" + there + ", which it would replace");
        }
        NodeRow original = source.require();
        target.parent();
        Names.require(there);
        removals.requireNoSpace(target);
        if (deep && here.depth() == 1 && engine.database().read(c -> NodeRemover.holdsSpaces(c, original))) {
            throw new WeftException.Unsupported("/" + here + " holds spaces; they are copied one by one");
        }
        spec.source().check(source.toNode());
        TreeChanges.judgeTarget(target, target.node(), spec);
        return new Ends(source, target);
    }

    /** A folder that is being copied. */
    private static final class Level {
        private final String from;
        private final String to;
        private String after = "";

        Level(String from, String to) {
            this.from = from;
            this.to = to;
        }
    }

    /** Copies a folder below a top that is in no tree. Memory grows with the depth only. */
    private void grow(NodeRow original, String top, Sink<Copied> pairs) throws IOException {
        Stamp stamp = engine.session().stamp();
        NodeRow root = NodeRow.folder(top, null, original.name(), false, original.mtime(), Revision.first(stamp));
        insert(List.of(root.placed(null, original.name(), NodeRow.BUILDING, Revision.first(stamp))), stamp);
        pairs.accept(new Copied(new NodeId(original.id()), new NodeId(top)));
        Deque<Level> levels = new ArrayDeque<>();
        levels.push(new Level(original.id(), top));
        while (!levels.isEmpty()) {
            Level level = levels.element();
            List<NodeRow> window = engine.database()
                    .read(connection -> engine.nodes().children(connection, level.from, level.after, WINDOW));
            if (window.isEmpty()) {
                levels.pop();
                continue;
            }
            level.after = window.getLast().name();
            copy(window, level.to, top, levels, pairs);
        }
    }

    private void copy(List<NodeRow> window, String parent, String top, Deque<Level> levels, Sink<Copied> pairs)
            throws IOException {
        Stamp stamp = engine.session().stamp();
        List<NodeRow> rows = new ArrayList<>();
        List<NodeRecord> records = new ArrayList<>();
        Companion its = new Companion(top, 0);
        for (NodeRow each : window) {
            String id = engine.session().name();
            NodeRow row = copyOf(each, id, parent, each.name(), stamp);
            rows.add(row);
            records.add(NodeRecord.of(row, List.of()).with(List.of(its)));
            pairs.accept(new Copied(new NodeId(each.id()), new NodeId(id)));
            if (each.isFolder()) {
                levels.push(new Level(each.id(), id));
            }
        }
        engine.changes().write(records);
        insert(rows, stamp);
    }

    private static NodeRow copyOf(NodeRow each, String id, @Nullable String parent, String name, Stamp stamp) {
        Revision revision = Revision.first(stamp);
        if (each.isFolder()) {
            return NodeRow.folder(id, parent, name, false, each.mtime(), revision)
                    .touched(each.size(), each.size(), stamp.text(), each.mtime());
        }
        ContentRow old = each.content();
        ContentRow content =
                new ContentRow(old.blob(), old.size(), stamp.text(), old.mtime(), old.checksums(), old.media());
        return NodeRow.file(id, parent == null ? "" : parent, name, content, revision);
    }

    private void insert(List<NodeRow> rows, Stamp stamp) {
        engine.database()
                .change(
                        connection -> {
                            engine.session().require(connection, stamp);
                            engine.nodes().insert(connection, rows);
                            return true;
                        },
                        connection ->
                                engine.nodes().get(connection, rows.getFirst().id()) != null,
                        () -> {});
    }

    /** Leaves what was copied to the sweep. */
    private void abandon(String top) {
        engine.database().repeatable(connection -> {
            try (var update = connection.prepareStatement("UPDATE node SET state = ? WHERE id = ? AND state = ?")) {
                update.setInt(1, NodeRow.GONE);
                update.setString(2, top);
                update.setInt(3, NodeRow.BUILDING);
                return update.executeUpdate();
            }
        });
    }

    /** The original is no longer what was copied. Ends the attempt, and with it the records that it wrote. */
    private static final class NotStill extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1;

        NotStill() {
            super("the original was changed while it was copied", null, false, false);
        }
    }

    /** Plans to let the copy appear. */
    private Plan<Node> showing(Ends ends, NodeRow original, String top, boolean tree, MoveSpec spec, Stamp stamp) {
        ResolvedPath to = ends.to();
        NodeRow source = ends.original();
        NodeRow row = original.isFolder() && !tree
                ? NodeRow.folder(
                        top, to.parent().id(), to.path().name(), false, original.mtime(), Revision.first(stamp))
                : copyOf(source, top, to.parent().id(), to.path().name(), stamp);
        NodeRow replaced = to.node();
        Removal removal = replaced == null ? null : removals.plan(to, false, stamp);
        List<NodeRecord> records = new ArrayList<>();
        records.add(NodeRecord.of(row, List.of()));
        Set<NodeRow> basis = new HashSet<>(to.showing());
        basis.add(source);
        if (removal != null) {
            records.add(removal.record());
            basis.add(removal.before());
        }
        return new Plan<>(ends.affected(), records, List.copyOf(basis), (connection, locked) -> {
            NodeRow now = TreeChanges.now(locked, source);
            if (!source.id().equals(original.id()) || tree && !now.etag().equals(original.etag())) {
                throw new NotStill();
            }
            NodeRow there =
                    engine.nodes().child(connection, to.parent().id(), to.path().name());
            if (replaced == null ? there != null : there == null || !there.id().equals(replaced.id())) {
                return null;
            }
            spec.source()
                    .check(ResolvedPath.node(
                            now, ends.from().path(), ends.from().space()));
            TreeChanges.judgeTarget(to, there, spec);
            engine.room().require(connection, FileWriter.root(to.showing(), locked), row.size());
            List<String> above = to.showing().stream().map(NodeRow::id).toList();
            if (removal != null && there != null) {
                removals.make(connection, removal, there);
                engine.nodes().touch(connection, above, -there.size(), -there.held(), stamp.text(), stamp.time());
            }
            if (tree) {
                engine.nodes().appear(connection, row);
            } else {
                engine.nodes().insert(connection, List.of(row));
            }
            engine.nodes().touch(connection, above, row.size(), row.held(), stamp.text(), stamp.time());
            return ResolvedPath.node(row, to.path(), to.parentSpace());
        });
    }
}
