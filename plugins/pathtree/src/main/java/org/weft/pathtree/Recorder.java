/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.weft.pathtree.NodeTable.Begun;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.RelPath;

/** Writes down what has changed, with all that follows from it for the folders above. Thread-safe. */
final class Recorder {

    private final PathStore store;
    private final NodeTable nodes;
    private final FolderLocks locks;
    private final Clock clock;
    private final Tokens tokens = new Tokens();

    Recorder(PathStore store, NodeTable nodes, FolderLocks locks, Clock clock) {
        this.store = store;
        this.nodes = nodes;
        this.locks = locks;
        this.clock = clock;
    }

    String fresh() {
        return tokens.fresh();
    }

    /** A row for what has no node yet. */
    Row newborn(
            @Nullable Row parent,
            String name,
            boolean folder,
            long size,
            long mtime,
            String digests,
            Optional<String> identity) {
        return new Row(
                tokens.fresh(),
                parent == null ? null : parent.id(),
                name,
                folder,
                size,
                mtime,
                tokens.fresh(),
                digests,
                false,
                identity);
    }

    Row newborn(@Nullable Row parent, String name, Entry entry) {
        boolean folder = entry.kind() == Entry.Kind.FOLDER;
        long mtime = folder ? clock.millis() : entry.mtime().toEpochMilli();
        return newborn(parent, name, folder, folder ? 0 : entry.size(), mtime, "", entry.identity());
    }

    /** Makes the rows of one name agree with what the backend tells; under the folder's lock. */
    void record(Row parent, RelPath path, Optional<Entry> told) throws IOException {
        record(parent, path.parent(), Map.of(path.name(), told));
    }

    /** The same for some names of one folder, in one transaction. */
    void record(Row parent, RelPath folder, Map<String, Optional<Entry>> told) throws IOException {
        Map<String, Row> renamed = new HashMap<>();
        for (Map.Entry<String, Optional<Entry>> one : told.entrySet()) {
            Optional<Entry> entry = one.getValue().filter(Entry::isShown);
            if (entry.isPresent()) {
                renamed(parent, folder.resolve(one.getKey()), entry.get())
                        .ifPresent(row -> renamed.put(one.getKey(), row));
            }
        }
        nodes.change(connection -> {
            boolean hasChanged = false;
            long grown = 0;
            for (Map.Entry<String, Optional<Entry>> one : told.entrySet()) {
                String name = one.getKey();
                Optional<Row> row = NodeTable.child(connection, parent.id(), name);
                Row known = renamed.get(name);
                if (known != null && row.isEmpty()) {
                    relocate(connection, known, parent, name, null);
                    continue;
                }
                OptionalLong bytes =
                        agree(connection, parent, name, row, one.getValue().filter(Entry::isShown));
                hasChanged |= bytes.isPresent();
                grown += bytes.orElse(0);
            }
            if (hasChanged) {
                propagate(connection, parent, grown);
            }
            return folder;
        });
    }

    /** @return by how many bytes the folder has grown; empty when nothing has changed */
    private OptionalLong agree(Connection connection, Row parent, String name, Optional<Row> row, Optional<Entry> entry)
            throws SQLException {
        if (entry.isEmpty() && row.isEmpty()) {
            return OptionalLong.empty();
        }
        if (entry.isPresent() && row.isPresent()) {
            Row known = row.get();
            Entry now = entry.get();
            if (known.isStill(now)) {
                return OptionalLong.empty();
            }
            if (!known.folder() && now.kind() == Entry.Kind.FILE && known.isSame(now)) {
                Row changed = written(known, now, "");
                NodeTable.update(connection, changed);
                return OptionalLong.of(changed.size() - known.size());
            }
        }
        long grown = 0;
        if (row.isPresent()) {
            NodeTable.delete(connection, row.get().id());
            grown -= row.get().size();
        }
        if (entry.isPresent()) {
            Row newborn = newborn(parent, name, entry.get());
            NodeTable.insert(connection, newborn);
            grown += newborn.size();
        }
        return OptionalLong.of(grown);
    }

