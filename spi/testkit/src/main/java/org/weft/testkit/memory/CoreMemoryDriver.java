/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.write.Writes;

/**
 * The eight methods and nothing else: what a driver's author has to write at least, so that the kernel makes a class 2 WebDAV
 * server of it.
 */
public final class CoreMemoryDriver implements StorageDriver {

    private static final int PAGE = 100;

    private final MemoryStore store;
    private final Traits traits;
    private final Tree tree;
    private final MemoryTree steps;
    private final Writes<MemoryTree.Spot, MemoryTree.Bytes> writes;

    /** A driver that claims the least with which the kernel adds locks and properties. */
    public CoreMemoryDriver(MemoryStore store) {
        this(
                store,
                Traits.of(
                        Trait.CASE_SENSITIVE,
                        Trait.STABLE_IDS,
                        Trait.ATOMIC_PUT,
                        Trait.CONDITIONAL_PUT,
                        Trait.STRONG_ETAG,
                        Trait.EMPTY_FOLDERS));
    }

    /** A driver that claims something else, and keeps it. */
    public CoreMemoryDriver(MemoryStore store, Traits traits) {
        this(store, traits, new MemoryTree.Keeping(false, false));
    }

    CoreMemoryDriver(MemoryStore store, Traits traits, MemoryTree.Keeping keeping) {
        this.store = store;
        this.traits = traits;
        this.tree = new Tree(store, traits.has(Trait.FOLDER_ETAG_PROPAGATES));
        this.steps = new MemoryTree(store, tree, traits, keeping);
        this.writes = new Writes<>(steps);
    }

    Tree tree() {
        return tree;
    }

    MemoryTree steps() {
        return steps;
    }

    Writes<MemoryTree.Spot, MemoryTree.Bytes> writes() {
        return writes;
    }

    @Override
    public void close() {}

    @Override
    public Traits traits() {
        return traits;
    }

    private void requireWritable() {
        if (traits.has(Trait.READ_ONLY)) {
            throw new Unsupported("this storage can only be read");
        }
    }

    @Override
    public Node stat(Caller who, Ref ref) throws IOException {
        return store.locked(() -> tree.find(ref).node());
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) throws IOException {
        if (spec.after().isPresent() && !traits.has(Trait.RESUMABLE_LIST)) {
            throw new Unsupported("listings of this storage cannot go on behind a name");
        }
        Entry entry = store.locked(() -> tree.find(folder));
        if (!entry.isFolder()) {
            throw new Conflict("/" + folder.path() + " is no folder");
        }
        String after = spec.after().orElse(null);
        long left = spec.limit();
        while (left > 0) {
            List<Node> page = page(entry, after, Math.min(left, PAGE));
            for (Node child : page) {
                if (!sink.accept(child)) {
                    return;
                }
            }
            if (page.isEmpty()) {
                return;
            }
            after = page.getLast().name();
            left -= page.size();
        }
    }

    private List<Node> page(Entry folder, @Nullable String after, long size) throws IOException {
        return store.locked(() -> {
            List<Node> page = new ArrayList<>();
            NavigableMap<String, Entry> rest = after == null ? folder.children : folder.children.tailMap(after, false);
            for (Entry child : rest.values()) {
                if (page.size() >= size || store.byId.get(folder.id) != folder) {
                    break;
                }
                page.add(child.node());
            }
            return page;
        });
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) throws IOException {
        byte[][] content = new byte[1][];
        Node node = store.locked(() -> {
            Entry entry = tree.file(file);
            content[0] = entry.content;
            return entry.node();
        });
        return content(node, content[0], spec);
    }

    static Content content(Node node, byte[] bytes, ReadSpec spec) {
        ReadSpec.Span span = spec.selection().of(node);
        InputStream stream =
                new ByteArrayInputStream(bytes, Math.toIntExact(span.offset()), Math.toIntExact(span.length()));
        return Content.stream(node, stream, span.offset(), span.length());
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        requireWritable();
        return writes.put(target, spec, body);
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        requireWritable();
        return writes.makeFolder(target, spec);
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        requireWritable();
        writes.delete(ref, spec);
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        requireWritable();
        return writes.move(from, to, spec);
    }

    @Override
    public Quota quota(Caller who, Ref ref) throws IOException {
        return store.locked(() -> {
            SpaceId space = tree.find(ref).space();
            long used = store.state(space).used;
            Optional<Long> limit = store.limit(space);
            return limit.isEmpty()
                    ? new Quota(OptionalLong.empty(), OptionalLong.of(used), OptionalLong.empty())
                    : new Quota(
                            OptionalLong.of(limit.get()),
                            OptionalLong.of(used),
                            OptionalLong.of(Math.max(0, limit.get() - used)));
        });
    }
}
