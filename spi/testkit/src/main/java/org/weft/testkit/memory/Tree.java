/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/** How one finds one's way in the tree, and the steps that every change is made of. All of it under the store's lock. */
final class Tree {

    private static final int MAX_NAME = 255;

    private final MemoryStore store;
    private final boolean propagates;

    Tree(MemoryStore store, boolean propagates) {
        this.store = store;
        this.propagates = propagates;
    }

    /** A place for a node. */
    record Slot(Entry parent, String name, @Nullable Entry present) {
        Optional<Node> presentNode() {
            return present == null ? Optional.empty() : Optional.of(present.node());
        }

        RelPath path() {
            return parent.path().resolve(name);
        }
    }

    private Entry start(Ref ref) {
        return switch (ref) {
            case Ref.ByPath byPath -> store.root;
            case Ref.ById byId -> {
                Entry entry = store.byId.get(byId.id());
                if (entry == null) {
                    throw new NotFound("there is no node with the id " + byId.id());
                }
                requireSpace(ref, entry);
                yield entry;
            }
        };
    }

    private static void requireSpace(Ref ref, Entry entry) {
        if (ref instanceof Ref.ById byId
                && byId.space().isPresent()
                && !byId.space().get().equals(entry.space())) {
            throw new NotFound("there is no node with the id " + byId.id() + " in this space");
        }
    }

    Entry find(Ref ref) {
        Entry at = start(ref);
        for (String name : ref.path().names()) {
            Entry next = at.children.get(name);
            if (next == null) {
                throw new NotFound("there is nothing at /" + ref.path());
            }
            at = next;
        }
        requireSpace(ref, at);
        return at;
    }

    Entry file(Ref ref) {
        Entry entry = find(ref);
        if (entry.kind != Kind.FILE) {
            throw new Conflict("/" + entry.path() + " is no file");
        }
        return entry;
    }

    /** Whether a reference leads to the root, which has no place in a folder. */
    boolean isRoot(Ref ref) {
        return ref.path().isRoot() && start(ref).parent == null;
    }

    Slot slot(Ref ref) {
        Entry start = start(ref);
        if (ref.path().isRoot()) {
            if (start.parent == null) {
                throw new AlreadyExists("the root of a storage is there already");
            }
            requireSpace(ref, start);
            return new Slot(start.parent, start.name, start);
        }
        Entry at = start;
        for (String name : ref.path().parent().names()) {
            Entry next = at.children.get(name);
            if (next == null) {
                if (!at.isFolder()) {
                    break;
                }
                throw NotFound.parent("the folder /" + ref.path().parent() + " is missing");
            }
            at = next;
        }
        if (!at.isFolder()) {
            throw new Conflict("/" + at.path() + " is no folder");
        }
        requireSpace(ref, at);
        String name = ref.path().name();
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
            throw new InvalidArgument("a name has at most " + MAX_NAME + " bytes");
        }
        Entry present = at.children.get(name);
        if (present != null) {
            requireSpace(ref, present);
        }
        return new Slot(at, name, present);
    }

    /** What is told of a change that gives a place a new node, or a file new content. */
    static Affected written(Slot slot) {
        return new Affected(
                slot.parent().space(),
                slot.present() == null ? List.of(slot.parent().node()) : List.of(),
                slot.path(),
                slot.presentNode(),
                Optional.empty());
    }

    /** What is told of a node that appears at a place from nowhere. */
    static Affected appearing(Slot slot) {
        return new Affected(
                slot.parent().space(),
                List.of(slot.parent().node()),
                slot.path(),
                Optional.empty(),
                slot.presentNode());
    }

    /** Refuses what would take a space's root away from its place. */
    void requireNoSpaceIn(Entry entry) {
        if (entry.parent == null) {
            throw new Forbidden("the root of a storage stays where it is");
        }
        for (Entry each : store.byId.values()) {
            if (each.begins != null && each.isIn(entry)) {
                throw new Forbidden("/" + entry.path() + " is the root of a space or leads to one");
            }
        }
    }

    Entry add(Slot slot, Kind kind) {
        Entry entry = fresh(kind, slot.name());
        attach(entry, slot);
        return entry;
    }

    Entry fresh(Kind kind, String name) {
        Entry entry = new Entry(new NodeId("n" + store.next()), kind, null, name);
        entry.mtime = store.clock.instant();
        entry.etag = entry.id + "-" + store.next();
        return entry;
    }

    /** Puts an entry with all below it into the tree. */
    void attach(Entry entry, Slot slot) {
        entry.parent = slot.parent();
        entry.name = slot.name();
        slot.parent().children.put(slot.name(), entry);
        remember(entry);
        store.state(entry.space()).used += entry.weight();
        grow(slot.parent(), entry.size);
    }

    /** Takes an entry with all below it out of the tree. */
    void detach(Entry entry) {
        Entry parent = entry.parent;
        if (parent == null) {
            throw new IllegalStateException("the root cannot be taken out");
        }
        store.state(entry.space()).used -= entry.weight();
        parent.children.remove(entry.name);
        grow(parent, -entry.size);
        entry.parent = null;
        forget(entry);
    }

    private void remember(Entry entry) {
        store.byId.put(entry.id, entry);
        entry.children.values().forEach(this::remember);
    }

    private void forget(Entry entry) {
        store.byId.remove(entry.id);
        entry.children.values().forEach(this::forget);
    }

    /** Tells the folders from here upwards that something below has changed. */
    private void grow(Entry folder, long bytes) {
        Instant now = store.clock.instant();
        String tag = "-" + store.next();
        boolean first = true;
        for (Entry at = folder; at != null; at = at.parent) {
            if (propagates) {
                at.size += bytes;
            }
            if (propagates || first) {
                at.etag = at.id + tag;
                at.mtime = now;
            }
            first = false;
        }
    }

    /** Gives a file other content; what was present becomes a version where the driver keeps them. */
    void write(Entry file, Content content, boolean versions) {
        SpaceId space = file.space();
        long before = file.weight();
        if (versions && content.replaces()) {
            file.versions.addFirst(
                    new Entry.Old("v" + store.next(), file.content, file.checksums, file.mtime, file.etag));
        }
        long grown = content.bytes().length - file.size;
        file.content = content.bytes();
        file.checksums = content.checksums();
        file.size = content.bytes().length;
        file.mtime = content.mtime();
        content.mediaType().ifPresent(type -> file.mediaType = type);
        store.state(space).used += file.weight() - before;
        Entry parent = file.parent;
        if (parent != null) {
            grow(parent, grown);
        }
        file.etag = file.id + "-" + store.next();
    }

    /** Gives a node another time of modification. */
    void touch(Entry entry, Instant time) {
        Entry parent = entry.parent;
        if (parent != null) {
            grow(parent, 0);
        }
        entry.mtime = time;
        entry.etag = entry.id + "-" + store.next();
    }

    /**
     * What a file gets.
     *
     * @param replaces whether there was a content before
     */
    record Content(
            byte[] bytes, List<Checksum> checksums, Instant mtime, Optional<String> mediaType, boolean replaces) {}

    /** An entry and all below it. */
    static List<Entry> all(Entry top) {
        List<Entry> all = new ArrayList<>(List.of(top));
        for (int i = 0; i < all.size(); i++) {
            all.addAll(all.get(i).children.values());
        }
        return all;
    }
}
