/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.write.Commit;

/** Moves nodes. What a moved node replaces goes the way of what is deleted; {@link ReplacingRename} tells how. */
final class NodeMover {

    private final WriteContext shop;
    private final ReplacingRename taking;

    NodeMover(WriteContext shop) {
        this.shop = shop;
        this.taking = new ReplacingRename(shop);
    }

    Node move(RelPath from, RelPath to, MoveSpec spec) throws IOException {
        judge(from, to);
        try (OpenFolder source = shop.tree().openNamed(from.parent(), FolderTree.Purpose.STAT);
                OpenFolder target = shop.tree().openNamed(to.parent(), FolderTree.Purpose.CHANGE)) {
            return new Attempt(source, from, target, to, spec).run();
        }
    }

    private void judge(RelPath from, RelPath to) {
        if (from.isRoot() || to.isRoot()) {
            throw new WeftException.Forbidden("the root of a storage is neither moved nor replaced");
        }
        if (to.startsWith(from)) {
            throw new WeftException.Conflict("/" + to + " lies in /" + from + " or is the same; nothing was moved");
        }
        if (from.startsWith(to)) {
            throw new WeftException.Conflict("/" + from + " lies in /" + to + ", which it would replace");
        }
        WriteContext.requireOurs(to);
        shop.spaces().requireNoSpace(from);
        shop.spaces().requireNoSpace(to);
    }

    /** One move under way. */
    private final class Attempt {
        private final OpenFolder source;
        private final RelPath from;
        private final OpenFolder target;
        private final RelPath to;
        private final MoveSpec spec;
        private final SpaceId space;

        Attempt(OpenFolder source, RelPath from, OpenFolder target, RelPath to, MoveSpec spec) {
            this.source = source;
            this.from = from;
            this.target = target;
            this.to = to;
            this.spec = spec;
            this.space = shop.spaces().spaceOf(to);
        }

        private record Moved(Node node, long bytes, long replaced, Optional<NodeDisposal.Gone> gone) {}

        Node run() throws IOException {
            boolean sameSpace = space.equals(shop.spaces().spaceOf(from));
            Moved moved = Commit.run(spec.guard(), () -> {
                DirEntry moving = shop.tree().find(source, from.name());
                if (moving == null) {
                    throw new WeftException.NotFound("there is no /" + from);
                }
                DirEntry replaced = shop.tree().findTarget(target, to.name());
                judge(moving, replaced);
                requireSameTarget(moving);
                Affected affected = new Affected(
                        space,
                        parents(),
                        to,
                        Optional.of(shop.nodes().of(source, from.name(), moving)),
                        Optional.ofNullable(node(replaced)));
                long freed = replaced == null || shop.discards().hasTrash() ? 0 : replaced.counted();
                QuotaAccount.Reservation reserved =
                        shop.room().reserve(space, sameSpace ? 0 : moving.counted() - freed);
                SizeBarrier.Change change = shop.quiet().change();
                return new PlannedChange<>(affected, () -> commit(moving, replaced), this::finish, () -> {
                    change.close();
                    reserved.close();
                });
            });
            return moved.node();
        }

        private List<Node> parents() throws IOException {
            Node into = shop.nodes().of(target);
            return source.inode() == target.inode()
                    ? List.of(into)
                    : List.of(shop.nodes().of(source), into);
        }

        private @Nullable Node node(@Nullable DirEntry replaced) {
            return replaced == null ? null : shop.nodes().of(target, to.name(), replaced);
        }

        private void judge(DirEntry moving, @Nullable DirEntry replaced) {
            spec.source().check(shop.nodes().of(source, from.name(), moving));
            spec.target().check(node(replaced));
            if (replaced != null && replaced.kind() == Kind.SYMLINK) {
                shop.requireShown(target, to, replaced);
            }
            if (replaced != null && !spec.overwrite()) {
                throw new WeftException.AlreadyExists("/" + to + " exists already");
            }
        }

        /** Refuses to move a link to where it would lead elsewhere, or nowhere: whoever moves it sees what it leads to. */
        private void requireSameTarget(DirEntry moving) throws IOException {
            if (moving.kind() != Kind.SYMLINK || from.parent().equals(to.parent())) {
                return;
            }
            Optional<RelPath> now = shop.ways().target(source, from.name());
            Optional<RelPath> then =
                    shop.ways().resolve(to.parent(), shop.tree().target(source, from.name()));
            if (!now.equals(then)) {
                throw new WeftException.Conflict(
                        "/" + from + " is a symbolic link, which would no longer lead to the same" + " thing at /" + to
                                + "; copy it to have the content there");
            }
        }

        private void finish(Moved moved) throws IOException {
            if (source.inode() == target.inode()) {
                shop.propagation().above(target, -moved.replaced());
            } else {
                shop.propagation().above(target, moved.bytes() - moved.replaced());
                shop.propagation().above(source, -moved.bytes());
                shop.syncFolder(target);
            }
            shop.syncFolder(source);
            if (moved.gone().isPresent()) {
                shop.discards().finish(moved.gone().get());
            }
        }

        /** The visible step, under both folders' locks. @return nothing when the names are no longer what they were */
        private Optional<Moved> commit(DirEntry moving, @Nullable DirEntry replaced) throws IOException {
            try (FolderLocks.Held held = shop.locks().hold(source.inode(), target.inode());
                    CallBuffer s = shop.scratches().take()) {
                DirEntry movingNow = shop.tree().look(source, from.name());
                DirEntry replacedNow = shop.tree().look(target, to.name());
                boolean same = moving.isSame(movingNow)
                        && (replaced == null ? replacedNow == null : replaced.isSame(replacedNow));
                if (movingNow == null || !same) {
                    return Optional.empty();
                }
                judge(movingNow, replacedNow);
                shop.tree().requireLive(target);
                FolderEdit sourceEdit = new FolderEdit(shop.tree(), s, source);
                FolderEdit targetEdit = new FolderEdit(shop.tree(), s, target);
                ReplacingRename.Coming coming = new ReplacingRename.Coming(
                        ReplacingRename.Origin.TREE, source.fd(), from.name(), from, movingNow);
                Optional<NodeDisposal.Gone> gone = Optional.empty();
                if (replacedNow != null) {
                    gone = Optional.of(
                            taking.over(s, coming, new ReplacingRename.Going(target, to, replacedNow, space)));
                } else {
                    int renamed = taking.free(s, coming, target, to.name());
                    if (renamed == -Errno.EEXIST) {
                        return Optional.empty(); // another program was faster
                    }
                    taking.check(renamed, from, to);
                }
                long bytes = movingNow.counted();
                long less = replacedNow == null ? 0 : replacedNow.counted();
                long now = shop.propagation().now();
                if (source.inode() == target.inode()) {
                    targetEdit.done(-less, now);
                } else {
                    sourceEdit.done(-bytes, now);
                    targetEdit.done(bytes - less, now);
                }
                shop.index().note(movingNow.id(), target.id(), to.name());
                return Optional.of(new Moved(shop.nodes().of(target, to.name(), movingNow), bytes, less, gone));
            }
        }
    }
}
