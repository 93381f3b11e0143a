/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Affected;
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
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;

/** A storage in memory that keeps the contract: it looks, asks the guard, and looks again inside the commit. */
final class MemoryStorage implements StorageDriver {

    static final SpaceId TOP = new SpaceId("top");
    private static final RelPath USERS = RelPath.parse("users");

    final AtomicInteger stats = new AtomicInteger();

    private RelPath broken = RelPath.parse("nothing/is/broken");
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<NodeId, Entry> entries = new HashMap<>();
    private final Traits traits;
    private final boolean personal;
    private final Entry root = new Entry(new NodeId("n0"), null, "", true);
    private int ids = 1;
    private long revision;

    /**
     * @param personal whether there is a space for each user
     */
    MemoryStorage(boolean personal, Trait... traits) {
        this.personal = personal;
        this.traits = Traits.of(traits);
        entries.put(root.id, root);
    }

    static MemoryStorage plain() {
        return new MemoryStorage(false, Trait.STABLE_IDS, Trait.ATOMIC_PUT, Trait.CONDITIONAL_PUT);
    }

    private static final class Entry {
        private final NodeId id;
        private final boolean folder;
        private final Map<String, Entry> children = new HashMap<>();
        private @Nullable Entry parent;
        private String name;
        private byte[] content = {};
        private long etag;

        Entry(NodeId id, @Nullable Entry parent, String name, boolean folder) {
            this.id = id;
            this.parent = parent;
            this.name = name;
            this.folder = folder;
        }

        RelPath path() {
            return parent == null ? RelPath.root() : parent.path().resolve(name);
        }
    }

    private SpaceId space(RelPath path) {
        return personal && path.depth() > 1 && path.startsWith(USERS)
                ? new SpaceId("of-" + path.names().get(1))
                : TOP;
    }

    private Node node(Entry entry) {
        RelPath path = entry.path();
        Node.Builder builder = Node.builder(space(path), entry.id, entry.folder ? Kind.FOLDER : Kind.FILE, path)
                .size(entry.content.length)
                .etag(entry.id + "-" + entry.etag)
                .mtime(Instant.EPOCH);
        if (entry.parent != null) {
            builder.parent(entry.parent.id);
        }
        return builder.build();
    }

