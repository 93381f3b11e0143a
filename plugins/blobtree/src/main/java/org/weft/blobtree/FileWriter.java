/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.ChangeCommitter.Begun;
import org.weft.blobtree.ChangeCommitter.Plan;
import org.weft.blobtree.NodeRow.ContentRow;
import org.weft.blobtree.NodeRow.VersionRow;
import org.weft.blobtree.Revision.Stamp;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.write.FreeName;

/**
 * Writes files: the content under a new key, then the node's record, then the rows. A content that is replaced becomes a
 * version, or is dropped.
 */
final class FileWriter {

    private final TreeContext engine;
    private final VersionRetention drops;

    FileWriter(TreeContext engine, VersionRetention drops) {
        this.engine = engine;
        this.drops = drops;
    }

    Node put(Ref target, PutSpec spec, InputStream body) throws IOException {
        Target first = look(target, spec);
        judge(first, spec);
        spec.guard().check(first.affected());
        SpaceQuota.Fill fill = room(first);
        boolean keepsIt = keeps(spec) && !engine.room().versionsGiveWay();
        long freed = first.current() == null || keepsIt ? 0 : first.current().size();
        spec.length().ifPresent(length -> fill.require(length - freed));
        Stamp stamp = engine.session().stamp();
        String key = BlobKeys.blob(stamp.text());
        SpaceQuota.Metered metered = new SpaceQuota.Metered(body, fill, freed, spec.length());
        boolean written = false;
        try {
            engine.blobs().write(engine.keys().whole(key), metered, spec.length());
            metered.finish();
            written = true;
        } finally {
            if (!written) {
                engine.discards().now(List.of(key));
                engine.discards().late(List.of(key));
            }
        }
        return commit(
                target,
                first,
                spec,
                new Begun(stamp, List.of(key)),
                new Stored(stamp.text(), metered.count()),
                connection -> {});
    }

    private boolean keeps(PutSpec spec) {
        return spec.keepsVersion() && engine.settings().versions() > 0;
    }

    private SpaceQuota.Fill room(Target target) {
        return engine.database()
                .read(connection ->
                        engine.room().fill(connection, target.spot().spaceRoot().id()));
    }

    /**
     * Where a file is to be.
     *
     * @param spot the place
     * @param current what has the name, or null where the name is to be evaded
     */
    record Target(ResolvedPath spot, @Nullable NodeRow current) {

        Affected affected() {
            NodeRow file = current;
            return file == null
                    ? new Affected(
                            spot.parentSpace(),
                            List.of(spot.parentNode()),
                            spot.path(),
                            Optional.empty(),
                            Optional.empty())
                    : new Affected(spot.space(), List.of(), spot.path(), Optional.of(spot.toNode()), Optional.empty());
        }
    }

    Target look(Ref ref, PutSpec spec) {
        ResolvedPath spot = engine.finder().find(ref);
        if (spot.path().isRoot()) {
            throw new WeftException.Conflict("the root is a folder; a file does not replace it");
        }
        spot.parent();
        Names.require(spot.path());
        if (spec.onConflict() == OnConflict.RENAME) {
            return new Target(spot, null);
        }
        NodeRow current = spot.node();
        if (current != null && spec.onConflict() == OnConflict.FAIL) {
            throw new WeftException.AlreadyExists("/" + spot.path() + " exists already");
        }
        if (current != null && current.isFolder()) {
            throw new WeftException.Conflict("/" + spot.path() + " is a folder; a file does not replace it");
        }
        return new Target(spot, current);
    }

    static void judge(Target target, PutSpec spec) {
        spec.precondition()
                .check(target.current() == null ? null : target.spot().toNode());
    }

    /**
     * A content that is in the store.
     *
     * @param blob its stamp
     * @param size bytes
     */
    record Stored(String blob, long size) {}

