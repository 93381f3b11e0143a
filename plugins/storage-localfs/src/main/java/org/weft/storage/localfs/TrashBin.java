/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.write.Commit;

/** The ability to show, bring back and purge what was deleted. */
final class TrashBin implements Trash {

    private static final int PART = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(TrashBin.class);

    private final WriteContext shop;
    private final ReferenceResolver finder;
    private final ReplacingRename taking;

    TrashBin(WriteContext shop, ReferenceResolver finder) {
        this.shop = shop;
        this.finder = finder;
        this.taking = new ReplacingRename(shop);
    }

    private TrashStore store() {
        return shop.discards().store();
    }

    private static WeftException unknown(String key, RelPath path) {
        return new WeftException.NotFound(
                "there is nothing in the trash under the key " + key + (path.isRoot() ? "" : " at " + path));
    }

    /** The trash of a space; nothing when nothing was ever deleted there. */
    private Optional<OpenFolder> bin(SpaceId space) throws IOException {
        boolean known = space.equals(shop.spaces().rootSpace())
                || shop.spaces().get(space).isPresent();
        if (!known) {
            throw new WeftException.NotFound("there is no space " + space);
        }
        return shop.kept().find(space);
    }

    private OpenFolder binOf(SpaceId space, String key, RelPath path) throws IOException {
        store().arrivals().await(key);
        Optional<OpenFolder> bin = TrashStore.isKey(key) ? bin(space) : Optional.empty();
        return bin.orElseThrow(() -> unknown(key, path));
    }

    @Override
    public void list(Caller who, SpaceId space, Optional<String> key, RelPath path, Sink<Item> sink)
            throws IOException {
        if (key.isPresent()) {
            try (OpenFolder bin = binOf(space, key.get(), path)) {
                below(bin, key.get(), path, sink);
            }
            return;
        }
        Optional<OpenFolder> found = bin(space);
        if (found.isEmpty()) {
            return;
        }
        try (OpenFolder bin = found.get();
                FolderScan children = new FolderScan(shop.tree(), shop.scratches(), bin)) {
            for (List<NamedEntry> window = children.next(PART); !window.isEmpty(); window = children.next(PART)) {
                for (NamedEntry seen : window) {
                    Optional<Item> item = item(bin, seen);
                    if (item.isPresent() && !sink.accept(item.get())) {
                        return;
                    }
                }
            }
        }
    }

    /** @return nothing for what is no item, or is just being put there */
    private Optional<Item> item(OpenFolder bin, NamedEntry seen) throws IOException {
        String key = seen.name();
        Optional<TrashRecord> wayBack = TrashStore.isKey(key) ? store().wayBack(bin, key) : Optional.empty();
        if (wayBack.isEmpty()) {
            return Optional.empty();
        }
        DirEntry child = seen.child();
        if (TrashStore.isWrapped(key)) {
            try (TrashStore.Located inner = store().locate(bin, key, RelPath.root())) {
                child = inner == null ? null : shop.tree().look(inner.folder(), inner.name());
            }
        }
        return child == null ? Optional.empty() : Optional.of(item(key, wayBack.get(), RelPath.root(), child));
    }

    private static Item item(String key, TrashRecord wayBack, RelPath below, DirEntry child) {
        return new Item(
                key,
                wayBack.original().resolve(below),
                child.kind(),
                child.isFolder() ? child.counted() : child.size(),
                Times.instant(wayBack.time()),
                Optional.of(child.id().nodeId()));
    }

    private void below(OpenFolder bin, String key, RelPath path, Sink<Item> sink) throws IOException {
        TrashRecord wayBack = store().wayBack(bin, key).orElseThrow(() -> unknown(key, path));
        OpenFolder folder = TrashStore.isWrapped(key)
                ? null
                : store().open(bin, RelPath.parse(key).resolve(path));
        if (folder == null) {
            try (TrashStore.Located located = store().locate(bin, key, path)) {
                DirEntry child = located == null ? null : shop.tree().look(located.folder(), located.name());
                throw child == null
                        ? unknown(key, path)
                        : new WeftException.Conflict("/" + wayBack.original().resolve(path) + " was no folder");
            }
        }
        try (folder;
                FolderScan children = new FolderScan(shop.tree(), shop.scratches(), folder)) {
            for (List<NamedEntry> window = children.next(PART); !window.isEmpty(); window = children.next(PART)) {
                for (NamedEntry seen : window) {
                    if (!sink.accept(item(key, wayBack, path.resolve(seen.name()), seen.child()))) {
                        return;
                    }
                }
            }
        }
    }

