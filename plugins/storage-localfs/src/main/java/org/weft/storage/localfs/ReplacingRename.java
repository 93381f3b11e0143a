/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.Optional;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * Lets a node take the name of another one. Two files change by one renaming. Where a folder is involved, the node that
 * comes is taken into {@code .weft} first and changes places with the other one there, so that the name always stands for
 * one of the two, and nobody ever sees the replaced one under the name that the other came from. A crash in between
 * leaves a node in {@code .weft} that tells where it belongs; the next start puts it there.
 */
final class ReplacingRename {

    private final WriteContext shop;

    ReplacingRename(WriteContext shop) {
        this.shop = shop;
    }

    /** Where a node comes from. */
    enum Origin {
        /** From the tree, where it is seen. */
        TREE,
        /** From the temporary folder, or an item in the trash: from where what it replaces may stay for a moment. */
        OURS,
        /** From below an item in the trash. */
        DEEP
    }

    /**
     * A node that comes.
     *
     * @param fd the open folder that it lies in
     * @param name the name there
     * @param path where it was in the tree, or what it is called in messages
     */
    record Coming(Origin origin, int fd, String name, RelPath path, DirEntry child) {}

    /**
     * A node that is replaced.
     *
     * @param space where it is
     */
    record Going(OpenFolder folder, RelPath path, DirEntry child, SpaceId space) {
        String name() {
            return path.name();
        }
    }

    /** Takes a free name. @return 0, or the negated error number */
    int free(CallBuffer s, Coming coming, OpenFolder target, String name) {
        return Posix.rename(s, coming.fd(), s.name(coming.name()), target.fd(), s.other(name), Posix.RENAME_NOREPLACE);
    }

    void check(int renamed, RelPath from, RelPath to) throws IOException {
        if (renamed == -Errno.ENOENT) {
            throw WeftException.NotFound.parent("the folder of /" + to + " was deleted meanwhile");
        }
        shop.check(renamed, "to bring /" + from + " to /" + to);
    }

    /** Takes the name of another node. Under the locks of both folders. */
    NodeDisposal.Gone over(CallBuffer s, Coming coming, Going going) throws IOException {
        Optional<NodeDisposal.Gone> gone = Optional.empty();
        if (!coming.child().isFolder() && !going.child().isFolder()) {
            NodeDisposal.Step step = () -> rename(s, coming, going, 0);
            gone = shop.discards().replaceFile(s, going, step);
        } else if (coming.origin() != Origin.DEEP) {
            gone = byExchange(s, coming, going);
        }
        return gone.isPresent() ? gone.get() : inTwoSteps(s, coming, going);
    }

    private static int rename(CallBuffer s, Coming coming, Going going, int flags) {
        return Posix.rename(
                s, coming.fd(), s.name(coming.name()), going.folder().fd(), s.other(going.name()), flags);
    }

    /** @return nothing, and nothing was done, when a node can't bear an attribute or names can't be exchanged */
    private Optional<NodeDisposal.Gone> byExchange(CallBuffer s, Coming coming, Going going) throws IOException {
        NodeDisposal discards = shop.discards();
        if (!discards.announce(s, going.folder().fd(), going.name(), TrashRecord.Reason.TRASH, going.path())) {
            return Optional.empty();
        }
        if (coming.origin() == Origin.OURS) {
            int exchanged = rename(s, coming, going, Posix.RENAME_EXCHANGE);
            if (exchanged == -Errno.EINVAL) {
                return Optional.empty();
            }
            check(exchanged, coming.path(), going.path());
            return Optional.of(discards.exchanged(s, coming.fd(), coming.name(), going));
        }
        return discards.announce(s, coming.fd(), coming.name(), TrashRecord.Reason.MOVE, coming.path())
                ? throughOurs(s, coming, going)
                : Optional.empty();
    }

    private Optional<NodeDisposal.Gone> throughOurs(CallBuffer s, Coming coming, Going going) throws IOException {
        int temp = shop.temp().fd();
        String hidden = shop.temp().freshName();
        shop.temp().begin(hidden);
        try {
            int taken = Posix.rename(s, coming.fd(), s.name(coming.name()), temp, s.other(hidden), 0);
            if (taken == -Errno.EXDEV) {
                return Optional.empty();
            }
            check(taken, coming.path(), going.path());
            Coming ours = new Coming(Origin.OURS, temp, hidden, coming.path(), coming.child());
            int exchanged = rename(s, ours, going, Posix.RENAME_EXCHANGE);
            if (exchanged < 0) {
                int back = Posix.rename(
                        s, temp, s.name(hidden), coming.fd(), s.other(coming.name()), Posix.RENAME_NOREPLACE);
                shop.check(back, "to leave /" + coming.path() + " where it was");
                if (exchanged == -Errno.EINVAL) {
                    return Optional.empty();
                }
                check(exchanged, coming.path(), going.path());
            }
            LinkSyscalls.removeAttribute(s, going.folder().fd(), s.name(going.name()), s.trashName());
            return Optional.of(shop.discards().exchanged(s, temp, hidden, going));
        } finally {
            shop.temp().end(hidden);
        }
    }

    /** The target goes first, and comes back when the source can't follow; for a moment its name is free. */
    private NodeDisposal.Gone inTwoSteps(CallBuffer s, Coming coming, Going going) throws IOException {
        NodeDisposal.Gone gone = shop.discards().remove(s, going, false);
        int renamed = rename(s, coming, going, Posix.RENAME_NOREPLACE);
        if (renamed < 0) {
            shop.discards().undo(s, gone, going.folder(), going.name());
            check(renamed, coming.path(), going.path());
        }
        return gone;
    }
}