    /** The node that another program has renamed to this name, where the backend has ids that tell it. */
    private Optional<Row> renamed(Row parent, RelPath path, Entry entry) throws IOException {
        if (entry.identity().isEmpty() || nodes.child(parent.id(), path.name()).isPresent()) {
            return Optional.empty();
        }
        Optional<Row> known = nodes.byIdentity(entry.identity().get());
        if (known.isEmpty() || known.get().folder() != (entry.kind() == Entry.Kind.FOLDER)) {
            return Optional.empty();
        }
        try {
            RelPath before = nodes.path(known.get().id());
            boolean isMeant = !path.startsWith(before)
                    && store.look(before)
                            .filter(there -> known.get().isSame(there))
                            .isEmpty();
            return isMeant ? known : Optional.empty();
        } catch (NotFound gone) {
            return Optional.empty();
        }
    }

    /** The row of a file that has another content. */
    Row written(Row file, Entry entry, String digests) {
        return new Row(
                file.id(),
                file.parent(),
                file.name(),
                false,
                entry.size(),
                entry.mtime().toEpochMilli(),
                tokens.fresh(),
                digests,
                false,
                entry.identity());
    }

    void propagate(Connection connection, Row folder, long bytes) throws SQLException {
        NodeTable.propagate(connection, folder.id(), bytes, tokens.fresh(), clock.millis());
    }

    /** A step that gave a node another place. @return the node there */
    Row moved(Row node, Row folder, String name, @Nullable Row replaced) {
        return nodes.change(connection -> relocate(connection, node, folder, name, replaced));
    }

    private Row relocate(Connection connection, Row node, Row folder, String name, @Nullable Row replaced)
            throws SQLException {
        if (replaced != null) {
            NodeTable.delete(connection, replaced.id());
        }
        Row now = NodeTable.byId(connection, node.id()).orElse(node); // a folder's size may have grown
        Row there = now.at(folder.id(), name);
        NodeTable.update(connection, there);
        NodeTable.execute(connection, "DELETE FROM move WHERE node = ?", node.id());
        long replacedBytes = replaced == null ? 0 : replaced.size();
        if (now.parent() != null && !now.parent().equals(folder.id())) {
            NodeTable.propagate(connection, now.parent(), -now.size(), tokens.fresh(), clock.millis());
            propagate(connection, folder, now.size() - replacedBytes);
        } else {
            propagate(connection, folder, -replacedBytes);
        }
        return there;
    }

    boolean hasOpenMoves() {
        return !nodes.begun("1 = 1").isEmpty();
    }

    /** Finishes what a move from or to a name has left open. @return whether there was one */
    boolean finishMoves(Row parent, String name, Optional<Row> known) throws IOException {
        List<Begun> open = nodes.begun(
                "node = ? OR parent = ? AND name = ?", known.map(Row::id).orElse(""), parent.id(), name);
        for (Begun move : open) {
            finish(move);
        }
        return !open.isEmpty();
    }

    /** Finishes all moves that a server which ended has left open. */
    void finishMoves() throws IOException {
        for (Begun move : nodes.begun("1 = 1")) {
            finish(move);
        }
    }

    /** Finds out what became of a move whose end was not written down; waits for one that is under way. */
    private void finish(Begun move) throws IOException {
        FolderLocks.Held held = locks.forStepOnAll();
        try {
            if (!nodes.begun("node = ?", move.node()).contains(move)) {
                return;
            }
            Optional<Row> node = nodes.byId(move.node());
            Optional<Row> folder = nodes.byId(move.parent());
            if (node.isEmpty() || folder.isEmpty()) {
                nodes.forget(move.node());
                return;
            }
            try {
                finish(node.get(), folder.get(), move.name());
            } catch (NotFound gone) {
                nodes.forget(move.node());
            }
        } finally {
            held.close();
        }
    }

    private void finish(Row node, Row folder, String name) throws IOException {
        RelPath from = nodes.path(node.id());
        RelPath to = nodes.path(folder.id()).resolve(name);
        Row replaced = nodes.child(folder.id(), name).orElse(null);
        boolean isLeft = store.look(from).isEmpty();
        boolean isThere = store.look(to).isPresent();
        if (!isLeft && !isThere && replaced != null) {
            store.rename(from, to, false); // what was there has been put aside
            moved(node, folder, name, replaced);
        } else if (isLeft && isThere) {
            moved(node, folder, name, replaced);
        } else {
            nodes.forget(node.id());
        }
    }
}
