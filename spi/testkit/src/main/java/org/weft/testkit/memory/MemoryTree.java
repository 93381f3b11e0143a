/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.write.Body;
import org.weft.spi.storage.write.FreeName;
import org.weft.spi.storage.write.Place;
import org.weft.spi.storage.write.Staged;
import org.weft.spi.storage.write.WritableTree;
import org.weft.testkit.memory.MemoryTree.Bytes;
import org.weft.testkit.memory.MemoryTree.Spot;
import org.weft.testkit.memory.Tree.Slot;

/** The write path of the storage in memory: look, stage, and four steps, each of which finds out by the store's revision whether
 * anything at all has changed since the look. */
final class MemoryTree implements WritableTree<Spot, Bytes> {

    private final MemoryStore store;
    private final Tree tree;
    private final Traits traits;
    private final Keeping keeping;

    /** What happens to what is replaced or deleted. */
    record Keeping(boolean versions, boolean trash) {}

    MemoryTree(MemoryStore store, Tree tree, Traits traits, Keeping keeping) {
        this.store = store;
        this.tree = tree;
        this.traits = traits;
        this.keeping = keeping;
    }

    /**
     * A place as it was at a revision.
     *
     * @param slot where it is in the tree; null for the root
     */
    record Spot(@Nullable Slot slot, RelPath path, Optional<Node> folder, Optional<Node> node, long revision)
            implements Place {

        private Slot place() {
            if (slot == null) {
                throw new IllegalStateException("nothing takes the root's place");
            }
            return slot;
        }

        private Entry entry() {
            Entry present = place().present();
            if (present == null) {
                throw new NotFound("there is nothing at /" + path);
            }
            return present;
        }
    }

    /** A content on its way into the tree. */
    record Bytes(byte[] bytes) implements Staged {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void close() {}
    }

    @Override
    public Spot look(Ref ref) throws IOException {
        return store.locked(() -> {
            if (tree.isRoot(ref)) {
                return new Spot(
                        null, RelPath.root(), Optional.empty(), Optional.of(store.root.node()), store.revision());
            }
            Slot slot = tree.slot(ref);
            return new Spot(slot, slot.path(), Optional.of(slot.parent().node()), slot.presentNode(), store.revision());
        });
    }

    @Override
    public void requireChangeable(Spot place) throws IOException {
        Entry present = place.place().present();
        if (present != null && present.isFolder()) {
            store.locked(() -> {
                tree.requireNoSpaceIn(present);
                return true;
            });
        }
    }

    @Override
    public void requireRoom(Spot place, long size, PutSpec spec) throws IOException {
        store.locked(() -> {
            requireRoom(place.place(), size, spec);
            return true;
        });
    }

    private void requireRoom(Slot slot, long size, PutSpec spec) {
        Entry present = slot.present();
        long freed = present == null || keepsVersion(spec) ? 0 : present.size;
        store.requireRoom(slot.parent().space(), size - freed);
    }

    private boolean keepsVersion(PutSpec spec) {
        return keeping.versions() && spec.keepsVersion();
    }

    @Override
    public Bytes stage(Spot place, Body body, PutSpec spec) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.drain((piece, length) -> bytes.write(piece, 0, length));
        return new Bytes(bytes.toByteArray());
    }

    @Override
    public Attempt<Node> put(Spot place, Bytes staged, PutSpec spec, FreeName name) throws IOException {
        return store.step(place.revision(), () -> {
            Slot slot = place.place();
            if (name.evades()) {
                slot = new Slot(slot.parent(), name.choose(slot.parent().children::containsKey), null);
            }
            requireRoom(slot, staged.size(), spec);
            Entry present = slot.present();
            Entry file = present == null ? tree.add(slot, Kind.FILE) : present;
            List<Checksum> digests = spec.digests().get().stream()
                    .filter(digest -> traits.checksums().contains(digest.algorithm()))
                    .toList();
            Tree.Content content = new Tree.Content(
                    staged.bytes(),
                    digests,
                    settable(spec.mtime()).orElseGet(store.clock::instant),
                    spec.mediaType(),
                    present != null);
            tree.write(file, content, keepsVersion(spec));
            return file.node();
        });
    }

    private Optional<Instant> settable(Optional<Instant> mtime) {
        return mtime.filter(time -> traits.has(Trait.SETTABLE_MTIME));
    }

    @Override
    public Attempt<Node> makeFolder(Spot place, MakeSpec spec) throws IOException {
        return make(place, spec, Kind.FOLDER, null);
    }

    /** The step that makes a folder or a link. */
    Attempt<Node> make(Spot place, MakeSpec spec, Kind kind, @Nullable String pointsTo) throws IOException {
        return store.step(place.revision(), () -> {
            Entry made = tree.add(place.place(), kind);
            made.target = pointsTo;
            settable(spec.mtime()).ifPresent(time -> made.mtime = time);
            return made.node();
        });
    }

    @Override
    public Attempt<Node> delete(Spot place, DeleteSpec spec) throws IOException {
        return store.step(place.revision(), () -> {
            Entry entry = place.entry();
            Node gone = entry.node();
            discard(entry, keeping.trash() && !spec.forGood());
            return gone;
        });
    }

    /** Takes a node out of the tree; into the trash where the driver has one. */
    private void discard(Entry entry, boolean kept) {
        MemoryStore.SpaceState space = store.state(entry.space());
        MemoryStore.Deleted deleted =
                new MemoryStore.Deleted("t" + store.next(), entry, entry.path(), store.clock.instant());
        tree.detach(entry);
        Tree.all(entry).forEach(gone -> gone.locks.clear());
        if (kept) {
            space.trash.put(deleted.key(), deleted);
            space.used += entry.weight();
        }
    }

    /** Makes a place free for a node that takes it. */
    void vacate(Slot slot) {
        if (slot.present() != null) {
            discard(slot.present(), keeping.trash());
        }
    }

    @Override
    public Attempt<Node> move(Spot from, Spot to, MoveSpec spec) throws IOException {
        if (from.revision() != to.revision()) {
            return Attempt.stale();
        }
        return store.step(from.revision(), () -> {
            Entry entry = from.entry();
            Slot slot = to.place();
            if (!slot.parent().space().equals(entry.space())) {
                store.requireRoom(slot.parent().space(), entry.weight());
            }
            vacate(slot);
            tree.detach(entry);
            tree.attach(entry, slot);
            Tree.all(entry)
                    .forEach(moved -> moved.locks.removeIf(lock -> lock.app().isEmpty()));
            return entry.node();
        });
    }
}
