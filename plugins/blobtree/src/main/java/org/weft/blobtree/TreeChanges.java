/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.ChangeCommitter.Plan;
import org.weft.blobtree.NodeRemover.Removal;
import org.weft.blobtree.Revision.Stamp;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.TouchSpec;

/** Makes folders, deletes, moves, and sets times. */
final class TreeChanges {

    private final TreeContext engine;
    private final NodeRemover removals;

    TreeChanges(TreeContext engine, NodeRemover removals) {
        this.engine = engine;
        this.removals = removals;
    }

    static String nameOf(ResolvedPath spot) {
        return spot.parent().id() + "/" + spot.path().name();
    }

    Node makeFolder(Ref target, MakeSpec spec) throws IOException {
        ResolvedPath first = free(target);
        spec.guard().check(making(first));
        String id = engine.session().name();
        return engine.changes().run(spec.guard(), List.of(nameOf(first)), stamp -> {
            ResolvedPath spot = free(target);
            return making(
                    spot,
                    NodeRow.folder(
                            id,
                            spot.parent().id(),
                            spot.path().name(),
                            false,
                            FileWriter.mtime(spec.mtime(), stamp),
                            Revision.first(stamp)),
                    stamp);
        });
    }

    private ResolvedPath free(Ref target) {
        ResolvedPath spot = engine.finder().find(target);
        if (spot.node() != null) {
            throw new WeftException.AlreadyExists("/" + spot.path() + " exists already");
        }
        spot.parent();
        Names.require(spot.path());
        return spot;
    }

    private static Affected making(ResolvedPath spot) {
        return new Affected(
                spot.parentSpace(), List.of(spot.parentNode()), spot.path(), Optional.empty(), Optional.empty());
    }

    private Plan<Node> making(ResolvedPath spot, NodeRow row, Stamp stamp) {
        List<NodeRow> showing = spot.showing();
        return new Plan<>(making(spot), List.of(NodeRecord.of(row, List.of())), showing, (connection, locked) -> {
            if (engine.nodes().child(connection, spot.parent().id(), row.name()) != null) {
                return null;
            }
            engine.nodes().insert(connection, List.of(row));
            touch(connection, showing, 0, 0, stamp);
            return ResolvedPath.node(row, spot.path(), spot.parentSpace());
        });
    }

    private void touch(Connection connection, List<NodeRow> folders, long size, long held, Stamp stamp)
            throws SQLException {
        engine.nodes()
                .touch(connection, folders.stream().map(NodeRow::id).toList(), size, held, stamp.text(), stamp.time());
    }

    void delete(Ref ref, DeleteSpec spec) throws IOException {
        ResolvedPath first = deletable(ref, spec);
        spec.guard().check(deleting(first));
        engine.changes().run(spec.guard(), List.of(nameOf(first)), stamp -> {
            ResolvedPath spot = deletable(ref, spec);
            Removal removal = removals.plan(spot, spec.forGood(), stamp);
            List<NodeRow> showing = spot.showing();
            List<NodeRow> basis = new ArrayList<>(showing);
            basis.add(removal.before());
            return new Plan<>(deleting(spot), List.of(removal.record()), basis, (connection, locked) -> {
                NodeRow now = now(locked, removal.before());
                spec.precondition().check(ResolvedPath.node(now, spot.path(), spot.space()));
                requireNoSpace(connection, spot.path(), now);
                removals.make(connection, removal, now);
                touch(connection, showing, -now.size(), -now.held(), stamp);
                return true;
            });
        });
    }

    private ResolvedPath deletable(Ref ref, DeleteSpec spec) {
        ResolvedPath spot = engine.finder().find(ref);
        if (spot.path().isRoot()) {
            throw new WeftException.Forbidden("the root of a storage is not deleted");
        }
        spot.require();
        removals.requireNoSpace(spot);
        spec.precondition().check(spot.toNode());
        return spot;
    }

    private static Affected deleting(ResolvedPath spot) {
        return new Affected(
                spot.space(), List.of(spot.parentNode()), spot.path(), Optional.of(spot.toNode()), Optional.empty());
    }

    /** Sets when a node was modified. */
    Node touch(Ref ref, TouchSpec spec) throws IOException {
        ResolvedPath first = touchable(ref, spec);
        spec.guard().check(touching(first));
        return engine.changes().run(spec.guard(), List.of(nameOf(first)), stamp -> {
            ResolvedPath spot = touchable(ref, spec);
            NodeRow known = spot.require();
            NodeRow row = known.modified(ValueCodec.micros(spec.mtime()), Revision.after(known.revision(), stamp));
            List<NodeRow> showing = spot.showing();
            List<NodeRow> basis = new ArrayList<>(showing);
            basis.add(known);
            NodeRecord record = NodeRecord.of(row, removals.versions(known));
            return new Plan<>(touching(spot), List.of(record), basis, (connection, locked) -> {
                NodeRow now = now(locked, known);
                spec.precondition().check(ResolvedPath.node(now, spot.path(), spot.space()));
                NodeRow touched = row.touched(now.size(), now.held(), row.etag(), row.mtime());
                engine.nodes().content(connection, touched);
                touch(connection, showing, 0, 0, stamp);
                return ResolvedPath.node(touched, spot.path(), spot.space());
            });
        });
    }

    private ResolvedPath touchable(Ref ref, TouchSpec spec) {
        ResolvedPath spot = engine.finder().find(ref);
        if (spot.path().isRoot() || spot.require().isSpace()) {
            throw new WeftException.Forbidden("the top of a space bears the time of its last change, and no other");
        }
        spec.precondition().check(spot.toNode());
        return spot;
    }

