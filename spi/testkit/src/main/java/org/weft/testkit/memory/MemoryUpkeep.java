/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.weft.spi.Sink;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Upkeep;

/** Compares what is derived from the tree (ids, sizes, what is used) with the tree. */
final class MemoryUpkeep implements Upkeep {

    private final MemoryStore store;

    MemoryUpkeep(MemoryStore store) {
        this.store = store;
    }

    @Override
    public void check(Sink<Finding> sink) throws IOException {
        for (Finding finding : store.locked(this::findings)) {
            if (!sink.accept(finding)) {
                return;
            }
        }
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        List<Entry> tree = Tree.all(store.root);
        for (Entry entry : tree) {
            if (store.byId.get(entry.id) != entry) {
                findings.add(
                        new Finding("lost-id", entry.path().toString(), "the id " + entry.id + " leads elsewhere"));
            }
            if (entry.size != size(entry)) {
                findings.add(new Finding("wrong-size", entry.path().toString(), "says " + entry.size));
            }
        }
        if (store.byId.size() != tree.size()) {
            findings.add(new Finding("ghost", "", store.byId.size() - tree.size() + " ids of nodes that are gone"));
        }
        Map<SpaceId, Long> used = used();
        store.spaces.forEach((id, state) -> {
            if (used.getOrDefault(id, 0L) != state.used) {
                findings.add(new Finding("wrong-use", id.value(), "says " + state.used + " of " + used.get(id)));
            }
        });
        return findings;
    }

    private static long size(Entry entry) {
        long sum = entry.content.length;
        for (Entry child : entry.children.values()) {
            sum += child.size;
        }
        return sum;
    }

    private Map<SpaceId, Long> used() {
        Map<SpaceId, Long> used = new HashMap<>();
        for (Entry entry : Tree.all(store.root)) {
            long children =
                    entry.children.values().stream().mapToLong(Entry::weight).sum();
            used.merge(entry.space(), entry.weight() - children, Long::sum);
        }
        store.spaces.forEach((id, state) ->
                state.trash.values().forEach(item -> used.merge(id, item.entry().weight(), Long::sum)));
        return used;
    }

    @Override
    public long rebuild(Sink<Finding> done) throws IOException {
        List<Finding> wrong = store.locked(() -> {
            List<Finding> before = findings();
            store.byId.clear();
            List<Entry> all = Tree.all(store.root);
            for (Entry entry : all.reversed()) {
                store.byId.put(entry.id, entry);
                entry.size = size(entry);
            }
            Map<SpaceId, Long> used = used();
            store.spaces.forEach((id, state) -> state.used = used.getOrDefault(id, 0L));
            return before;
        });
        wrong.forEach(done::accept);
        return store.locked(() -> (long) store.byId.size());
    }

    @Override
    public void tidy(Sink<Finding> done) throws IOException {
        List<Finding> gone = store.locked(() -> {
            List<Finding> expired = new ArrayList<>();
            store.uploads.entrySet().removeIf(upload -> {
                boolean old = upload.getValue().expires.isBefore(store.clock.instant()) && !upload.getValue().busy;
                if (old) {
                    expired.add(new Finding("old-upload", upload.getKey(), "nobody went on with it"));
                }
                return old;
            });
            return expired;
        });
        gone.forEach(done::accept);
    }
}
