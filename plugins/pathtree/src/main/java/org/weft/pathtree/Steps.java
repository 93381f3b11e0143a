/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.write.Body;
import org.weft.spi.storage.write.FreeName;
import org.weft.spi.storage.write.Staged;
import org.weft.spi.storage.write.WritableTree;

/** The visible steps: one rename at the backend each, and the rows that follow it. Thread-safe. */
final class Steps implements WritableTree<Spot, Steps.Grown> {

    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    /** Below this, a full disk is told by the write itself. */
    private static final long WORTH_ASKING = 1 << 20;

    private final PathStore store;
    private final NodeTable nodes;
    private final FolderLocks locks;
    private final Finder finder;
    private final Recorder recorder;
    private final Workshop workshop;

    Steps(PathStore store, NodeTable nodes, FolderLocks locks, Finder finder, Recorder recorder, Workshop workshop) {
        this.store = store;
        this.nodes = nodes;
        this.locks = locks;
        this.finder = finder;
        this.recorder = recorder;
        this.workshop = workshop;
    }

    @Override
    public Spot look(Ref ref) throws IOException {
        return finder.look(ref);
    }

    @Override
    public void requireChangeable(Spot place) {
        if (place.isHidden()) {
            throw new Conflict("/" + place.path() + " is taken by something that is neither file nor folder");
        }
    }

    @Override
    public void requireRoom(Spot place, long size, PutSpec spec) throws IOException {
        if (size >= WORTH_ASKING) {
            long room = room(place);
            if (size > room) {
                throw new NoSpace("there are " + room + " bytes of room left, and " + size + " are needed");
            }
        }
    }

    private long room(Spot place) throws IOException {
        return store.room(place.path().parent()).remaining().orElse(Long.MAX_VALUE);
    }

    /** A file in the workshop. */
    final class Grown implements Staged {
        private final RelPath path;
        private final Entry entry;
        private boolean isLeft;

        Grown(RelPath path, Entry entry) {
            this.path = path;
            this.entry = entry;
        }

        @Override
        public long size() {
            return entry.size();
        }

        @Override
        public void close() {
            if (!isLeft) {
                workshop.discard(path, false);
            }
        }
    }

    @Override
    public Grown stage(Spot place, Body body, PutSpec spec) throws IOException {
        RelPath path = workshop.freshFile();
        boolean isWhole = false;
        try {
            Grown grown = new Grown(path, grow(path, body, spec));
            isWhole = true;
            return grown;
        } catch (FileSystemException refused) {
            if (room(place) < WORTH_ASKING) {
                throw new NoSpace("the disk of the storage is full");
            }
            throw refused;
        } finally {
            if (!isWhole) {
                workshop.discard(path, false);
            }
        }
    }

    private Entry grow(RelPath path, Body body, PutSpec spec) throws IOException {
        try {
            return store.write(path, body, spec.mtime());
        } catch (NoSuchFileException missing) {
            if (body.size() > 0) {
                throw missing;
            }
            workshop.open(); // somebody has taken it away
            return store.write(path, body, spec.mtime());
        }
    }

    /** What a step does to a place that is still what the look found. */
    private interface Change {
        Node make() throws IOException;
    }

    /** Takes a step under locks that are held, and lets go of them. */
    private Attempt<Node> step(FolderLocks.Held held, List<Spot> places, Change change) throws IOException {
        try {
            if (!areStill(places)) {
                return Attempt.stale();
            }
            try {
                return Attempt.committed(change.make());
            } catch (FileSystemException refused) {
                if (areStill(places)) {
                    throw refused;
                }
                return Attempt.stale();
            }
        } finally {
            held.close();
        }
    }

    @Override
    public Attempt<Node> put(Spot place, Grown staged, PutSpec spec, FreeName wanted) throws IOException {
        Row folder = parent(place);
        FolderLocks.Held held = locks.forStep(folder.id());
        return wanted.evades()
                ? evade(held, place, staged, spec, wanted)
                : step(held, List.of(place), () -> written(place, staged, spec, place.path(), place.row()));
    }

    private Attempt<Node> evade(FolderLocks.Held held, Spot place, Grown staged, PutSpec spec, FreeName wanted)
            throws IOException {
        try {
            Row folder = parent(place);
            RelPath parent = place.path().parent();
            if (!finder.isStillAt(folder, parent)) {
                return Attempt.stale();
            }
            RelPath free = parent.resolve(
                    wanted.choose(name -> nodes.child(folder.id(), name).isPresent()
                            || store.look(parent.resolve(name)).isPresent()));
            try {
                return Attempt.committed(written(place, staged, spec, free, null));
            } catch (FileSystemException refused) {
                if (store.look(free).isEmpty() && finder.isStillAt(folder, parent)) {
                    throw refused;
                }
                return Attempt.stale();
            }
        } finally {
            held.close();
        }
    }