    @Override
    public Node restore(
            Caller who, SpaceId space, String key, RelPath path, Optional<Ref> to, boolean overwrite, Guard guard)
            throws IOException {
        try (OpenFolder bin = binOf(space, key, path);
                TrashStore.Located item = store().locate(bin, key, path)) {
            Optional<TrashRecord> wayBack = store().wayBack(bin, key);
            if (item == null || wayBack.isEmpty()) {
                throw unknown(key, path);
            }
            RelPath target = to.isPresent()
                    ? finder.path(to.get())
                    : wayBack.get().original().resolve(path);
            if (target.isRoot()) {
                throw new WeftException.Forbidden("the root of a storage is not replaced");
            }
            WriteContext.requireOurs(target);
            shop.spaces().requireNoSpace(target);
            try (OpenFolder parent = shop.tree().open(target.parent(), FolderTree.Purpose.CHANGE)) {
                Node restored =
                        new Restoring(new Request(space, key, path, overwrite, guard), item, parent, target).run();
                if (TrashStore.isWrapped(key)) {
                    removeWrapper(bin, key);
                }
                return restored;
            }
        }
    }

    private void removeWrapper(OpenFolder bin, String key) {
        try (CallBuffer s = shop.scratches().take()) {
            NodeAttribute attribute =
                    NodeAttribute.decode(s.value(), Xattrs.get(s, bin.fd(), s.name(key), s.weftName()));
            if (Posix.removeEmptyFolder(s, bin.fd(), s.name(key)) == 0 && attribute != null) {
                shop.index().forget(attribute.id());
            }
        }
    }

    private record Request(SpaceId space, String key, RelPath path, boolean overwrite, Guard guard) {}

    /** One restoring under way. */
    private final class Restoring {
        private final Request request;
        private final TrashStore.Located item;
        private final OpenFolder parent;
        private final RelPath target;
        private final SpaceId space;

        Restoring(Request request, TrashStore.Located item, OpenFolder parent, RelPath target) {
            this.request = request;
            this.item = item;
            this.parent = parent;
            this.target = target;
            this.space = shop.spaces().spaceOf(target);
        }

        private record Restored(Node node, DirEntry child, long replaced, Optional<NodeDisposal.Gone> gone) {}

        Node run() throws IOException {
            Restored restored = Commit.run(request.guard(), () -> {
                DirEntry child = shop.tree().find(item.folder(), item.name());
                if (child == null) {
                    throw unknown(request.key(), request.path());
                }
                DirEntry replaced = shop.tree().findTarget(parent, target.name());
                if (replaced != null && !request.overwrite()) {
                    throw new WeftException.AlreadyExists("/" + target + " exists already");
                }
                Node there = replaced == null ? null : shop.nodes().of(parent, target.name(), replaced);
                Affected affected = new Affected(
                        space, List.of(shop.nodes().of(parent)), target, Optional.empty(), Optional.ofNullable(there));
                QuotaAccount.Reservation reserved =
                        shop.room().reserve(space, space.equals(request.space()) ? 0 : child.counted());
                SizeBarrier.Change change = shop.quiet().change();
                return new PlannedChange<>(affected, () -> commit(child, replaced), this::finish, () -> {
                    change.close();
                    reserved.close();
                });
            });
            return restored.node();
        }

        private void finish(Restored restored) throws IOException {
            long bytes = restored.child().counted();
            shop.propagation().above(parent, bytes - restored.replaced());
            shop.propagation().from(item.folder(), -bytes);
            shop.syncFolder(parent);
            if (restored.gone().isPresent()) {
                shop.discards().finish(restored.gone().get());
            }
        }

