/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.ServerCopy;
import org.weft.spi.storage.write.Commit;
import org.weft.testkit.memory.MemoryStore.Plan;
import org.weft.testkit.memory.Tree.Slot;

/** Copies are made aside, told, and put into the tree in one step. */
final class MemoryCopy implements ServerCopy {

    private final MemoryStore store;
    private final CoreMemoryDriver core;
    private final MemoryLockGuards guards;

    MemoryCopy(MemoryStore store, CoreMemoryDriver core, MemoryLockGuards guards) {
        this.store = store;
        this.core = core;
        this.guards = guards;
    }

    /** A copy that waits beside the tree. */
    private record Made(Plan<Node> plan, List<Copied> pairs, long revision) {}

    @Override
    public Node copy(Caller who, Ref from, Ref to, boolean deep, MoveSpec asked, Sink<Copied> pairs)
            throws IOException {
        MoveSpec spec = guards.judging(who, asked);
        spec.guard().check(store.locked(() -> Tree.appearing(judged(from, to, spec))));
        return Commit.run(spec.guard(), () -> {
            Made made = store.locked(() -> make(from, to, deep, spec));
            for (Copied pair : made.pairs()) {
                pairs.accept(pair);
            }
            return store.planned(made.plan(), made.revision());
        });
    }

    private Slot judged(Ref from, Ref to, MoveSpec spec) {
        Entry source = core.tree().find(from);
        Slot slot = core.tree().slot(to);
        Entry present = slot.present();
        if (present == source) {
            throw new Forbidden("a node is not copied onto itself");
        }
        if (slot.parent().isIn(source) || present != null && source.isIn(present)) {
            throw new Conflict("source and target of a copy lie one in the other");
        }
        spec.source().check(source.node());
        spec.target().check(slot.presentNode().orElse(null));
        if (present != null) {
            if (!spec.overwrite()) {
                throw new AlreadyExists("there is a node at /" + slot.path() + " already");
            }
            core.tree().requireNoSpaceIn(present);
        }
        return slot;
    }

    private Made make(Ref from, Ref to, boolean deep, MoveSpec spec) {
        Slot slot = judged(from, to, spec);
        List<Copied> pairs = new ArrayList<>();
        Entry copy = clone(core.tree().find(from), deep, pairs);
        store.requireRoom(slot.parent().space(), copy.weight());
        Plan<Node> plan = new Plan<>(Tree.appearing(slot), () -> {
            core.steps().vacate(slot);
            core.tree().attach(copy, slot);
            return copy.node();
        });
        return new Made(plan, pairs, store.revision());
    }

    private Entry clone(Entry source, boolean deep, List<Copied> pairs) {
        Entry copy = core.tree().fresh(source.kind, source.name);
        pairs.add(new Copied(source.id, copy.id));
        copy.content = source.content;
        copy.checksums = source.checksums;
        copy.mediaType = source.mediaType;
        copy.target = source.target;
        copy.properties.putAll(source.properties);
        copy.mtime = source.mtime;
        copy.size = source.isFolder() ? 0 : source.size;
        if (deep) {
            for (Entry child : source.children.values()) {
                Entry below = clone(child, true, pairs);
                below.parent = copy;
                copy.children.put(below.name, below);
                copy.size += below.size;
            }
        }
        return copy;
    }
}
