/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.ServerCopy.Copied;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.write.Commit;

/**
 * Copies nodes. The copy is made in the temporary folder, with ids of its own, and becomes visible by one renaming; {@link
 * ReplacingRename} tells how it takes the name of another node.
 */
final class NodeCopier {

    private static final int ATTEMPTS = 5;
    private static final long CHECK_EVERY = 64L << 20;

    private final WriteContext shop;
    private final ReplacingRename taking;
    private final FileCopier files;

    NodeCopier(WriteContext shop) {
        this.shop = shop;
        this.taking = new ReplacingRename(shop);
        this.files = new FileCopier(shop);
    }

    /**
     * Copies.
     *
     * @param pairs told while the copy grows, so that what is kept of it is there when it is seen
     * @throws WeftException.Unsupported for a folder that holds spaces of their own, where other rights hold
     */
    Node copy(RelPath from, RelPath to, boolean deep, MoveSpec spec, Sink<Copied> pairs) throws IOException {
        judge(from, to, deep);
        try (OpenFolder source = shop.tree().openNamed(from.parent(), FolderTree.Purpose.STAT);
                OpenFolder target = shop.tree().openNamed(to.parent(), FolderTree.Purpose.CHANGE)) {
            return new Attempt(source, from, target, to, deep, spec, new CopyReporter(pairs)).run();
        }
    }

    private void judge(RelPath from, RelPath to, boolean deep) {
        if (to.equals(from)) {
            throw new WeftException.Forbidden("/" + from + " can't be copied onto itself");
        }
        if (to.isRoot()) {
            throw new WeftException.Forbidden("the root of a storage is not replaced");
        }
        if (to.startsWith(from)) {
            throw new WeftException.Conflict("/" + to + " lies in /" + from + ", which can't be copied into itself");
        }
        if (from.startsWith(to)) {
            throw new WeftException.Conflict("/" + from + " lies in /" + to + ", which it would replace");
        }
        WriteContext.requireOurs(to);
        shop.spaces().requireNoSpace(to);
        if (deep && shop.spaces().dividesChildrenOf(from)) {
            throw new WeftException.Unsupported("/" + from + " holds spaces; they are copied one by one");
        }
    }

    /** One copy under way. */
    private final class Attempt {
        private final OpenFolder source;
        private final RelPath from;
        private final OpenFolder target;
        private final RelPath to;
        private final boolean deep;
        private final MoveSpec spec;
        private final CopyReporter pairs;
        private final SpaceId space;
        private final String temp = shop.temp().freshName();

        /** What the target's name is believed to be: what the copy replaces. */
        private @Nullable DirEntry current;

        private long grown;
        private long judged;

        Attempt(
                OpenFolder source,
                RelPath from,
                OpenFolder target,
                RelPath to,
                boolean deep,
                MoveSpec spec,
                CopyReporter pairs) {
            this.source = source;
            this.from = from;
            this.target = target;
            this.to = to;
            this.deep = deep;
            this.spec = spec;
            this.pairs = pairs;
            this.space = shop.spaces().spaceOf(to);
        }

        private record Committed(Node node, long bytes, Optional<NodeDisposal.Gone> gone) {}

        Node run() throws IOException {
            DirEntry original = original();
            look();
            spec.guard().check(affected());
            long expected = original.isFolder() ? deep ? original.counted() : 0 : original.counted();
            shop.room().require(space, expected - counted());
            judged = expected;
            boolean done = false;
            shop.temp().begin(temp);
            try {
                Committed committed = commit(make(original));
                done = true;
                return finish(committed);
            } finally {
                shop.temp().end(temp);
                if (!done) {
                    discard();
                }
            }
        }

        private DirEntry original() throws IOException {
            DirEntry child = shop.tree().find(source, from.name());
            if (child == null) {
                throw new WeftException.NotFound("there is no /" + from);
            }
            if (child.kind() == Kind.SYMLINK) {
                throw new SymlinkOnPath(
                        new WeftException.NotFound("there is no /" + from)); // what it leads to is copied
            }
            spec.source().check(shop.nodes().of(source, from.name(), child));
            return child;
        }

        private void look() throws IOException {
            DirEntry child = shop.tree().findTarget(target, to.name());
            judge(child);
            current = child;
        }

        private void judge(@Nullable DirEntry replaced) {
            spec.target().check(node(replaced));
            if (replaced != null && replaced.kind() == Kind.SYMLINK) {
                shop.requireShown(target, to, replaced);
            }
            if (replaced != null && !spec.overwrite()) {
                throw new WeftException.AlreadyExists("/" + to + " exists already");
            }
        }

