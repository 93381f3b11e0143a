/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.memory.MemoryStore.Plan;
import org.weft.testkit.memory.Tree.Slot;

/**
 * The eight methods and nothing else: what a driver's author has to write at least, so that the kernel makes a class 2 WebDAV
 * server of it.
 */
public final class CoreMemoryDriver implements StorageDriver {

    private static final int PAGE = 100;

    private final MemoryStore store;
    private final Traits traits;
    private final Tree tree;
    private final Keeping keeping;

    /** What happens to what is replaced or deleted. */
    record Keeping(boolean versions, boolean trash) {}

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
        this(store, traits, new Keeping(false, false));
    }

    CoreMemoryDriver(MemoryStore store, Traits traits, Keeping keeping) {
        this.store = store;
        this.traits = traits;
        this.tree = new Tree(store, traits.has(Trait.FOLDER_ETAG_PROPAGATES));
        this.keeping = keeping;
    }

    Tree tree() {
        return tree;
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
        Affected first = store.locked(() -> {
            Slot slot = judged(target, spec);
            requireRoom(slot, spec, spec.length().orElse(0));
            return Tree.written(slot);
        });
        spec.guard().check(first);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.transferTo(bytes);
        byte[] content = bytes.toByteArray();
        List<Checksum> digests = spec.digests().get().stream()
                .filter(digest -> traits.checksums().contains(digest.algorithm()))
                .toList();
        return store.commit(spec.guard(), () -> {
            Slot slot = judged(target, spec);
            requireRoom(slot, spec, content.length);
            return new Plan<>(Tree.written(slot), () -> {
                Entry present = slot.present();
                Entry file = present == null ? tree.add(slot, Kind.FILE) : present;
                Tree.Content wanted = new Tree.Content(
                        content,
                        digests,
                        spec.mtime()
                                .filter(time -> traits.has(Trait.SETTABLE_MTIME))
                                .orElseGet(store.clock::instant),
                        spec.mediaType(),
                        present != null);
                tree.write(file, wanted, keeping.versions() && spec.keepsVersion());
                return file.node();
            });
        });
    }

    private Slot judged(Ref target, PutSpec spec) {
        Slot slot = tree.slot(target);
        if (slot.present() != null && spec.onConflict() == OnConflict.RENAME) {
            slot = free(slot);
        }
        spec.precondition().check(slot.presentNode().orElse(null));
        if (slot.present() != null && spec.onConflict() == OnConflict.FAIL) {
            throw new AlreadyExists("there is a node at /" + slot.path() + " already");
        }
        if (slot.present() != null && slot.present().kind != Kind.FILE) {
            throw new Conflict("/" + slot.path() + " is no file");
        }
        return slot;
    }

    private static Slot free(Slot taken) {
        int dot = taken.name().lastIndexOf('.');
        String stem = dot > 0 ? taken.name().substring(0, dot) : taken.name();
        String ending = taken.name().substring(stem.length());
        for (int i = 1; ; i++) {
            String name = stem + " (" + i + ")" + ending;
            if (!taken.parent().children.containsKey(name)) {
                return new Slot(taken.parent(), name, null);
            }
        }
    }

    private void requireRoom(Slot slot, PutSpec spec, long length) {
        Entry present = slot.present();
        long freed = present == null || keeping.versions() && spec.keepsVersion() ? 0 : present.size;
        store.requireRoom(slot.parent().space(), length - freed);
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        requireWritable();
        return make(target, spec, Kind.FOLDER, null);
    }

    /** Makes a folder or a link. */
    Node make(Ref target, MakeSpec spec, Kind kind, @Nullable String pointsTo) throws IOException {
        spec.guard().check(store.locked(() -> Tree.written(vacant(target))));
        return store.commit(spec.guard(), () -> {
            Slot slot = vacant(target);
            return new Plan<>(Tree.written(slot), () -> {
                Entry made = tree.add(slot, kind);
                made.target = pointsTo;
                spec.mtime().filter(time -> traits.has(Trait.SETTABLE_MTIME)).ifPresent(time -> made.mtime = time);
                return made.node();
            });
        });
    }

    private Slot vacant(Ref target) {
        Slot slot = tree.slot(target);
        if (slot.present() != null) {
            throw new AlreadyExists("there is a node at /" + slot.path() + " already");
        }
        return slot;
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        requireWritable();
        spec.guard().check(store.locked(() -> leaving(tree.find(ref), spec)));
        store.commit(spec.guard(), () -> {
            Entry entry = tree.find(ref);
            return new Plan<>(leaving(entry, spec), () -> {
                discard(entry, keeping.trash() && !spec.forGood());
                return true;
            });
        });
    }

    private Affected leaving(Entry entry, DeleteSpec spec) {
        tree.requireNoSpaceIn(entry);
        spec.precondition().check(entry.node());
        return new Affected(entry.space(), parentsOf(entry), entry.path(), Optional.of(entry.node()), Optional.empty());
    }

    private static List<Node> parentsOf(Entry entry) {
        return entry.parent == null ? List.of() : List.of(entry.parent.node());
    }

    /** Takes a node out of the tree; into the trash where the driver has one. */
    private void discard(Entry entry, boolean kept) {
        SpaceId space = entry.space();
        MemoryStore.Deleted deleted =
                new MemoryStore.Deleted("t" + store.next(), entry, entry.path(), store.clock.instant());
        tree.detach(entry);
        if (kept) {
            store.state(space).trash.put(deleted.key(), deleted);
            store.state(space).used += entry.weight();
        }
    }

    /** Makes a place free for a node that takes it. */
    void vacate(Slot slot) {
        if (slot.present() != null) {
            discard(slot.present(), keeping.trash());
        }
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        requireWritable();
        spec.guard().check(store.locked(() -> moving(from, to, spec).affected()));
        return store.commit(spec.guard(), () -> moving(from, to, spec));
    }

    private Plan<Node> moving(Ref from, Ref to, MoveSpec spec) {
        Entry entry = tree.find(from);
        Slot slot = tree.slot(to);
        tree.requireNoSpaceIn(entry);
        if (slot.present() == entry) {
            throw new Forbidden("a node is not moved onto itself");
        }
        if (slot.parent().isIn(entry)) {
            throw new Conflict("a folder is not moved into itself");
        }
        spec.source().check(entry.node());
        spec.target().check(slot.presentNode().orElse(null));
        if (slot.present() != null) {
            if (!spec.overwrite()) {
                throw new AlreadyExists("there is a node at /" + slot.path() + " already");
            }
            if (entry.isIn(slot.present())) {
                throw new Conflict("a folder is not replaced by what is in it");
            }
            tree.requireNoSpaceIn(slot.present());
        }
        if (!slot.parent().space().equals(entry.space())) {
            store.requireRoom(slot.parent().space(), entry.weight());
        }
        List<Node> parents = new ArrayList<>(parentsOf(entry));
        if (slot.parent() != entry.parent) {
            parents.add(slot.parent().node());
        }
        Affected affected = new Affected(
                slot.parent().space(), parents, slot.path(), Optional.of(entry.node()), slot.presentNode());
        return new Plan<>(affected, () -> {
            vacate(slot);
            tree.detach(entry);
            tree.attach(entry, slot);
            return entry.node();
        });
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