        private ReplacingRename.Origin origin() {
            boolean top = request.path().isRoot() && !TrashStore.isWrapped(request.key());
            return top ? ReplacingRename.Origin.OURS : ReplacingRename.Origin.DEEP;
        }

        /** The visible step, under both folders' locks. @return nothing when things are no longer what they were */
        private Optional<Restored> commit(DirEntry child, @Nullable DirEntry replaced) throws IOException {
            OpenFolder from = item.folder();
            try (FolderLocks.Held held = shop.locks().hold(from.inode(), parent.inode());
                    CallBuffer s = shop.scratches().take()) {
                DirEntry now = shop.tree().look(from, item.name());
                DirEntry there = shop.tree().look(parent, target.name());
                boolean same = child.isSame(now) && (replaced == null ? there == null : replaced.isSame(there));
                if (now == null || !same) {
                    return Optional.empty();
                }
                shop.tree().requireLive(parent);
                FolderEdit edit = new FolderEdit(shop.tree(), s, parent);
                ReplacingRename.Coming coming =
                        new ReplacingRename.Coming(origin(), from.fd(), item.name(), target, now);
                Optional<NodeDisposal.Gone> gone = Optional.empty();
                if (there != null) {
                    gone = Optional.of(taking.over(s, coming, new ReplacingRename.Going(parent, target, there, space)));
                } else {
                    int renamed = taking.free(s, coming, parent, target.name());
                    if (renamed == -Errno.EEXIST || renamed == -Errno.ENOENT) {
                        return Optional.empty();
                    }
                    taking.check(renamed, target, target);
                }
                LinkSyscalls.removeAttribute(s, parent.fd(), s.name(target.name()), s.trashName());
                long less = there == null ? 0 : there.counted();
                edit.done(now.counted() - less, shop.propagation().now());
                shop.index().note(now.id(), parent.id(), target.name());
                Node node = shop.nodes().of(parent, target.name(), now);
                return Optional.of(new Restored(node, now, less, gone));
            }
        }
    }

    @Override
    public void purge(Caller who, SpaceId space, String key, RelPath path) throws IOException {
        try (OpenFolder bin = binOf(space, key, path)) {
            purge(bin, key, path);
        }
    }

    private void purge(OpenFolder bin, String key, RelPath path) throws IOException {
        try (TrashStore.Located item =
                path.isRoot() ? new TrashStore.Located(bin, key, false) : store().locate(bin, key, path)) {
            DirEntry child = item == null ? null : shop.tree().find(item.folder(), item.name());
            if (item == null || child == null) {
                throw unknown(key, path);
            }
            try (SizeBarrier.Change change = shop.quiet().change()) {
                shop.discards().purge(item, child);
            }
        }
    }

    @Override
    public boolean mayHold(SpaceId space, NodeId node) {
        return !shop.index().isComplete()
                || Id.parse(node.value()).filter(shop.index()::isKept).isPresent();
    }

    @Override
    public void empty(Caller who, SpaceId space) throws IOException {
        empty(space, Long.MAX_VALUE);
    }

    /** Purges what came there before a time, in nanoseconds. @return how many items */
    int empty(SpaceId space, long before) throws IOException {
        Optional<OpenFolder> found = bin(space);
        if (found.isEmpty()) {
            return 0;
        }
        int count = 0;
        try (OpenFolder bin = found.get()) {
            for (String key : keys(bin)) {
                if (TrashStore.stamp(key) < before && !store().arrivals().has(key)) {
                    try {
                        purge(bin, key, RelPath.root());
                        count++;
                    } catch (WeftException.NotFound gone) {
                        LOG.debug("trash_item_gone key={}", key); // somebody else was faster
                    }
                }
            }
        }
        return count;
    }

    private List<String> keys(OpenFolder bin) throws IOException {
        List<String> keys = new ArrayList<>();
        try (CallBuffer s = shop.scratches().take();
                OpenDirectory open = OpenDirectory.of(shop.scratches(), bin.fd(), ".");
                DirectoryReader reader = new DirectoryReader(open.fd())) {
            while (reader.next(s)) {
                String name = reader.name();
                if (name != null && TrashStore.isKey(name)) {
                    keys.add(name);
                }
            }
        }
        return keys;
    }
}
