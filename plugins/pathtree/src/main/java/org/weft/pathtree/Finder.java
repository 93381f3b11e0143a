/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Attempts;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;

/**
 * Finds what a reference names. The backend says what is there, the rows say which node it is; where they don't agree, another
 * program has changed something (or a step is under way): then it is looked at again under the folder's lock, and written down.
 * Thread-safe.
 */
final class Finder {

    /** In the root, for what grows and what goes; never shown. */
    static final String WORK = ".~weft-tree";

    private static final int MOST_NAME_BYTES = 255;

    private final PathStore store;
    private final NodeTable nodes;
    private final FolderLocks locks;
    private final Recorder recorder;

    Finder(PathStore store, NodeTable nodes, FolderLocks locks, Recorder recorder) {
        this.store = store;
        this.nodes = nodes;
        this.locks = locks;
        this.recorder = recorder;
    }

    /** Where a reference leads, from the root; of an id that is gone it throws. */
    RelPath path(Ref ref) {
        return switch (ref) {
            case Ref.ByPath byPath -> byPath.path();
            case Ref.ById byId -> {
                if (byId.space().isPresent() && !byId.space().get().equals(Spot.SPACE)) {
                    throw new NotFound("there is no node " + byId.id() + " in that space");
                }
                yield nodes.path(byId.id().value()).resolve(byId.path());
            }
        };
    }

    /** A node that is there. */
    Spot node(Ref ref) throws IOException {
        Spot spot;
        try {
            spot = look(ref);
        } catch (NotFound missing) {
            throw missing.isParent() ? new NotFound(missing.text()) : missing;
        }
        if (spot.row() == null) {
            throw new NotFound("there is no /" + spot.path());
        }
        return spot;
    }

    /** A node that is a folder. */
    Spot folder(Ref ref) throws IOException {
        Spot spot = node(ref);
        if (!row(spot).folder()) {
            throw new Conflict("/" + spot.path() + " is no folder");
        }
        return spot;
    }

    static Row row(Spot spot) {
        if (spot.row() == null) {
            throw new NotFound("there is no /" + spot.path());
        }
        return spot.row();
    }

    /**
     * Looks at a place, where something is or may be.
     *
     * @throws NotFound when the folder that it lies in is missing
     * @throws Conflict when that is a file
     */
    Spot look(Ref ref) throws IOException {
        RelPath path = path(ref);
        for (Attempts attempts = Attempts.at(path); ; attempts.next()) {
            path = path(ref);
            requireOurs(path);
            requireShort(path.name());
            List<Row> chain = nodes.chain(path);
            if (path.isRoot()) {
                return new Spot(path, null, chain.getFirst(), false);
            }
            Optional<Entry> entry = store.look(path);
            Optional<Spot> spot = agreed(path, chain, entry);
            if (spot.isPresent()) {
                return spot.get();
            }
            settle(path);
        }
    }

    /** The spot, when rows and backend agree on it. */
    private Optional<Spot> agreed(RelPath path, List<Row> chain, Optional<Entry> entry) throws IOException {
        int depth = path.depth();
        Row row = chain.size() > depth ? chain.get(depth) : null;
        Row parent = chain.size() >= depth ? chain.get(depth - 1) : null;
        boolean isShown = entry.isPresent() && entry.get().isShown();
        if (isShown) {
            return parent != null && row != null && row.isStill(entry.get())
                    ? Optional.of(new Spot(path, parent, row, false))
                    : Optional.empty();
        }
        if (row != null) {
            return Optional.empty();
        }
        Row folder = folder(Ref.path(path.parent()), path);
        return Optional.of(new Spot(path, folder, null, entry.isPresent()));
    }

    /** The folder for a new node, as it really is. */
    private Row folder(Ref ref, RelPath child) throws IOException {
        Spot spot = look(ref);
        if (spot.row() == null) {
            throw NotFound.parent("there is no folder /" + child.parent());
        }
        if (!spot.row().folder()) {
            throw new Conflict("/" + child.parent() + " is no folder");
        }
        return spot.row();
    }

    /** Writes down what is really at a path. */
    void settle(RelPath path) throws IOException {
        Row parent = folder(Ref.path(path.parent()), path);
        Optional<Row> known = nodes.child(parent.id(), path.name());
        if (recorder.finishMoves(parent, path.name(), known)) {
            return;
        }
        FolderLocks.Held held = locks.forLook(parent.id());
        try {
            if (isStillAt(parent, path.parent())) {
                recorder.record(parent, path, store.look(path));
            }
        } finally {
            held.close();
        }
    }

    /** Whether a folder still lies where it was; asked under its lock. */
    boolean isStillAt(Row folder, RelPath path) {
        try {
            return nodes.path(folder.id()).equals(path);
        } catch (NotFound gone) {
            return false;
        }
    }

    /** Refuses the place where the tree works. */
    private static void requireOurs(RelPath path) {
        if (!path.isRoot() && isWork(path.names().getFirst())) {
            throw new NotFound("there is no /" + path);
        }
    }

    private static void requireShort(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES) {
            throw new InvalidArgument("a name has at most " + MOST_NAME_BYTES + " bytes");
        }
    }

    private static boolean isWork(String first) {
        return first.equals(WORK);
    }

    /** Whether a name of the backend can be shown; clients could not write all of those that a disk can hold. */
    static boolean canBeShown(RelPath folder, String name) {
        if (folder.isRoot() && isWork(name)) {
            return false;
        }
        try {
            folder.resolve(name);
            return true;
        } catch (InvalidArgument odd) {
            return false;
        }
    }
}
