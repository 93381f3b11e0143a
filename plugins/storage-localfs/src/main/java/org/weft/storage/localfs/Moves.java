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
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * Moves nodes. A target that is taken by a node of another kind, or by a folder, changes places with the source in one
 * system call, so that the target's name never stands for nothing; what was there is then removed from where the source
 * was.
 */
final class Moves {

    private final Workshop shop;
    private final TreeChanges changes;

    Moves(Workshop shop, TreeChanges changes) {
        this.shop = shop;
        this.changes = changes;
    }

    Node move(RelPath from, RelPath to, MoveSpec spec) throws IOException {
        judge(from, to);
        try (Folder source = shop.tree().open(from.parent(), Tree.Purpose.STAT);
                Folder target = shop.tree().open(to.parent(), Tree.Purpose.CHANGE)) {
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
        Workshop.requireOurs(to);
        shop.homes().requireNoSpace(from);
        shop.homes().requireNoSpace(to);
    }

    /** One move under way. */
    private final class Attempt {
        private final Folder source;
        private final RelPath from;
        private final Folder target;
        private final RelPath to;
        private final MoveSpec spec;

        Attempt(Folder source, RelPath from, Folder target, RelPath to, MoveSpec spec) {
            this.source = source;
            this.from = from;
            this.target = target;
            this.to = to;
            this.spec = spec;
        }

        private record Moved(Node node, long bytes, long replaced, Optional<String> remains) {}

        Node run() throws IOException {
            SpaceId space = shop.homes().spaceOf(to);
            boolean sameSpace = space.equals(shop.homes().spaceOf(from));
            while (true) {
                Child moving = shop.tree().find(source, from.name());
                if (moving == null) {
                    throw new WeftException.NotFound("there is no /" + from);
                }
                Child replaced = shop.tree().find(target, to.name());
                judge(moving, replaced);
                Affected affected = new Affected(
                        space,
                        parents(),
                        to,
                        Optional.of(shop.nodes().of(source, from.name(), moving)),
                        Optional.ofNullable(node(replaced)));
                spec.guard().check(affected);
                long growth = sameSpace ? 0 : moving.counted() - (replaced == null ? 0 : replaced.counted());
                try (Room.Reservation reserved = shop.room().reserve(space, growth);
                        Quiet.Change change = shop.quiet().change()) {
                    Optional<Moved> moved = Workshop.commit(spec.guard(), affected, () -> commit(moving, replaced));
                    if (moved.isPresent()) {
                        finish(moved.get());
                        return moved.get().node();
                    }
                }
            }
        }

        private List<Node> parents() throws IOException {
            Node into = shop.nodes().of(target);
            return source.inode() == target.inode()
                    ? List.of(into)
                    : List.of(shop.nodes().of(source), into);
        }

        private @Nullable Node node(@Nullable Child replaced) {
            return replaced == null ? null : shop.nodes().of(target, to.name(), replaced);
        }

        private void judge(Child moving, @Nullable Child replaced) {
            spec.source().check(shop.nodes().of(source, from.name(), moving));
            spec.target().check(node(replaced));
            if (replaced != null && !spec.overwrite()) {
                throw new WeftException.AlreadyExists("/" + to + " exists already");
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
            moved.remains().ifPresent(changes::dispose);
        }

        /** The visible step, under both folders' locks. @return nothing when the names are no longer what they were */
        private Optional<Moved> commit(Child moving, @Nullable Child replaced) throws IOException {
            try (FolderLocks.Held held = shop.locks().hold(source.inode(), target.inode());
                    Scratch s = shop.scratches().take()) {
                Child movingNow = shop.tree().look(source, from.name());
                Child replacedNow = shop.tree().look(target, to.name());
                boolean same = moving.isSame(movingNow)
                        && (replaced == null ? replacedNow == null : replaced.isSame(replacedNow));
                if (movingNow == null || !same) {
                    return Optional.empty();
                }
                judge(movingNow, replacedNow);
                FolderEdit sourceEdit = new FolderEdit(shop.tree(), s, source);
                FolderEdit targetEdit = new FolderEdit(shop.tree(), s, target);
                Optional<String> remains = Optional.empty();
                if (replacedNow != null && (replacedNow.isFolder() || movingNow.isFolder())) {
                    remains = exchange(s, replacedNow);
                } else {
                    int flags = replacedNow == null ? Posix.RENAME_NOREPLACE : 0;
                    int renamed = rename(s, flags);
                    if (renamed == -Errno.EEXIST) {
                        return Optional.empty(); // another program was faster
                    }
                    check(renamed);
                }
                long bytes = movingNow.counted();
                long gone = replacedNow == null ? 0 : replacedNow.counted();
                long now = shop.propagation().now();
                if (source.inode() == target.inode()) {
                    targetEdit.done(-gone, now);
                } else {
                    sourceEdit.done(-bytes, now);
                    targetEdit.done(bytes - gone, now);
                }
                if (replacedNow != null) {
                    shop.index().forget(replacedNow.id());
                }
                shop.index().note(movingNow.id(), target.id(), to.name());
                return Optional.of(new Moved(shop.nodes().of(target, to.name(), movingNow), bytes, gone, remains));
            }
        }

        private int rename(Scratch s, int flags) {
            return Posix.rename(s, source.fd(), s.name(from.name()), target.fd(), s.other(to.name()), flags);
        }

        private void check(int renamed) throws IOException {
            if (renamed == -Errno.ENOENT) {
                throw WeftException.NotFound.parent("the folder of /" + to + " was deleted meanwhile");
            }
            shop.check(renamed, "to move /" + from + " to /" + to);
        }

        /** Lets both names change places and takes away what is then at the source's. */
        private Optional<String> exchange(Scratch s, Child replaced) throws IOException {
            int exchanged = rename(s, Posix.RENAME_EXCHANGE);
            if (exchanged == -Errno.EINVAL) {
                return replaceInTwoSteps(s);
            }
            check(exchanged);
            if (!replaced.isFolder()) {
                shop.check(Posix.removeFile(s, source.fd(), s.name(from.name())), "to replace /" + to);
                return Optional.empty();
            }
            int removed = Posix.removeEmptyFolder(s, source.fd(), s.name(from.name()));
            if (removed == 0) {
                return Optional.empty();
            }
            String remains = shop.temp().freshName();
            shop.check(
                    Posix.rename(
                            s, source.fd(), s.name(from.name()), shop.temp().fd(), s.other(remains), 0),
                    "to replace /" + to);
            return Optional.of(remains);
        }

        /** For file systems that can't exchange: the target goes first, and comes back when the source can't follow. */
        private Optional<String> replaceInTwoSteps(Scratch s) throws IOException {
            String remains = shop.temp().freshName();
            check(Posix.rename(s, target.fd(), s.name(to.name()), shop.temp().fd(), s.other(remains), 0));
            int renamed = rename(s, Posix.RENAME_NOREPLACE);
            if (renamed < 0) {
                Posix.rename(s, shop.temp().fd(), s.name(remains), target.fd(), s.other(to.name()), 0);
                check(renamed);
            }
            return Optional.of(remains);
        }
    }
}