    /**
     * Makes a file of a content that is in the store.
     *
     * @param seen where the file was to be when that was last looked at
     * @param begun what is taken away if it fails
     * @param also done in the same transaction
     */
    Node commit(Ref ref, Target seen, PutSpec spec, Begun begun, Stored stored, Also also) throws IOException {
        String checksums = ValueCodec.checksums(spec.digests().get().stream()
                .filter(digest -> engine.settings().digests().contains(digest.algorithm()))
                .toList());
        String fresh = engine.session().name();
        String name = TreeChanges.nameOf(seen.spot());
        OwnVersion own = new OwnVersion(keeps(spec));
        return engine.changes().run(spec.guard(), List.of(name), Optional.of(begun), stamp -> {
            Target target = look(ref, spec);
            judge(target, spec);
            long mtime = spec.mtime().map(ValueCodec::micros).orElse(stamp.time());
            ContentRow content = new ContentRow(
                    stored.blob(),
                    stored.size(),
                    stored.blob(),
                    mtime,
                    checksums,
                    spec.mediaType().orElse(null));
            Plan<Node> plan = target.current() == null
                    ? create(target.spot(), spec, fresh, content, stamp)
                    : replace(target, target.current(), own, content, stamp);
            return new Plan<>(plan.what(), plan.records(), plan.basis(), (connection, locked) -> {
                Node node = plan.step().make(connection, locked);
                if (node != null) {
                    also.run(connection);
                }
                return node;
            });
        });
    }

    /** What belongs to a write besides. */
    @FunctionalInterface
    interface Also {
        void run(Connection connection) throws SQLException;
    }

    private Plan<Node> create(ResolvedPath spot, PutSpec spec, String id, ContentRow content, Stamp stamp)
            throws IOException {
        NodeRow parent = spot.parent();
        RelPath path = spec.onConflict() == OnConflict.RENAME ? free(spot) : spot.path();
        NodeRow row = NodeRow.file(id, parent.id(), path.name(), content, Revision.first(stamp));
        List<NodeRow> showing = spot.showing();
        Affected what =
                new Affected(spot.parentSpace(), List.of(spot.parentNode()), path, Optional.empty(), Optional.empty());
        return new Plan<>(what, List.of(NodeRecord.of(row, List.of())), showing, (connection, locked) -> {
            if (engine.nodes().child(connection, parent.id(), path.name()) != null) {
                return null;
            }
            engine.room().require(connection, root(showing, locked), content.size());
            engine.nodes().insert(connection, List.of(row));
            touch(connection, showing, content.size(), content.size(), stamp);
            return ResolvedPath.node(row, path, spot.parentSpace());
        });
    }

    static NodeRow root(List<NodeRow> showing, Map<String, NodeRow> locked) {
        NodeRow root = locked.get(showing.getFirst().id());
        if (root == null) {
            throw new IllegalStateException("the root of the space was not locked");
        }
        return root;
    }

    private void touch(Connection connection, List<NodeRow> showing, long size, long held, Stamp stamp)
            throws SQLException {
        engine.nodes()
                .touch(connection, showing.stream().map(NodeRow::id).toList(), size, held, stamp.text(), stamp.time());
    }

    private RelPath free(ResolvedPath spot) throws IOException {
        String wanted = spot.path().name();
        String parent = spot.parent().id();
        FreeName name = FreeName.of(wanted, OnConflict.RENAME, Names::fits);
        return spot.path()
                .parent()
                .resolve(name.choose(candidate -> candidate.equals(wanted)
                        ? spot.node() != null
                        : engine.database().read(connection -> engine.nodes().child(connection, parent, candidate))
                                != null));
    }

    /** Whether the content that is replaced becomes a version; it gives way when both do not fit. */
    static final class OwnVersion {
        private boolean isKept;

        OwnVersion(boolean isKept) {
            this.isKept = isKept;
        }
    }

    private Plan<Node> replace(Target target, NodeRow current, OwnVersion own, ContentRow content, Stamp stamp) {
        ResolvedPath spot = target.spot();
        return replace(spot, target.affected(), current, own, content, stamp, List.of());
    }

