/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.fake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Caller;
import org.weft.spi.Health;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Symlinks;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Versions;

/** A storage in memory that keeps the contract, with personal spaces below {@code users}. */
public final class MemoryStorage implements StorageDriver, Spaces, Versions, Trash, Symlinks {

    private static final SpaceId COMMON = new SpaceId("common");

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<NodeId, Entry> byId = new HashMap<>();
    private final Map<SpaceId, Space> spaces = new HashMap<>();
    private final Entry root;
    private final AtomicLong pushed = new AtomicLong();
    private long counter;

    public MemoryStorage() {
        root = new Entry(new NodeId("n0"), COMMON, null, "", true);
        byId.put(root.id, root);
    }

    /** An earlier content. */
    private record Old(String key, byte[] content, Instant mtime, String etag) {}

    /** A deleted item. */
    private record Deleted(Entry entry, RelPath original, Instant when) {}

    private final NavigableMap<String, Deleted> bin = new TreeMap<>();

    private static final class Entry {
        final NodeId id;
        final boolean folder;
        final List<Old> olds = new ArrayList<>();

        @Nullable
        String link;

        final NavigableMap<String, Entry> children = new TreeMap<>();
        SpaceId space;

        @Nullable
        Entry parent;

        String name;
        byte[] content = new byte[0];
        List<Checksum> checksums = List.of();
        Instant mtime = Instant.now();
        long revision;

        Entry(NodeId id, SpaceId space, @Nullable Entry parent, String name, boolean folder) {
            this.id = id;
            this.space = space;
            this.parent = parent;
            this.name = name;
            this.folder = folder;
        }

        RelPath path() {
            Deque<String> names = new ArrayDeque<>();
            for (Entry at = this; at.parent != null; at = at.parent) {
                names.addFirst(at.name);
            }
            return RelPath.parse(String.join("/", names));
        }

        Node node() {
            return node(path());
        }

        Node node(RelPath path) {
            Node.Builder node = Node.builder(space, id, kind(), path)
                    .size(content.length)
                    .etag(id + "-" + revision)
                    .mtime(mtime)
                    .checksums(checksums);
            if (parent != null) {
                node.parent(parent.id);
            }
            if (link != null) {
                node.target(link);
            }
            return node.build();
        }

        Kind kind() {
            return link != null ? Kind.SYMLINK : folder ? Kind.FOLDER : Kind.FILE;
        }
    }

    @Override
    public void start() {}

    @Override
    public Health health() {
        return Health.up();
    }

    @Override
    public void close() {}

    @Override
    public Traits traits() {
        return Traits.of(
                        Trait.CASE_SENSITIVE,
                        Trait.STABLE_IDS,
                        Trait.ATOMIC_PUT,
                        Trait.CONDITIONAL_PUT,
                        Trait.ATOMIC_MOVE,
                        Trait.STRONG_ETAG,
                        Trait.FOLDER_ETAG_PROPAGATES,
                        Trait.EMPTY_FOLDERS,
                        Trait.SETTABLE_MTIME,
                        Trait.NATIVE_RANGE,
                        Trait.RESUMABLE_LIST)
                .withChecksums(Checksum.Algorithm.SHA1, Checksum.Algorithm.ADLER32);
    }

    private Entry start(Ref ref) {
        return switch (ref) {
            case Ref.ByPath byPath -> root;
            case Ref.ById byId -> {
                Entry entry = this.byId.get(byId.id());
                if (entry == null
                        || byId.space()
                                .filter(space -> !space.equals(entry.space))
                                .isPresent()) {
                    throw new NotFound("there is no node with this id");
                }
                yield entry;
            }
        };
    }

    private Entry find(Ref ref) {
        Entry at = start(ref);
        for (String name : ref.path().names()) {
            Entry next = at.children.get(name);
            if (next == null) {
                throw new NotFound("there is nothing at /" + ref.path());
            }
            at = next;
        }
        return at;
    }

    /** The place for a new name. */
    private record Slot(Entry parent, String name, @Nullable Entry present) {}

    private Slot slot(Ref ref) {
        if (ref.path().isRoot()) {
            Entry entry = start(ref);
            if (entry.parent == null) {
                throw new Conflict("the root is there");
            }
            return new Slot(entry.parent, entry.name, entry);
        }
        Entry at = start(ref);
        for (String name : ref.path().parent().names()) {
            Entry next = at.children.get(name);
            if (next == null) {
                throw NotFound.parent("the folder is missing");
            }
            at = next;
        }
        if (!at.folder) {
            throw new Conflict("a file is no folder");
        }
        String name = ref.path().name();
        return new Slot(at, name, at.children.get(name));
    }

