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
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Versions;
import org.weft.testkit.memory.MemoryStore.Plan;

/** Earlier contents, kept with the entry. */
final class MemoryVersions implements Versions {

    private final MemoryStore store;
    private final Tree tree;

    MemoryVersions(MemoryStore store, Tree tree) {
        this.store = store;
        this.tree = tree;
    }

    @Override
    public void list(Caller who, Ref file, Sink<Version> sink) throws IOException {
        List<Version> versions = store.locked(() -> tree.file(file).versions.stream()
                .map(old -> new Version(old.key(), old.content().length, old.mtime(), old.etag()))
                .toList());
        for (Version version : versions) {
            if (!sink.accept(version)) {
                return;
            }
        }
    }

    private static Entry.Old find(Entry file, String key) {
        return file.versions.stream()
                .filter(old -> old.key().equals(key))
                .findAny()
                .orElseThrow(() -> new NotFound("/" + file.path() + " has no such version"));
    }

    @Override
    public Content open(Caller who, Ref file, String key, ReadSpec spec) throws IOException {
        byte[][] bytes = new byte[1][];
        Node node = store.locked(() -> {
            Entry entry = tree.file(file);
            Entry.Old old = find(entry, key);
            bytes[0] = old.content();
            return entry.node(old);
        });
        return CoreMemoryDriver.content(node, bytes[0], spec);
    }

    @Override
    public Node restore(Caller who, Ref file, String key, Guard guard) throws IOException {
        guard.check(store.locked(() -> planned(file, key).affected()));
        return store.commit(guard, () -> planned(file, key));
    }

    private Plan<Node> planned(Ref ref, String key) {
        Entry file = tree.file(ref);
        Entry.Old old = find(file, key);
        store.requireRoom(file.space(), old.content().length);
        Affected affected =
                new Affected(file.space(), List.of(), file.path(), Optional.of(file.node()), Optional.empty());
        return new Plan<>(affected, () -> {
            Tree.Content content =
                    new Tree.Content(old.content(), old.checksums(), store.clock.instant(), Optional.empty(), true);
            tree.write(file, content, true);
            return file.node();
        });
    }
}