    /**
     * Plans to give a file another content.
     *
     * @param own whether the present one becomes a version
     * @param taken versions that leave the list because their content becomes the present one
     */
    Plan<Node> replace(
            ResolvedPath spot,
            Affected what,
            NodeRow current,
            OwnVersion own,
            ContentRow content,
            Stamp stamp,
            List<VersionRow> taken) {
        boolean keep = own.isKept;
        Revision revision = Revision.after(current.revision(), stamp);
        List<VersionRow> before =
                engine.database().read(connection -> engine.nodes().versions(connection, current.id()));
        List<VersionRow> after = new ArrayList<>();
        if (keep) {
            after.add(new VersionRow(revision.number(), current.content()));
        }
        before.stream().filter(each -> !taken.contains(each)).forEach(after::add);
        List<VersionRow> kept = drops.kept(after, stamp.time());
        List<VersionRow> dropped = new ArrayList<>(before);
        dropped.removeAll(kept);
        long held = content.size();
        for (VersionRow each : kept) {
            held += each.content().size();
        }
        NodeRow row = current.with(content, held, revision);
        List<NodeRow> showing = spot.showing();
        List<NodeRow> basis = new ArrayList<>(showing);
        basis.add(current);
        long more = held - current.held();
        return new Plan<>(what, List.of(NodeRecord.of(row, kept)), basis, (connection, locked) -> {
            if (more > 0 && !fits(connection, root(showing, locked), more, own)) {
                return null;
            }
            engine.nodes().content(connection, row);
            engine.nodes().removeVersions(connection, current.id(), dropped);
            if (keep && kept.contains(after.getFirst())) {
                engine.nodes().addVersions(connection, current.id(), List.of(after.getFirst()));
            }
            List<String> garbage = new ArrayList<>();
            dropped.stream()
                    .filter(each -> !taken.contains(each))
                    .forEach(each -> garbage.add(each.content().blob()));
            if (!keep || !kept.contains(after.getFirst())) {
                garbage.add(current.content().blob());
            }
            drops.blobs(connection, garbage, stamp);
            touch(connection, showing, row.size() - current.size(), more, stamp);
            return ResolvedPath.node(row, spot.path(), spot.space());
        });
    }

    /** Whether a longer content fits; when it does not beside its own version, it is planned again without. */
    private boolean fits(Connection connection, NodeRow root, long more, OwnVersion own) throws SQLException {
        SpaceQuota.Fill fill = engine.room().fill(connection, root);
        if (own.isKept && engine.room().versionsGiveWay() && fill.missing(more) > fill.versions()) {
            own.isKept = false;
            return false;
        }
        engine.room().require(fill, root, more);
        return true;
    }

    /** Lets versions of a file go that are to be kept no longer. */
    void prune(SpaceId space, String file) throws IOException {
        keepOnly(space, file, drops::kept);
    }

    /**
     * Lets some versions of a file go.
     *
     * @return how many bytes they had
     */
    long drop(SpaceId space, String file, Set<Long> numbers) throws IOException {
        return keepOnly(
                space,
                file,
                (before, now) -> before.stream()
                        .filter(each -> !numbers.contains(each.number()))
                        .toList());
    }

    /** Which of a file's versions stay. */
    @FunctionalInterface
    private interface Keeping {
        List<VersionRow> kept(List<VersionRow> before, long now);
    }

    /** Nothing else of the file changes. */
    private long keepOnly(SpaceId space, String file, Keeping keeping) throws IOException {
        return engine.changes().run(Guard.none(), List.of(file), stamp -> {
            ResolvedPath spot = engine.finder().find(Ref.id(space, new NodeId(file)));
            NodeRow current = spot.require();
            List<VersionRow> before =
                    engine.database().read(connection -> engine.nodes().versions(connection, file));
            List<VersionRow> kept = keeping.kept(before, stamp.time());
            List<VersionRow> dropped = new ArrayList<>(before);
            dropped.removeAll(kept);
            long less =
                    dropped.stream().mapToLong(each -> each.content().size()).sum();
            NodeRow row =
                    current.with(current.content(), current.held() - less, Revision.after(current.revision(), stamp));
            List<NodeRow> showing = spot.showing();
            List<NodeRow> basis = new ArrayList<>(showing);
            basis.add(current);
            Affected what = new Target(spot, current).affected();
            return new Plan<>(what, List.of(NodeRecord.of(row, kept)), basis, (connection, locked) -> {
                engine.nodes().content(connection, row);
                engine.nodes().removeVersions(connection, file, dropped);
                drops.blobs(
                        connection,
                        dropped.stream().map(each -> each.content().blob()).toList(),
                        stamp);
                engine.nodes()
                        .shrink(connection, showing.stream().map(NodeRow::id).toList(), 0, less);
                return less;
            });
        });
    }

    /** Refuses what can't fit, before it is sent. */
    void requireRoom(Target target, OptionalLong length) {
        length.ifPresent(bytes -> room(target).require(bytes));
    }

    /** The time that a new folder bears. */
    static long mtime(Optional<Instant> wanted, Stamp stamp) {
        return wanted.map(ValueCodec::micros).orElse(stamp.time());
    }
}