    private Node written(Spot place, Grown staged, PutSpec spec, RelPath path, @Nullable Row replaced)
            throws IOException {
        Row folder = parent(place);
        String digests = Row.digests(spec.digests().get());
        if (replaced != null && replaced.hasFacts(staged.entry)) {
            nodes.change(connection -> NodeTable.doubt(connection, replaced.id()));
        }
        store.rename(staged.path, path, replaced != null);
        staged.isLeft = true;
        Row row = nodes.change(connection -> {
            Row made = replaced == null
                    ? recorder.newborn(folder, path.name(), staged.entry).with(digests)
                    : recorder.written(replaced, staged.entry, digests);
            if (replaced == null) {
                NodeTable.insert(connection, made);
            } else {
                NodeTable.update(connection, made);
            }
            recorder.propagate(connection, folder, made.size() - (replaced == null ? 0 : replaced.size()));
            return made;
        });
        return Spot.node(row, path);
    }

    @Override
    public Attempt<Node> makeFolder(Spot place, MakeSpec spec) throws IOException {
        Row folder = parent(place);
        return step(locks.forStep(folder.id()), List.of(place), () -> {
            store.makeFolder(place.path());
            Entry made = store.look(place.path())
                    .filter(entry -> entry.kind() == Entry.Kind.FOLDER)
                    .orElseThrow(() -> new NoSuchFileException("another program has taken the new folder away"));
            Row row = recorder.newborn(folder, place.path().name(), made);
            Row timed = spec.mtime().map(row::at).orElse(row);
            nodes.change(connection -> {
                NodeTable.insert(connection, timed);
                recorder.propagate(connection, folder, 0);
                return timed;
            });
            return Spot.node(timed, place.path());
        });
    }

    @Override
    public Attempt<Node> delete(Spot place, DeleteSpec spec) throws IOException {
        Row folder = parent(place);
        Row row = Finder.row(place);
        RelPath aside = workshop.freshAside();
        FolderLocks.Held held = row.folder() ? locks.forStepOnAll() : locks.forStep(folder.id());
        Attempt<Node> gone = step(held, List.of(place), () -> {
            if (row.folder()) {
                store.rename(place.path(), aside, false);
            } else {
                store.remove(place.path(), false);
            }
            nodes.change(connection -> {
                Row last = NodeTable.byId(connection, row.id()).orElse(row);
                NodeTable.delete(connection, row.id());
                recorder.propagate(connection, folder, -last.size());
                return row;
            });
            return Spot.node(row, place.path());
        });
        if (row.folder() && gone instanceof Attempt.Committed) {
            workshop.discardLater(aside);
        }
        return gone;
    }

    @Override
    public Attempt<Node> move(Spot from, Spot to, MoveSpec spec) throws IOException {
        Row node = Finder.row(from);
        Row folder = parent(to);
        Row replaced = to.row();
        boolean takesFolders = node.folder() || (replaced != null && replaced.folder());
        boolean overFile = replaced != null && !takesFolders;
        @Nullable RelPath aside = replaced != null && takesFolders ? workshop.freshAside() : null;
        FolderLocks.Held held =
                takesFolders ? locks.forStepOnAll() : locks.forStep(parent(from).id(), folder.id());
        Attempt<Node> moved = step(held, List.of(from, to), () -> {
            nodes.begin(new NodeTable.Begun(node.id(), folder.id(), to.path().name()));
            rename(from.path(), to.path(), aside, overFile);
            return Spot.node(recorder.moved(node, folder, to.path().name(), replaced), to.path());
        });
        if (aside != null && moved instanceof Attempt.Committed) {
            workshop.discardLater(aside);
        }
        return moved;
    }

    /** A folder can't be replaced in one step; so it goes aside first, and comes back when the second fails. */
    private void rename(RelPath from, RelPath to, @Nullable RelPath aside, boolean overFile) throws IOException {
        if (aside == null) {
            store.rename(from, to, overFile);
            return;
        }
        store.rename(to, aside, false);
        try {
            store.rename(from, to, false);
        } catch (IOException | WeftException failure) {
            try {
                store.rename(aside, to, false);
            } catch (IOException | WeftException stuck) {
                LOG.atError()
                        .addKeyValue("path", to.toString())
                        .addKeyValue("aside", aside.toString())
                        .log("replaced-node-stays-aside");
                failure.addSuppressed(stuck);
            }
            throw failure;
        }
    }

    private static Row parent(Spot place) {
        if (place.parent() == null) {
            throw new InvalidArgument("the root stays as it is");
        }
        return place.parent();
    }

    /** Whether places are what the looks found; under their folders' locks. */
    private boolean areStill(List<Spot> places) throws IOException {
        for (Spot place : places) {
            if (!isStill(place)) {
                return false;
            }
        }
        return true;
    }

    private boolean isStill(Spot place) throws IOException {
        if (!finder.isStillAt(parent(place), place.path().parent())) {
            return false;
        }
        Optional<Row> now = nodes.child(parent(place).id(), place.path().name());
        Row then = place.row();
        if (then == null ? now.isPresent() : !then.isUnchanged(now.orElse(null))) {
            return false;
        }
        Optional<Entry> entry = store.look(place.path());
        return then == null ? entry.isEmpty() : entry.isPresent() && then.isStill(entry.get());
    }
}
