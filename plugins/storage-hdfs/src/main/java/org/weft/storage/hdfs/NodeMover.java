/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.write.Commit;

/**
 * Moves nodes, also out of the trash. Onto a free name and file over file it is one step of the name node. A folder that is
 * replaced, or that replaces a file, can't go in the same step: it is put aside first, and comes back when the source can't
 * follow.
 */
final class NodeMover {

    private final WriteContext shop;

    NodeMover(WriteContext shop) {
        this.shop = shop;
    }

    Node move(HdfsClient as, RelPath from, RelPath to, MoveSpec spec) throws IOException {
        if (from.isRoot() || to.isRoot()) {
            throw new WeftException.Forbidden("the root of a storage is neither moved nor replaced");
        }
        if (to.startsWith(from)) {
            throw new WeftException.Conflict("/" + to + " lies in /" + from + " or is the same; nothing was moved");
        }
        if (from.startsWith(to)) {
            throw new WeftException.Conflict("/" + from + " lies in /" + to + ", which it would replace");
        }
        Names.requireOurs(to);
        shop.spaces().requireNoSpace(from);
        shop.spaces().requireNoSpace(to);
        FoundFolder source = shop.tree().open(as, from.parent(), Tree.Purpose.STAT);
        FoundFolder target = shop.tree().open(as, to.parent(), Tree.Purpose.CHANGE);
        return new Attempt(as, source, from.name(), target, to, spec, true).run();
    }

    /**
     * Brings something back from the trash.
     *
     * @param source the folder in the trash that it lies in
     */
    Node restore(HdfsClient as, FoundFolder source, String name, RelPath to, boolean overwrite, Guard guard)
            throws IOException {
        if (to.isRoot()) {
            throw new WeftException.Forbidden("the root of a storage is not replaced");
        }
        Names.requireOurs(to);
        shop.spaces().requireNoSpace(to);
        FoundFolder target = shop.tree().open(as, to.parent(), Tree.Purpose.CHANGE);
        MoveSpec spec = new MoveSpec(overwrite, Precondition.none(), Precondition.none(), guard);
        return new Attempt(as, source, name, target, to, spec, false).run();
    }

    /** One move under way. */
    private final class Attempt {
        private final HdfsClient as;
        private final FoundFolder source;
        private final String name;
        private final FoundFolder target;
        private final RelPath to;
        private final MoveSpec spec;

        /** Whether the source is in the tree; else it is in the trash, and nothing that the guard is told of. */
        private final boolean inTree;

        Attempt(
                HdfsClient as,
                FoundFolder source,
                String name,
                FoundFolder target,
                RelPath to,
                MoveSpec spec,
                boolean inTree) {
            this.as = as;
            this.source = source;
            this.name = name;
            this.target = target;
            this.to = to;
            this.spec = spec;
            this.inTree = inTree;
        }

        private boolean isWithinFolder() {
            return source.inode() == target.inode();
        }

        Node run() throws IOException {
            QuotaAccount.Making room = shop.room().making(to);
            return Commit.run(spec.guard(), () -> {
                DirEntry moving = look();
                if (moving == null) {
                    throw new WeftException.NotFound("there is no " + what());
                }
                DirEntry replaced = shop.tree().look(as, target, to.name());
                judge(moving, replaced);
                Affected affected = new Affected(
                        shop.spaces().spaceOf(to),
                        parents(),
                        to,
                        inTree ? Optional.of(shop.nodes().of(source, moving)) : Optional.empty(),
                        Optional.ofNullable(replacedNode(replaced)));
                room.make(() -> growth(moving, replaced));
                return new WriteContext.Planned<>(affected, () -> commit(moving, replaced, room));
            });
        }

        private String what() {
            return inTree ? "/" + source.path().resolve(name) : "such item in the trash";
        }

        private @Nullable DirEntry look() {
            if (inTree) {
                return shop.tree().look(as, source, name);
            }
            InodeStatus status = as.stat(source.place(name));
            return status == null
                    ? null
                    : new DirEntry(name, status, shop.marks().of(as, source.place(name), status));
        }

        private List<Node> parents() {
            Node into = shop.nodes().of(target);
            return isWithinFolder() || !inTree
                    ? List.of(into)
                    : List.of(shop.nodes().of(source), into);
        }

