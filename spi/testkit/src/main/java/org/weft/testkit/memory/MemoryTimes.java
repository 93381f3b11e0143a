/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Times;
import org.weft.spi.storage.TouchSpec;
import org.weft.testkit.memory.MemoryStore.Plan;

/** Times are fields of the entries. */
final class MemoryTimes implements Times {

    private final MemoryStore store;
    private final Tree tree;

    MemoryTimes(MemoryStore store, Tree tree) {
        this.store = store;
        this.tree = tree;
    }

    @Override
    public Node touch(Caller who, Ref ref, TouchSpec spec) throws IOException {
        return store.commit(spec.guard(), () -> judged(ref, spec));
    }

    private Plan<Node> judged(Ref ref, TouchSpec spec) {
        Entry entry = tree.find(ref);
        if (entry.begins != null) {
            throw new Forbidden("the top of a space bears the time of its last change, and no other");
        }
        spec.precondition().check(entry.node());
        Affected affected =
                new Affected(entry.space(), List.of(), entry.path(), Optional.of(entry.node()), Optional.empty());
        return new Plan<>(affected, () -> {
            tree.touch(entry, spec.mtime());
            return entry.node();
        });
    }
}