    @Override
    public Node stat(Caller who, Ref ref) {
        lock.lock();
        try {
            return find(ref).node();
        } finally {
            lock.unlock();
        }
    }

    /** How many nodes all listings together have pushed. */
    public long pushed() {
        return pushed.get();
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) {
        Entry entry;
        RelPath path;
        lock.lock();
        try {
            entry = find(folder);
            path = entry.path();
        } finally {
            lock.unlock();
        }
        if (!entry.folder) {
            throw new Conflict("a file has no children");
        }
        long taken = 0;
        String after = spec.after().orElse(null);
        for (Entry child : (after == null ? entry.children : entry.children.tailMap(after, false)).values()) {
            pushed.incrementAndGet();
            if (taken++ >= spec.limit() || !sink.accept(child.node(path.resolve(child.name)))) {
                return;
            }
        }
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) {
        lock.lock();
        try {
            Entry entry = find(file);
            if (entry.folder) {
                throw new Conflict("a folder has no content");
            }
            Node node = entry.node();
            ReadSpec.Span span = spec.selection().of(node);
            return Content.stream(
                    node,
                    new ByteArrayInputStream(entry.content, (int) span.offset(), (int) span.length()),
                    span.offset(),
                    span.length());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        lock.lock();
        try {
            Slot slot = slot(target);
            judge(spec, slot);
            spec.guard().check(affected(slot, target));
        } finally {
            lock.unlock();
        }
        byte[] content = body.readAllBytes();
        lock.lock();
        try {
            Slot slot = slot(target);
            judge(spec, slot);
            return spec.guard().commit(affected(slot, target), () -> {
                Entry entry = slot.present == null ? add(slot, false) : slot.present;
                if (slot.present != null && spec.keepsVersion()) {
                    keep(entry);
                }
                entry.content = content;
                entry.checksums = spec.digests().get();
                touch(entry);
                entry.mtime = spec.mtime().orElseGet(Instant::now);
                return entry.node();
            });
        } finally {
            lock.unlock();
        }
    }

    private static void judge(PutSpec spec, Slot slot) {
        Entry present = slot.present;
        spec.precondition().check(present == null ? null : present.node());
        if (present != null && spec.onConflict() == OnConflict.FAIL) {
            throw new AlreadyExists("the name is taken");
        }
        if (present != null && present.folder) {
            throw new Conflict("a folder has no content");
        }
    }

    private Affected affected(Slot slot, Ref target) {
        return new Affected(
                slot.parent.space,
                slot.present == null ? List.of(slot.parent.node()) : List.of(),
                slot.parent.path().resolve(slot.name),
                Optional.ofNullable(slot.present).map(Entry::node),
                Optional.empty());
    }

    private Entry add(Slot slot, boolean folder) {
        Entry entry = new Entry(new NodeId("n" + ++counter), slot.parent.space, slot.parent, slot.name, folder);
        byId.put(entry.id, entry);
        slot.parent.children.put(slot.name, entry);
        return entry;
    }

    private void touch(Entry entry) {
        for (Entry at = entry; at != null; at = at.parent) {
            at.revision = ++counter;
            at.mtime = Instant.now();
        }
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        lock.lock();
        try {
            Slot slot = slot(target);
            if (slot.present != null) {
                throw new AlreadyExists("the name is taken");
            }
            return spec.guard().commit(affected(slot, target), () -> {
                Entry entry = add(slot, true);
                touch(entry);
                spec.mtime().ifPresent(mtime -> entry.mtime = mtime);
                return entry.node();
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        lock.lock();
        try {
            Entry entry = find(ref);
            Entry parent = entry.parent;
            if (parent == null) {
                throw new Conflict("the root stays");
            }
            spec.precondition().check(entry.node());
            Affected affected = new Affected(
                    entry.space, List.of(parent.node()), entry.path(), Optional.of(entry.node()), Optional.empty());
            spec.guard().commit(affected, () -> {
                if (spec.forGood()) {
                    forget(entry);
                } else {
                    bin.put(String.format("k%08d", ++counter), new Deleted(entry, entry.path(), Instant.now()));
                    hide(entry);
                }
                parent.children.remove(entry.name);
                touch(parent);
                return true;
            });
        } finally {
            lock.unlock();
        }
    }

    private void forget(Entry entry) {
        byId.remove(entry.id);
        entry.children.values().forEach(this::forget);
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        lock.lock();
        try {
            Entry entry = find(from);
            Slot slot = slot(to);
            Entry parent = entry.parent;
            if (parent == null || slot.parent.path().startsWith(entry.path())) {
                throw new Conflict("a folder does not go into itself");
            }
            spec.source().check(entry.node());
            spec.target().check(slot.present == null ? null : slot.present.node());
            if (slot.present != null && !spec.overwrite()) {
                throw new AlreadyExists("the name is taken");
            }
            Affected affected = new Affected(
                    slot.parent.space,
                    List.of(parent.node(), slot.parent.node()),
                    slot.parent.path().resolve(slot.name),
                    Optional.of(entry.node()),
                    Optional.ofNullable(slot.present).map(Entry::node));
            return spec.guard().commit(affected, () -> {
                if (slot.present != null) {
                    forget(slot.present);
                }
                parent.children.remove(entry.name);
                touch(parent);
                entry.name = slot.name;
                entry.parent = slot.parent;
                slot.parent.children.put(slot.name, entry);
                touch(slot.parent);
                return entry.node();
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Quota quota(Caller who, Ref ref) {
        return new Quota(OptionalLong.of(1 << 30), OptionalLong.of(1 << 20), OptionalLong.of((1 << 30) - (1 << 20)));
    }

    private void keep(Entry entry) {
        String etag = entry.id + "-" + entry.revision;
        entry.olds.addFirst(new Old("v" + ++counter, entry.content, entry.mtime, etag));
    }

    /** How many earlier contents there are of all files. */
    public long keptVersions() {
        return byId.values().stream().mapToLong(entry -> entry.olds.size()).sum();
    }

    /** How many items lie in the trash. */
    public long keptItems() {
        return bin.size();
    }

    private void hide(Entry entry) {
        byId.remove(entry.id);
        entry.children.values().forEach(this::hide);
    }

    private void show(Entry entry) {
        byId.put(entry.id, entry);
        entry.children.values().forEach(this::show);
    }

    @Override
    public Optional<Versions> versions() {
        return Optional.of(this);
    }

    @Override
    public void list(Caller who, Ref file, Sink<Version> sink) {
        for (Old old : List.copyOf(find(file).olds)) {
            if (!sink.accept(new Version(old.key, old.content.length, old.mtime, old.etag))) {
                return;
            }
        }
    }

    private static Old old(Entry entry, String key) {
        return entry.olds.stream()
                .filter(old -> old.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new NotFound("no such version"));
    }

    @Override
    public Content open(Caller who, Ref file, String key, ReadSpec spec) {
        Entry entry = find(file);
        Old old = old(entry, key);
        Node node = Node.builder(entry.space, entry.id, Kind.FILE, entry.path())
                .size(old.content.length)
                .etag(old.etag)
                .mtime(old.mtime)
                .build();
        ReadSpec.Span span = spec.selection().of(node);
        return Content.stream(
                node,
                new ByteArrayInputStream(old.content, (int) span.offset(), (int) span.length()),
                span.offset(),
                span.length());
    }

    @Override
    public Node restore(Caller who, Ref file, String key, Guard guard) throws IOException {
        lock.lock();
        try {
            Entry entry = find(file);
            Old old = old(entry, key);
            Affected affected =
                    new Affected(entry.space, List.of(), entry.path(), Optional.of(entry.node()), Optional.empty());
            return guard.commit(affected, () -> {
                keep(entry);
                entry.content = old.content;
                touch(entry);
                return entry.node();
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Trash> trash() {
        return Optional.of(this);
    }

    private Deleted deleted(SpaceId space, String key) {
        Deleted item = bin.get(key);
        if (item == null || !item.entry.space.equals(space)) {
            throw new NotFound("no such item");
        }
        return item;
    }

    private static Entry below(Deleted item, RelPath path) {
        Entry at = item.entry;
        for (String name : path.names()) {
            at = Optional.ofNullable(at.children.get(name)).orElseThrow(() -> new NotFound("nothing there"));
        }
        return at;
    }

    @Override
    public void list(Caller who, SpaceId space, Optional<String> key, RelPath path, Sink<Item> sink) {
        if (key.isEmpty()) {
            for (var item : bin.descendingMap().entrySet()) {
                Deleted of = item.getValue();
                boolean here = of.entry.space.equals(space);
                if (here && !sink.accept(item(item.getKey(), of, of.entry, of.original))) {
                    return;
                }
            }
            return;
        }
        Deleted of = deleted(space, key.get());
        Entry folder = below(of, path);
        if (!folder.folder) {
            throw new Conflict("no folder");
        }
        for (Entry child : folder.children.values()) {
            RelPath original = of.original.resolve(path).resolve(child.name);
            if (!sink.accept(item(key.get(), of, child, original))) {
                return;
            }
        }
    }

    private static Item item(String key, Deleted of, Entry entry, RelPath original) {
        return new Item(key, original, entry.kind(), entry.content.length, of.when);
    }

    @Override
    public Node restore(
            Caller who, SpaceId space, String key, RelPath path, Optional<Ref> to, boolean overwrite, Guard guard)
            throws IOException {
        lock.lock();
        try {
            Deleted of = deleted(space, key);
            Entry entry = below(of, path);
            Slot slot = slot(to.orElse(Ref.path(of.original.resolve(path))));
            if (slot.present != null && !overwrite) {
                throw new AlreadyExists("the name is taken");
            }
            Affected affected = new Affected(
                    slot.parent.space,
                    List.of(slot.parent.node()),
                    slot.parent.path().resolve(slot.name),
                    Optional.empty(),
                    Optional.ofNullable(slot.present).map(Entry::node));
            return guard.commit(affected, () -> {
                if (path.isRoot()) {
                    bin.remove(key);
                } else {
                    below(of, path.parent()).children.remove(path.name());
                }
                if (slot.present != null) {
                    forget(slot.present);
                }
                entry.name = slot.name;
                entry.parent = slot.parent;
                slot.parent.children.put(slot.name, entry);
                show(entry);
                touch(slot.parent);
                return entry.node();
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void purge(Caller who, SpaceId space, String key, RelPath path) {
        lock.lock();
        try {
            Deleted of = deleted(space, key);
            below(of, path);
            if (path.isRoot()) {
                bin.remove(key);
            } else {
                below(of, path.parent()).children.remove(path.name());
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void empty(Caller who, SpaceId space) {
        lock.lock();
        try {
            bin.values().removeIf(item -> item.entry.space.equals(space));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean mayHold(SpaceId space, NodeId node) {
        return bin.values().stream().anyMatch(item -> holds(item.entry, node));
    }

    private static boolean holds(Entry entry, NodeId node) {
        return entry.id.equals(node) || entry.children.values().stream().anyMatch(child -> holds(child, node));
    }

    @Override
    public Optional<Symlinks> symlinks() {
        return Optional.of(this);
    }

    @Override
    public Node make(Caller who, Ref target, String pointsTo, MakeSpec spec) throws IOException {
        lock.lock();
        try {
            Slot slot = slot(target);
            if (slot.present != null) {
                throw new AlreadyExists("the name is taken");
            }
            return spec.guard().commit(affected(slot, target), () -> {
                Entry entry = add(slot, false);
                entry.link = pointsTo;
                touch(entry);
                return entry.node();
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Spaces> spaces() {
        return Optional.of(this);
    }

    @Override
    public Set<Space.Kind> kinds() {
        return Set.of(Space.Kind.PERSONAL);
    }

    @Override
    public void list(Sink<Space> sink) {
        spaces.values().forEach(sink::accept);
    }

    @Override
    public Optional<Space> get(SpaceId id) {
        lock.lock();
        try {
            return Optional.ofNullable(spaces.get(id));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Space home(Caller who) {
        lock.lock();
        try {
            SpaceId id = new SpaceId("p-" + who.effectiveUser().opaque());
            Space known = spaces.get(id);
            if (known != null) {
                return known;
            }
            Entry users = root.children.get("users");
            if (users == null) {
                users = add(new Slot(root, "users", null), true);
            }
            Entry home = add(new Slot(users, who.effectiveUser().opaque(), null), true);
            home.space = id;
            Space made = new Space(
                    id,
                    Space.Kind.PERSONAL,
                    who.username(),
                    Optional.of(who.effectiveUser()),
                    home.id,
                    home.path(),
                    Optional.empty());
            spaces.put(id, made);
            return made;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Space create(Caller who, String name, Optional<Long> quota) {
        throw new Unsupported("no projects here");
    }

    @Override
    public Space update(SpaceId id, Optional<String> name, Optional<Long> quota) {
        throw new Unsupported("spaces stay as they are");
    }

    @Override
    public void remove(SpaceId id) {
        throw new Unsupported("spaces stay");
    }
}