        private @Nullable Node replacedNode(@Nullable DirEntry replaced) {
            return replaced == null ? null : shop.nodes().of(target, replaced);
        }

        private void judge(DirEntry moving, @Nullable DirEntry replaced) {
            if (inTree) {
                spec.source().check(shop.nodes().of(source, moving));
            }
            spec.target().check(replacedNode(replaced));
            if (replaced != null && !spec.overwrite()) {
                throw new WeftException.AlreadyExists("/" + to + " exists already");
            }
        }

        /** The visible step. @return null when the names are no longer what they were */
        private @Nullable Node commit(DirEntry moving, @Nullable DirEntry replaced, QuotaAccount.Making room)
                throws IOException {
            boolean sameSpace =
                    inTree && shop.spaces().spaceOf(to).equals(shop.spaces().spaceOf(source.path()));
            try (WriteContext.Locks locks = shop.lock(sameSpace ? Optional.empty() : Optional.of(to), source, target)) {
                DirEntry movingNow = look();
                DirEntry replacedNow = shop.tree().look(as, target, to.name());
                if (movingNow == null || !movingNow.isSame(moving) || !isSame(replacedNow, replaced)) {
                    return null;
                }
                judge(movingNow, replacedNow);
                if (!sameSpace && inTree && !room.isThere(growth(movingNow, replacedNow))) {
                    return null;
                }
                return go(movingNow, replacedNow, size(movingNow), gone(replacedNow));
            }
        }

        private static boolean isSame(@Nullable DirEntry now, @Nullable DirEntry before) {
            return now == null ? before == null : before != null && now.isSame(before);
        }

        private long growth(DirEntry moving, @Nullable DirEntry replaced) {
            return size(moving) - gone(replaced);
        }

        private long gone(@Nullable DirEntry replaced) {
            return replaced == null ? 0 : shop.nodes().of(target, replaced).size();
        }

        private long size(DirEntry child) {
            if (inTree) {
                return shop.nodes().of(source, child).size();
            }
            return child.isFolder()
                    ? as.bytesBelow(source.place(child.name()))
                    : child.status().size();
        }

        private @Nullable Node go(DirEntry moving, @Nullable DirEntry replaced, long bytes, long gone) {
            List<FoundFolder> shown = new ArrayList<>(List.of(target));
            List<Long> growth = new ArrayList<>(List.of(isWithinFolder() ? -gone : bytes - gone));
            if (inTree && !isWithinFolder()) {
                shown.add(source);
                growth.add(-bytes);
            }
            if (replaced != null) {
                shop.keep().before(target, replaced);
            }
            TreePropagation.Change change = shop.folders().begin(shown);
            String from = source.place(name);
            String into = shop.tree().place(to); // by its path: a folder that is gone takes nothing
            boolean aside = replaced != null && (replaced.isFolder() || moving.isFolder());
            try {
                change.make(
                        () -> {
                            if (aside) {
                                replaceInTwoSteps(from, into);
                            } else {
                                as.rename(from, into, replaced != null, "to move " + what() + " to /" + to);
                            }
                        },
                        () -> FolderOperations.isAt(as, into, moving.inode()));
            } catch (WeftException.AlreadyExists faster) {
                return null; // another program was
            } catch (WeftException.NotFound missing) {
                throw WeftException.NotFound.parent("the folder of /" + to + " was deleted meanwhile");
            }
            boolean movesFolder = moving.isFolder() || (replaced != null && replaced.isFolder());
            change.made(growth, replaced == null ? null : replaced.inode(), movesFolder);
            shop.links().note(moving.inode(), target.inode(), to.name());
            InodeStatus moved = as.stat(into);
            DirEntry child = moved == null || moved.inode() != moving.inode()
                    ? new DirEntry(to.name(), moving.status(), moving.mark())
                    : new DirEntry(to.name(), moved, moving.mark());
            return shop.nodes().of(target, child);
        }

        private void replaceInTwoSteps(String from, String into) {
            String aside = shop.temps().fresh();
            as.rename(into, aside, false, "to replace /" + to);
            try {
                as.rename(from, into, false, "to move " + what() + " to /" + to);
            } catch (WeftException failure) {
                as.rename(aside, into, false, "to put /" + to + " back");
                throw failure;
            }
            shop.temps().discard(as, aside);
        }
    }
}
