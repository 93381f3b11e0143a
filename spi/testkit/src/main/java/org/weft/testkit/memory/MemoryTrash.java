/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Trash;
import org.weft.testkit.memory.MemoryStore.Deleted;
import org.weft.testkit.memory.MemoryStore.Plan;
import org.weft.testkit.memory.Tree.Slot;

/** Entries that were taken out of the tree whole, kept by their space. */
final class MemoryTrash implements Trash {

    private final MemoryStore store;
    private final CoreMemoryDriver core;

    MemoryTrash(MemoryStore store, CoreMemoryDriver core) {
        this.store = store;
        this.core = core;
    }

    /** Something in the trash: an item, or what is in it. */
    private record Part(Deleted item, RelPath path, Entry entry) {
        Item told() {
            return new Item(
                    item.key(),
                    item.original().resolve(path),
                    entry.kind,
                    entry.size,
                    item.when(),
                    Optional.of(entry.id));
        }
    }

    private Part find(SpaceId space, String key, RelPath path) {
        Deleted item = store.state(space).trash.get(key);
        if (item == null) {
            throw new NotFound("there is no such item in the trash of this space");
        }
        Entry at = item.entry();
        for (String name : path.names()) {
            Entry next = at.children.get(name);
            if (next == null) {
                throw new NotFound("there is nothing at /" + path + " in what was deleted");
            }
            at = next;
        }
        return new Part(item, path, at);
    }

    @Override
    public void list(Caller who, SpaceId space, Optional<String> key, RelPath path, Sink<Item> sink)
            throws IOException {
        List<Item> items = store.locked(() -> {
            if (key.isEmpty()) {
                return store.state(space).trash.sequencedValues().reversed().stream()
                        .map(item -> new Part(item, RelPath.root(), item.entry()).told())
                        .toList();
            }
            Part folder = find(space, key.get(), path);
            if (!folder.entry().isFolder()) {
                throw new Conflict("what was deleted there is no folder");
            }
            return folder.entry().children.values().stream()
                    .map(child -> new Part(folder.item(), path.resolve(child.name), child).told())
                    .toList();
        });
        for (Item item : items) {
            if (!sink.accept(item)) {
                return;
            }
        }
    }

    @Override
    public Node restore(
            Caller who, SpaceId space, String key, RelPath path, Optional<Ref> to, boolean overwrite, Guard guard)
            throws IOException {
        guard.check(store.locked(
                () -> planned(space, find(space, key, path), to, overwrite).affected()));
        return store.commit(guard, () -> planned(space, find(space, key, path), to, overwrite));
    }

    private Plan<Node> planned(SpaceId space, Part part, Optional<Ref> to, boolean overwrite) {
        Slot slot = core.tree().slot(to.orElseGet(() -> Ref.path(part.told().original())));
        if (slot.present() != null) {
            if (!overwrite) {
                throw new AlreadyExists("there is a node at /" + slot.path() + " already");
            }
            core.tree().requireNoSpaceIn(slot.present());
        }
        if (!slot.parent().space().equals(space)) {
            store.requireRoom(slot.parent().space(), part.entry().weight());
        }
        return new Plan<>(Tree.appearing(slot), () -> {
            core.steps().vacate(slot);
            take(space, part);
            core.tree().attach(part.entry(), slot);
            return part.entry().node();
        });
    }

    /** Takes a part out of the trash. */
    private void take(SpaceId space, Part part) {
        Entry entry = part.entry();
        store.state(space).used -= entry.weight();
        Entry parent = entry.parent;
        if (parent == null) {
            store.state(space).trash.remove(part.item().key());
            return;
        }
        parent.children.remove(entry.name);
        entry.parent = null;
        for (Entry at = parent; at != null; at = at.parent) {
            at.size -= entry.size;
        }
    }

    @Override
    public void purge(Caller who, SpaceId space, String key, RelPath path) throws IOException {
        store.locked(() -> {
            take(space, find(space, key, path));
            store.changed();
            return true;
        });
    }

    @Override
    public boolean mayHold(SpaceId space, NodeId node) throws IOException {
        return store.locked(() -> store.state(space).trash.values().stream()
                .flatMap(item -> Tree.all(item.entry()).stream())
                .anyMatch(entry -> entry.id.equals(node)));
    }

    @Override
    public void empty(Caller who, SpaceId space) throws IOException {
        store.locked(() -> {
            for (Deleted item : List.copyOf(store.state(space).trash.values())) {
                take(space, new Part(item, RelPath.root(), item.entry()));
            }
            store.changed();
            return true;
        });
    }
}
