/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;

/** The kernel's guard, and the storage's own locks judged with the step: under the lock that keeps others from setting one. */
final class MemoryLockGuard implements Guard {

    private final MemoryStore store;
    private final Caller who;
    private final Guard guard;
    private final Set<String> shown;

    MemoryLockGuard(MemoryStore store, Caller who, Guard guard, Set<String> shown) {
        this.store = store;
        this.who = who;
        this.guard = guard;
        this.shown = shown;
    }

    @Override
    public void check(Affected what) {
        guard.check(what);
        try {
            judge(what);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
        return guard.attempt(
                what,
                () -> store.locked(() -> {
                    judge(what);
                    return step.take();
                }));
    }

    private void judge(Affected what) throws IOException {
        store.locked(() -> {
            for (Node folder : what.parents()) {
                pass(store.byId.get(folder.id()));
            }
            what.source().ifPresent(this::passWhole);
            what.replaced().ifPresent(this::passWhole);
            return true;
        });
    }

    private void passWhole(Node node) {
        Entry entry = store.byId.get(node.id());
        pass(entry);
        if (entry != null) {
            Tree.all(entry).stream()
                    .filter(below -> !MemoryLocks.own(store, below).isEmpty())
                    .forEach(this::pass);
        }
    }

    /** @param entry null when it is gone meanwhile; then the step is stale */
    private void pass(@Nullable Entry entry) {
        if (entry == null) {
            return;
        }
        List<Lock> covering = MemoryLocks.covering(store, entry);
        if (!covering.isEmpty() && covering.stream().noneMatch(lock -> lock.admits(who, shown))) {
            throw new Locked("/" + entry.path() + " is locked until "
                    + covering.getFirst().expires() + "; show the lock's id, or wait");
        }
    }
}