    private static Affected touching(ResolvedPath spot) {
        return new Affected(spot.space(), List.of(), spot.path(), Optional.of(spot.toNode()), Optional.empty());
    }

    static void requireNoSpace(Connection connection, RelPath path, NodeRow now) throws SQLException {
        if (path.depth() == 1 && NodeRemover.holdsSpaces(connection, now)) {
            throw NodeRemover.refusal(path);
        }
    }

    static NodeRow now(Map<String, NodeRow> locked, NodeRow known) {
        NodeRow now = locked.get(known.id());
        if (now == null) {
            throw new IllegalStateException("a node was not locked");
        }
        return now;
    }

    /** Both ends of a move. */
    private record Ends(ResolvedPath from, ResolvedPath to) {

        NodeRow moving() {
            return from.require();
        }

        @Nullable
        NodeRow replaced() {
            return to.node();
        }

        Affected affected() {
            List<Node> parents = from.parent().id().equals(to.parent().id())
                    ? List.of(to.parentNode())
                    : List.of(from.parentNode(), to.parentNode());
            return new Affected(
                    to.parentSpace(),
                    parents,
                    to.path(),
                    Optional.of(from.toNode()),
                    to.node() == null ? Optional.empty() : Optional.of(to.toNode()));
        }
    }

    Node move(Ref from, Ref to, MoveSpec spec) throws IOException {
        Ends first = ends(from, to, spec);
        spec.guard().check(first.affected());
        List<String> names = List.of(nameOf(first.from()), nameOf(first.to()));
        return engine.changes().run(spec.guard(), names, stamp -> moving(ends(from, to, spec), spec, stamp));
    }

    private Ends ends(Ref from, Ref to, MoveSpec spec) {
        ResolvedPath source = engine.finder().find(from);
        ResolvedPath target = engine.finder().find(to);
        RelPath here = source.path();
        RelPath there = target.path();
        if (here.isRoot() || there.isRoot()) {
            throw new WeftException.Forbidden("the root of a storage is neither moved nor replaced");
        }
        if (there.startsWith(here)) {
            throw new WeftException.Conflict("/" + there + " lies in /" + here + " or is the same; nothing was moved");
        }
        if (here.startsWith(there)) {
            throw new WeftException.Conflict("/" + here + " lies in /" + there + ", which it would replace");
        }
        source.require();
        target.parent();
        Names.require(there);
        removals.requireNoSpace(source);
        removals.requireNoSpace(target);
        spec.source().check(source.toNode());
        judgeTarget(target, target.node(), spec);
        return new Ends(source, target);
    }

    static void judgeTarget(ResolvedPath target, @Nullable NodeRow replaced, MoveSpec spec) {
        spec.target().check(replaced == null ? null : ResolvedPath.node(replaced, target.path(), target.space()));
        if (replaced != null && !spec.overwrite()) {
            throw new WeftException.AlreadyExists("/" + target.path() + " exists already");
        }
    }

    private Plan<Node> moving(Ends ends, MoveSpec spec, Stamp stamp) {
        ResolvedPath to = ends.to();
        NodeRow source = ends.moving();
        NodeRow replaced = ends.replaced();
        NodeRow target = source.placed(
                to.parent().id(), to.path().name(), NodeRow.LIVE, Revision.after(source.revision(), stamp));
        List<NodeRecord> records = new ArrayList<>();
        records.add(NodeRecord.of(target, removals.versions(source)));
        Removal removal = replaced == null ? null : removals.plan(to, false, stamp);
        if (removal != null) {
            records.add(removal.record());
        }
        Set<NodeRow> basis = new LinkedHashSet<>(ends.from().showing());
        basis.addAll(to.showing());
        basis.add(source);
        if (replaced != null) {
            basis.add(replaced);
        }
        return new Plan<>(ends.affected(), records, List.copyOf(basis), (connection, locked) -> {
            NodeRow there =
                    engine.nodes().child(connection, to.parent().id(), to.path().name());
            if (replaced == null ? there != null : there == null || !there.id().equals(replaced.id())) {
                return null;
            }
            NodeRow now = now(locked, source);
            spec.source()
                    .check(ResolvedPath.node(
                            now, ends.from().path(), ends.from().space()));
            judgeTarget(to, there, spec);
            requireNoSpace(connection, ends.from().path(), now);
            if (removal != null && there != null) {
                requireNoSpace(connection, to.path(), there);
                removals.make(connection, removal, there);
                touch(connection, to.showing(), -there.size(), -there.held(), stamp);
            }
            return moved(connection, ends, now, target, locked, stamp);
        });
    }

    private Node moved(
            Connection connection, Ends ends, NodeRow now, NodeRow target, Map<String, NodeRow> locked, Stamp stamp)
            throws SQLException {
        List<NodeRow> from = ends.from().showing();
        List<NodeRow> to = ends.to().showing();
        if (!from.getFirst().id().equals(to.getFirst().id())) {
            engine.room().require(connection, FileWriter.root(to, locked), now.held());
        }
        engine.nodes().place(connection, target);
        touch(connection, from, -now.size(), -now.held(), stamp);
        touch(connection, to, now.size(), now.held(), stamp);
        NodeRow row = target.touched(now.size(), now.held(), now.etag(), now.mtime());
        return ResolvedPath.node(row, ends.to().path(), ends.to().parentSpace());
    }
}