    private Optional<Entry> find(Ref ref) {
        Entry at = root;
        if (ref instanceof Ref.ById byId) {
            Entry start = entries.get(byId.id());
            if (start == null
                    || byId.space()
                            .filter(space -> !space.equals(space(start.path())))
                            .isPresent()) {
                return Optional.empty();
            }
            at = start;
        }
        for (String name : ref.path().names()) {
            Entry next = at.children.get(name);
            if (next == null) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.of(at);
    }

    private Entry existing(Ref ref) {
        return find(ref).orElseThrow(() -> new NotFound("nothing at " + ref));
    }

    private Entry parent(Ref ref) {
        Ref above = ref instanceof Ref.ById byId
                ? new Ref.ById(byId.space(), byId.id(), byId.path().parent())
                : Ref.path(ref.path().parent());
        Entry parent = find(above).orElseThrow(() -> NotFound.parent("no folder for " + ref));
        if (!parent.folder) {
            throw new Conflict("no folder");
        }
        return parent;
    }

    private <T> T locked(Callable<T> work) throws IOException {
        lock.lock();
        try {
            return work.call();
        } catch (IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            lock.unlock();
        }
    }

    /** What is about to be done, and to which state of the tree. */
    private record Look(Affected affected, long revision) {}

    /** Looks and commits until nothing has come in between. */
    private <T> T commit(Guard guard, Callable<Look> look, Guard.Change<T> change) throws IOException {
        while (true) {
            Look seen = locked(look);
            List<T> made = guard.commit(
                    seen.affected(),
                    () -> locked(() -> {
                        if (seen.revision() != revision) {
                            return null;
                        }
                        T result = change.make();
                        revision++;
                        return List.of(result);
                    }));
            if (made != null) {
                return made.getFirst();
            }
        }
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public Node stat(Caller who, Ref ref) throws IOException {
        stats.incrementAndGet();
        return locked(() -> node(existing(ref)));
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) throws IOException {
        List<Node> nodes = locked(() -> {
            Entry entry = existing(folder);
            if (!entry.folder) {
                throw new Conflict("no folder");
            }
            return entry.children.values().stream()
                    .map(this::node)
                    .sorted(Comparator.comparing(Node::name))
                    .toList();
        });
        for (Node node : nodes) {
            if (!sink.accept(node)) {
                return;
            }
        }
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) throws IOException {
        Entry entry = locked(() -> existing(file));
        if (entry.path().equals(broken)) {
            throw new IOException("the disk failed");
        }
        Node node = node(entry);
        ReadSpec.Span span = spec.selection().of(node);
        InputStream in =
                new ByteArrayInputStream(entry.content, Math.toIntExact(span.offset()), Math.toIntExact(span.length()));
        return Content.stream(node, in, span.offset(), span.length());
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        Callable<Look> look = () -> new Look(affectedByPut(target), revision);
        Affected first = locked(look).affected();
        spec.guard().check(first);
        spec.precondition().check(first.source().orElse(null));
        refuse(first, spec.onConflict());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        body.transferTo(content);
        return commit(spec.guard(), look, () -> {
            Affected now = affectedByPut(target);
            spec.precondition().check(now.source().orElse(null));
            refuse(now, spec.onConflict());
            Entry entry = find(target).orElseGet(() -> add(target, false));
            entry.content = content.toByteArray();
            entry.etag++;
            return node(entry);
        });
    }

    private static void refuse(Affected what, OnConflict onConflict) {
        if (what.source().isPresent() && onConflict == OnConflict.FAIL) {
            throw new AlreadyExists("taken");
        }
        if (what.source().filter(Node::isFolder).isPresent()) {
            throw new Conflict("a folder");
        }
    }

    private Affected affectedByPut(Ref target) {
        Optional<Node> there = find(target).map(this::node);
        if (there.isPresent()) {
            return new Affected(there.get().space(), List.of(), there.get().path(), there, Optional.empty());
        }
        return affectedByNew(target);
    }

    private Affected affectedByNew(Ref target) {
        Node parent = node(parent(target));
        RelPath path = parent.path().resolve(target.path().name());
        return new Affected(space(path), List.of(parent), path, Optional.empty(), Optional.empty());
    }

    private Entry add(Ref target, boolean folder) {
        Entry parent = parent(target);
        Entry entry = new Entry(new NodeId("n" + ids++), parent, target.path().name(), folder);
        parent.children.put(entry.name, entry);
        entries.put(entry.id, entry);
        return entry;
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        Callable<Look> look = () -> {
            if (find(target).isPresent()) {
                throw new AlreadyExists("taken");
            }
            return new Look(affectedByNew(target), revision);
        };
        spec.guard().check(locked(look).affected());
        return commit(spec.guard(), look, () -> node(add(target, true)));
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        Callable<Look> look = () -> {
            Node node = node(existing(ref));
            return new Look(
                    new Affected(
                            node.space(), parentsOf(existing(ref)), node.path(), Optional.of(node), Optional.empty()),
                    revision);
        };
        spec.guard().check(locked(look).affected());
        commit(spec.guard(), look, () -> {
            Entry entry = existing(ref);
            spec.precondition().check(node(entry));
            detach(entry);
            forget(entry);
            return true;
        });
    }

    private List<Node> parentsOf(Entry entry) {
        return entry.parent == null ? List.of() : List.of(node(entry.parent));
    }

    private static void detach(Entry entry) {
        if (entry.parent != null) {
            entry.parent.children.remove(entry.name);
        }
    }

    private void forget(Entry entry) {
        entries.remove(entry.id);
        entry.children.values().forEach(this::forget);
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        Callable<Look> look = () -> {
            Entry source = existing(from);
            Entry parent = parent(to);
            Optional<Node> replaced = find(to).map(this::node);
            if (replaced.isPresent() && !spec.overwrite()) {
                throw new AlreadyExists("taken");
            }
            List<Node> parents = new ArrayList<>(parentsOf(source));
            if (source.parent != parent) {
                parents.add(node(parent));
            }
            RelPath path = parent.path().resolve(to.path().name());
            if (path.startsWith(source.path()) || source.path().startsWith(path)) {
                throw new Conflict("into itself");
            }
            return new Look(new Affected(space(path), parents, path, Optional.of(node(source)), replaced), revision);
        };
        spec.guard().check(locked(look).affected());
        return commit(spec.guard(), look, () -> {
            Entry source = existing(from);
            Optional<Entry> replaced = find(to);
            spec.source().check(node(source));
            spec.target().check(replaced.map(this::node).orElse(null));
            replaced.ifPresent(entry -> {
                detach(entry);
                forget(entry);
            });
            Entry parent = parent(to);
            detach(source);
            source.parent = parent;
            source.name = to.path().name();
            parent.children.put(source.name, source);
            return node(source);
        });
    }

    @Override
    public Quota quota(Caller who, Ref ref) {
        return Quota.unknown();
    }

    @Override
    public Optional<Spaces> spaces() {
        return personal ? Optional.of(new Personal()) : Optional.empty();
    }

    @Override
    public void close() {}

    /** Lets opening this file fail from now on. */
    void breakOpening(String path) {
        broken = RelPath.parse(path);
    }

    /** All that is there, with content, one line each. */
    String picture() {
        List<String> lines = new ArrayList<>();
        for (Entry entry : entries.values()) {
            lines.add(entry.path() + (entry.folder ? "/" : "=" + new String(entry.content, Cases.UTF_8)));
        }
        lines.sort(Comparator.naturalOrder());
        return String.join("\n", lines);
    }

    /** A folder below {@code users} for each. */
    private final class Personal implements Spaces {

        @Override
        public Set<Space.Kind> kinds() {
            return Set.of(Space.Kind.PERSONAL);
        }

        @Override
        public void list(Sink<Space> sink) {
            throw new Unsupported("not needed here");
        }

        @Override
        public Optional<Space> get(SpaceId id) throws IOException {
            return locked(() -> id.value().startsWith("of-")
                    ? find(Ref.path(USERS.resolve(id.value().substring(3)))).map(this::space)
                    : Optional.empty());
        }

        private void make(Ref folder) {
            Entry made = add(folder, true);
            made.etag++;
        }

        @Override
        public Space home(Caller who) throws IOException {
            return locked(() -> {
                Ref users = Ref.path(USERS);
                if (find(users).isEmpty()) {
                    make(users);
                }
                Ref home = Ref.path(USERS.resolve(who.effectiveUser().opaque()));
                return space(find(home).orElseGet(() -> add(home, true)));
            });
        }

        private Space space(Entry entry) {
            return new Space(
                    new SpaceId("of-" + entry.name),
                    Space.Kind.PERSONAL,
                    entry.name,
                    Optional.of(Cases.id(entry.name)),
                    entry.id,
                    entry.path(),
                    Optional.empty());
        }

        @Override
        public Space create(Caller who, String name, Optional<Long> quota) {
            throw new Unsupported("not needed here");
        }

        @Override
        public Space update(SpaceId id, Optional<String> name, Optional<Long> quota) {
            throw new Unsupported("not needed here");
        }

        @Override
        public void remove(SpaceId id) {
            throw new WeftException.Unsupported("not needed here");
        }
    }
}
