/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.ChangeCommitter.Plan;
import org.weft.blobtree.Revision.Stamp;
import org.weft.spi.Caller;
import org.weft.spi.Mutex;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;

/** Personal spaces in the folder {@code users}, projects in the folder {@code projects}. */
final class TreeSpaces implements Spaces {

    private static final int WINDOW = 200;
    private static final RelPath USERS = RelPath.parse("users");
    private static final RelPath PROJECTS = RelPath.parse("projects");
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@+-]{0,199}");

    private final TreeContext engine;
    private final TreeChanges changes;
    private final SpaceTrash trash;

    TreeSpaces(TreeContext engine, TreeChanges changes, SpaceTrash trash) {
        this.engine = engine;
        this.changes = changes;
        this.trash = trash;
    }

    @Override
    public Set<Space.Kind> kinds() {
        return engine.settings().homes() ? EnumSet.allOf(Space.Kind.class) : EnumSet.of(Space.Kind.PROJECT);
    }

    @Override
    public void list(Sink<Space> sink) {
        String after = "";
        List<SpaceRow> window;
        do {
            String from = after;
            List<Space> spaces = new ArrayList<>();
            window = engine.database().read(connection -> {
                List<SpaceRow> rows = SpaceTable.after(connection, from, WINDOW);
                spaces.clear();
                for (SpaceRow row : rows) {
                    space(connection, row).ifPresent(spaces::add);
                }
                return rows;
            });
            for (Space each : spaces) {
                if (!sink.accept(each)) {
                    return;
                }
            }
            after = window.isEmpty() ? "" : window.getLast().id();
        } while (window.size() == WINDOW);
    }

    private Optional<Space> space(Connection connection, SpaceRow row) throws SQLException {
        return engine.finder().climb(connection, row.id()).map(spot -> space(row, spot.path()));
    }

    private Space space(SpaceRow row, RelPath path) {
        return new Space(
                new SpaceId(row.id()),
                row.kind() == SpaceRow.PERSONAL ? Space.Kind.PERSONAL : Space.Kind.PROJECT,
                row.name(),
                row.owner(),
                new NodeId(row.id()),
                path,
                row.quota() == null ? engine.settings().quota() : Optional.of(row.quota()));
    }

    @Override
    public Optional<Space> get(SpaceId id) {
        return engine.database().read(connection -> {
            Optional<SpaceRow> row = SpaceTable.get(connection, id.value());
            return row.isEmpty() || row.get().kind() == SpaceRow.REST ? Optional.empty() : space(connection, row.get());
        });
    }

    private Optional<Space> homeOf(UserId user) {
        return engine.database().read(connection -> {
            Optional<SpaceRow> row = SpaceTable.ofOwner(connection, user.idp(), user.opaque());
            return row.isEmpty() ? Optional.empty() : space(connection, row.get());
        });
    }

    @Override
    public Space home(Caller who) throws IOException {
        if (!engine.settings().homes()) {
            throw new WeftException.Unsupported("this storage has no personal spaces");
        }
        Optional<Space> known = homeOf(who.user());
        if (known.isPresent()) {
            return known.get();
        }
        try (Mutex.Held held = engine.context().mutex("spaces").acquire()) {
            Optional<Space> meanwhile = homeOf(who.user());
            return meanwhile.isPresent() ? meanwhile.get() : makeHome(who);
        }
    }

    private Space makeHome(Caller who) throws IOException {
        requireFolder(USERS);
        for (String name : candidates(who.user())) {
            RelPath path = USERS.resolve(name);
            if (engine.finder().find(Ref.path(path)).node() == null) {
                return make(path, id -> SpaceRow.personal(id, who.username(), who.user()));
            }
        }
        throw new WeftException.Conflict("no folder name is free for the home of " + who.user());
    }

    private void requireFolder(RelPath path) throws IOException {
        NodeRow there = engine.finder().find(Ref.path(path)).node();
        if (there == null) {
            try {
                changes.makeFolder(Ref.path(path), MakeSpec.simple());
            } catch (WeftException.AlreadyExists meanwhile) {
                return;
            }
        }
    }

    private static List<String> candidates(UserId user) {
        String hash = hash(user);
        String opaque = user.opaque();
        return SAFE.matcher(opaque).matches()
                ? List.of(opaque, opaque + "~" + hash.substring(0, 12), "~" + hash)
                : List.of("~" + hash);
    }

    private static String hash(UserId user) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(user.idp().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(user.opaque().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 20);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    private interface RowOf {
        SpaceRow of(String id);
    }

    /** Makes the root of a space. */
    private Space make(RelPath path, RowOf rowOf) throws IOException {
        String id = engine.session().name();
        SpaceRow space = rowOf.of(id);
        return engine.changes().run(Guard.none(), List.of(path.toString()), stamp -> {
            ResolvedPath spot = free(path);
            NodeRow row =
                    NodeRow.folder(id, spot.parent().id(), path.name(), true, stamp.time(), Revision.first(stamp));
            NodeRecord record = NodeRecord.of(row, List.of()).withSpace(Optional.of(space));
            List<NodeRow> showing = spot.showing();
            return new Plan<>(affected(spot), List.of(record), showing, (connection, locked) -> {
                if (engine.nodes().child(connection, spot.parent().id(), path.name()) != null) {
                    return null;
                }
                engine.nodes().insert(connection, List.of(row));
                SpaceTable.insert(connection, space);
                touch(connection, showing, stamp);
                return space(space, path);
            });
        });
    }

    private void touch(Connection connection, List<NodeRow> folders, Stamp stamp) throws SQLException {
        engine.nodes().touch(connection, folders.stream().map(NodeRow::id).toList(), 0, 0, stamp.text(), stamp.time());
    }

    private ResolvedPath free(RelPath path) {
        ResolvedPath spot = engine.finder().find(Ref.path(path));
        spot.parent();
        if (spot.node() != null) {
            throw new WeftException.AlreadyExists("/" + path + " exists already");
        }
        return spot;
    }

    private static Affected affected(ResolvedPath spot) {
        return new Affected(
                spot.parentSpace(), List.of(spot.parentNode()), spot.path(), Optional.empty(), Optional.empty());
    }

    @Override
    public Space create(Caller who, String name, Optional<Long> quota) throws IOException {
        RelPath path = PROJECTS.resolve(name);
        Names.require(path);
        try (Mutex.Held held = engine.context().mutex("spaces").acquire()) {
            requireFolder(PROJECTS);
            return make(path, id -> new SpaceRow(id, SpaceRow.PROJECT, name, null, null, null, quota.orElse(null)));
        }
    }

    @Override
    public Space update(SpaceId id, Optional<String> name, Optional<Long> quota) throws IOException {
        try (Mutex.Held held = engine.context().mutex("spaces").acquire()) {
            return engine.changes().run(Guard.none(), List.of(id.value()), stamp -> updating(id, name, quota, stamp));
        }
    }

    /** A space's root and what it is. */
    private record Root(ResolvedPath spot, SpaceRow space) {}

    private Root root(SpaceId id) {
        Root root = engine.database().read(connection -> {
            Optional<SpaceRow> row = SpaceTable.get(connection, id.value());
            Optional<ResolvedPath> spot = engine.finder().climb(connection, id.value());
            return row.isEmpty() || row.get().kind() == SpaceRow.REST || spot.isEmpty()
                    ? null
                    : new Root(spot.get(), row.get());
        });
        if (root == null) {
            throw new WeftException.NotFound("there is no such space");
        }
        return root;
    }

    private Plan<Space> updating(SpaceId id, Optional<String> name, Optional<Long> quota, Stamp stamp) {
        Root root = root(id);
        NodeRow row = root.spot().require();
        SpaceRow before = root.space();
        SpaceRow space = before.with(name.orElse(before.name()), quota.isPresent() ? quota.get() : before.quota());
        RelPath path = root.spot().path();
        if (before.kind() == SpaceRow.PROJECT) {
            path = PROJECTS.resolve(space.name());
            Names.require(path);
        }
        RelPath renamed = path;
        NodeRow target = row.placed(row.parent(), path.name(), NodeRow.LIVE, Revision.after(row.revision(), stamp));
        NodeRecord record = NodeRecord.of(target, List.of()).withSpace(Optional.of(space));
        List<NodeRow> showing = ResolvedPath.inSpace(root.spot().above());
        List<NodeRow> basis = new ArrayList<>(showing);
        basis.add(row);
        return new Plan<>(affected(root.spot()), List.of(record), basis, (connection, locked) -> {
            NodeRow there = taken(connection, root.spot(), renamed);
            if (there != null && !there.id().equals(row.id())) {
                throw new WeftException.AlreadyExists("there is a space of this name already");
            }
            engine.nodes().place(connection, target);
            SpaceTable.update(connection, space);
            touch(connection, showing, stamp);
            return space(space, renamed);
        });
    }

    private @Nullable NodeRow taken(Connection connection, ResolvedPath spot, RelPath path) throws SQLException {
        return engine.nodes().child(connection, spot.parent().id(), path.name());
    }

    @Override
    public void remove(SpaceId id) throws IOException {
        engine.changes().run(Guard.none(), List.of(id.value()), stamp -> {
            Root root = root(id);
            NodeRow row = root.spot().require();
            NodeRecord tombstone = NodeRemover.tombstone(row, Revision.after(row.revision(), stamp))
                    .withSpace(Optional.of(root.space()));
            List<NodeRow> showing = ResolvedPath.inSpace(root.spot().above());
            List<NodeRow> basis = new ArrayList<>(showing);
            basis.add(row);
            return new Plan<>(affected(root.spot()), List.of(tombstone), basis, (connection, locked) -> {
                engine.nodes().place(connection, tombstone.row());
                try (PreparedStatement delete = connection.prepareStatement("DELETE FROM space WHERE id = ?")) {
                    delete.setString(1, id.value());
                    delete.executeUpdate();
                }
                touch(connection, showing, stamp);
                return true;
            });
        });
        trash.empty(id);
    }
}