        private @Nullable Node node(@Nullable DirEntry replaced) {
            return replaced == null ? null : shop.nodes().of(target, to.name(), replaced);
        }

        private Affected affected() throws IOException {
            return new Affected(
                    space, List.of(shop.nodes().of(target)), to, Optional.empty(), Optional.ofNullable(node(current)));
        }

        /** The bytes that the space is rid of when the copy has taken its place. */
        private long counted() {
            DirEntry child = current;
            return child == null || shop.discards().hasTrash() ? 0 : child.counted();
        }

        private DirEntry make(DirEntry seen) throws IOException {
            DirEntry original = seen;
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                DirEntry copy = original.isFolder() ? tree(original) : single(original);
                if (copy != null) {
                    return copy;
                }
                original = original();
            }
            throw FileCopier.busy(from);
        }

        private @Nullable DirEntry tree(DirEntry original) throws IOException {
            DirEntry copy;
            try (TreeCopy tree = new TreeCopy(shop, files, pairs, this::grow)) {
                copy = tree.run(source, from.name(), original, temp, deep);
            }
            if (copy != null && shop.durable()) {
                shop.temp().syncAll();
            }
            return copy;
        }

        private @Nullable DirEntry single(DirEntry original) throws IOException {
            try (CallBuffer s = shop.scratches().take()) {
                FileCopier.Spot one = new FileCopier.Spot(source.fd(), s.name(from.name()));
                FileCopier.Spot other = new FileCopier.Spot(shop.temp().fd(), s.other(temp));
                DirEntry copy = files.file(s, one, original, other, from, shop.durable());
                if (copy != null) {
                    pairs.tell(original.id(), copy.id());
                }
                return copy;
            }
        }

        /** Judges the quota again from time to time, as a tree may hold more than it says. */
        private void grow(long bytes) throws IOException {
            grown += bytes;
            if (grown - judged >= CHECK_EVERY) {
                judged = grown;
                shop.room().reserve(space, grown - counted()).close();
            }
        }

        private Committed commit(DirEntry copy) throws IOException {
            boolean[] again = new boolean[1];
            return Commit.run(spec.guard(), () -> {
                if (again[0]) {
                    look();
                }
                again[0] = true;
                Affected affected = affected();
                QuotaAccount.Reservation reserved = shop.room().reserve(space, copy.counted() - counted());
                SizeBarrier.Change change = shop.quiet().change();
                return new PlannedChange<>(
                        affected,
                        () -> show(copy),
                        committed -> shop.propagation().above(target, committed.bytes()),
                        () -> {
                            change.close();
                            reserved.close();
                        });
            });
        }

        private Node finish(Committed committed) throws IOException {
            shop.syncFolder(target);
            if (committed.gone().isPresent()) {
                shop.discards().finish(committed.gone().get());
            }
            return committed.node();
        }

        /** The visible step, under the folder's lock. @return nothing when the name is no longer what it was */
        private Optional<Committed> show(DirEntry copy) throws IOException {
            if (!spec.source().isNone()) {
                original();
            }
            try (FolderLocks.Held held = shop.locks().hold(target.inode());
                    CallBuffer s = shop.scratches().take()) {
                DirEntry now = shop.tree().look(target, to.name());
                if (now == null ? current != null : !now.isSame(current)) {
                    return Optional.empty();
                }
                judge(now);
                shop.tree().requireLive(target);
                FolderEdit edit = new FolderEdit(shop.tree(), s, target);
                ReplacingRename.Coming coming = new ReplacingRename.Coming(
                        ReplacingRename.Origin.OURS, shop.temp().fd(), temp, from, copy);
                Optional<NodeDisposal.Gone> gone = Optional.empty();
                if (now != null) {
                    gone = Optional.of(taking.over(s, coming, new ReplacingRename.Going(target, to, now, space)));
                } else {
                    int renamed = taking.free(s, coming, target, to.name());
                    if (renamed == -Errno.EEXIST) {
                        return Optional.empty(); // another program was faster
                    }
                    taking.check(renamed, from, to);
                }
                long bytes = copy.counted() - (now == null ? 0 : now.counted());
                edit.done(bytes, shop.propagation().now());
                shop.index().note(copy.id(), target.id(), to.name());
                Node node = shop.nodes().of(target, to.name(), copy);
                return Optional.of(new Committed(node, bytes, gone));
            }
        }

        /** Takes away an unfinished copy. */
        private void discard() {
            shop.discards().dispose(temp);
        }
    }
}
