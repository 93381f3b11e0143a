/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * What becomes of nodes that are deleted or replaced: with a trash they go there, else they are taken apart. The visible
 * step is taken under the lock of the folder at hand; {@link #finish} does the rest without it.
 */
final class NodeDisposal {

    private static final Logger LOG = LoggerFactory.getLogger(NodeDisposal.class);

    private final CallBufferPool scratches;
    private final NodeIndex index;
    private final TreePropagation propagation;
    private final TempFolder temp;
    private final TrashFolders kept;
    private final VersionStore versions;
    private final TrashStore store;
    private final boolean trash;
    private final Executor background;

    /**
     * @param trash whether there is one
     * @param background takes folders apart
     */
    NodeDisposal(
            CallBufferPool scratches,
            NodeIndex index,
            TreePropagation propagation,
            TempFolder temp,
            TrashFolders kept,
            VersionStore versions,
            TrashStore store,
            boolean trash,
            Executor background) {
        this.scratches = scratches;
        this.index = index;
        this.propagation = propagation;
        this.temp = temp;
        this.kept = kept;
        this.versions = versions;
        this.store = store;
        this.trash = trash;
        this.background = background;
    }

    boolean hasTrash() {
        return trash;
    }

    TrashStore store() {
        return store;
    }

    /**
     * What has left the tree.
     *
     * @param space where it was
     * @param child what it was
     * @param trashed its key in the trash
     * @param remains its name in the temporary folder, when it is to be taken apart
     */
    record Gone(SpaceId space, DirEntry child, Optional<String> trashed, Optional<String> remains) {}

    /** The trash of a space while something is put there; there is none when it is off. */
    private record Bin(Optional<OpenFolder> folder) implements AutoCloseable {
        @Override
        public void close() {
            folder.ifPresent(OpenFolder::close);
        }
    }

    private Bin bin(SpaceId space) throws IOException {
        return new Bin(trash ? Optional.of(kept.open(space)) : Optional.empty());
    }

    /**
     * Takes a node out of the tree.
     *
     * @param forGood whether it goes past the trash
     */
    Gone remove(CallBuffer s, ReplacingRename.Going going, boolean forGood) throws IOException {
        OpenFolder parent = going.folder();
        DirEntry child = going.child();
        RelPath path = going.path();
        SpaceId space = going.space();
        String name = path.name();
        String what = "to delete /" + path;
        try (Bin bin = forGood ? new Bin(Optional.empty()) : bin(space)) {
            if (bin.folder().isPresent()) {
                TrashStore.Placed placed = store.place(
                        s, parent.fd(), name, child, path, bin.folder().get(), TrashStore.Way.RENAME);
                if (placed.result() != -Errno.EXDEV) {
                    check(placed.result(), what);
                    return new Gone(space, child, Optional.of(placed.key()), Optional.empty());
                }
            }
        }
        index.forget(child.id());
        if (child.isFolder()) {
            int removed = Posix.removeEmptyFolder(s, parent.fd(), s.name(name));
            if (removed != -Errno.ENOTEMPTY && removed != -Errno.EEXIST) {
                check(removed, what);
                return new Gone(space, child, Optional.empty(), Optional.empty());
            }
        } else if (!versions.has(child.id())) {
            check(Posix.removeFile(s, parent.fd(), s.name(name)), what);
            return new Gone(space, child, Optional.empty(), Optional.empty());
        }
        String remains = temp.goneName();
        int renamed = Posix.rename(s, parent.fd(), s.name(name), temp.fd(), s.other(remains), 0);
        if (renamed == -Errno.EXDEV && !child.isFolder()) {
            renamed = Posix.removeFile(s, parent.fd(), s.name(name));
        }
        check(renamed, what);
        return new Gone(space, child, Optional.empty(), Optional.of(remains));
    }

    private static void check(int result, String what) throws IOException {
        if (result < 0) {
            throw Errno.raise(result, what);
        }
    }

    /** What makes the node that takes the name visible. */
    interface Step {
        /** Takes the step. @return 0, or the negated error number */
        int take() throws IOException;
    }

    /**
     * Lets another node take the name of one that is no folder, in one step, and keeps the replaced one.
     *
     * @param step the renaming that replaces
     * @return nothing, and nothing was done, for a file that may have no second name
     */
    Optional<Gone> replaceFile(CallBuffer s, ReplacingRename.Going going, Step step) throws IOException {
        DirEntry child = going.child();
        OpenFolder parent = going.folder();
        String what = "to replace /" + going.path();
        try (Bin bin = bin(going.space())) {
            if (bin.folder().isPresent()) {
                OpenFolder folder = bin.folder().get();
                TrashStore.Placed placed =
                        store.place(s, parent.fd(), going.name(), child, going.path(), folder, TrashStore.Way.LINK);
                if (placed.result() == -Errno.EPERM) {
                    return Optional.empty();
                }
                if (placed.result() != -Errno.EXDEV) {
                    check(placed.result(), what);
                    int taken = step.take();
                    if (taken < 0) {
                        store.unplace(s, folder, placed);
                        check(taken, what);
                    }
                    return Optional.of(new Gone(going.space(), child, Optional.of(placed.key()), Optional.empty()));
                }
            }
        }
        Optional<String> remains = Optional.empty();
        if (versions.has(child.id())) {
            String gone = temp.goneName();
            int linked = LinkSyscalls.link(s, parent.fd(), s.name(going.name()), temp.fd(), s.other(gone));
            remains = linked == 0 ? Optional.of(gone) : Optional.empty();
        }
        int taken = step.take();
        if (taken < 0) {
            remains.ifPresent(gone -> Posix.removeFile(s, temp.fd(), s.name(gone)));
            check(taken, what);
        }
        index.forget(child.id());
        return Optional.of(new Gone(going.space(), child, Optional.empty(), remains));
    }

    /** Tells on a node what becomes of it when it stays in the temporary folder. @return whether it can bear that */
    boolean announce(CallBuffer s, int dirfd, String name, TrashRecord.Reason reason, RelPath path) {
        TrashRecord.Reason why = reason == TrashRecord.Reason.TRASH && !trash ? TrashRecord.Reason.GONE : reason;
        TrashRecord wayBack = new TrashRecord(why, propagation.now(), path);
        return LinkSyscalls.setText(s, dirfd, s.name(name), s.trashName(), wayBack.text()) >= 0;
    }

    /**
     * Takes what was replaced by an exchange of names.
     *
     * @param fd the open folder of ours in which it now is
     * @param name the name that it now bears
     */
    Gone exchanged(CallBuffer s, int fd, String name, ReplacingRename.Going going) throws IOException {
        DirEntry child = going.child();
        try (Bin bin = bin(going.space())) {
            if (bin.folder().isPresent()) {
                TrashStore.Placed placed = store.place(
                        s, fd, name, child, going.path(), bin.folder().get(), TrashStore.Way.RENAME);
                check(placed.result(), "to put /" + going.path() + " into the trash");
                return new Gone(going.space(), child, Optional.of(placed.key()), Optional.empty());
            }
        }
        index.forget(child.id());
        String remains = temp.goneName();
        int renamed = Posix.rename(s, fd, s.name(name), temp.fd(), s.other(remains), 0);
        check(renamed, "to replace /" + going.path());
        return new Gone(going.space(), child, Optional.empty(), Optional.of(remains));
    }

    /** Puts something back that was taken out of the tree by {@link #remove}, because the next step failed. */
    void undo(CallBuffer s, Gone gone, OpenFolder parent, String name) throws IOException {
        if (gone.trashed().isPresent()) {
            String key = gone.trashed().get();
            try (Bin bin = bin(gone.space())) {
                int fd = bin.folder().orElseThrow().fd();
                Posix.rename(s, fd, s.path(TrashStore.pathOf(key)), parent.fd(), s.other(name), Posix.RENAME_NOREPLACE);
                if (TrashStore.isWrapped(key)) {
                    Posix.removeEmptyFolder(s, fd, s.name(key));
                }
            }
        } else if (gone.remains().isPresent()) {
            String remains = gone.remains().get();
            Posix.rename(s, temp.fd(), s.name(remains), parent.fd(), s.other(name), Posix.RENAME_NOREPLACE);
        }
        gone.trashed().ifPresent(store.arrivals()::end);
        index.note(gone.child().id(), parent.id(), name);
    }

    /** Counts what went into the trash, or takes apart what did not. Without locks. */
    void finish(Gone gone) throws IOException {
        if (gone.trashed().isPresent()) {
            try (OpenFolder bin = kept.open(gone.space())) {
                propagation.from(bin, gone.child().counted());
            } finally {
                store.arrivals().end(gone.trashed().get());
            }
        }
        gone.remains().ifPresent(this::dispose);
    }

    /** Takes apart what lies in the temporary folder: a file now, a folder in the background. */
    void dispose(String remains) {
        temp.begin(remains);
        try {
            if (temp.disposeFile(remains, this::forget)) {
                temp.end(remains);
                return;
            }
            background.execute(() -> {
                try {
                    temp.dispose(remains, this::forget);
                } finally {
                    temp.end(remains);
                }
            });
        } catch (WeftException | IOException failure) {
            temp.end(remains);
            LOG.warn("temp_not_removed name={} error={}", remains, failure.getMessage());
        }
    }

    /** A node is no more; so nothing of it is. */
    private void forget(Id id) {
        index.forget(id);
        versions.drop(id);
    }

    /** Takes all that is in the trash of a space apart. */
    void purgeAll(SpaceId space) throws IOException {
        Optional<OpenFolder> found = kept.find(space);
        if (found.isEmpty()) {
            return;
        }
        String remains = temp.goneName();
        try (OpenFolder bin = found.get();
                CallBuffer s = scratches.take()) {
            index.forget(bin.id());
            int renamed = Posix.rename(s, kept.fd(), s.name(space.value()), temp.fd(), s.other(remains), 0);
            if (renamed == -Errno.ENOENT) {
                return;
            }
            check(renamed, "to remove the trash of a space");
        }
        dispose(remains);
    }

    /** Moves a node from the trash, or from below one that is there, to where it is taken apart. */
    void purge(TrashStore.Located item, DirEntry child) throws IOException {
        String remains = temp.goneName();
        try (CallBuffer s = scratches.take()) {
            OpenFolder folder = item.folder();
            int renamed = Posix.rename(s, folder.fd(), s.name(item.name()), temp.fd(), s.other(remains), 0);
            if (renamed == -Errno.ENOENT) {
                throw new WeftException.NotFound("it is no longer in the trash");
            }
            check(renamed, "to delete something in the trash");
            index.forget(child.id());
        }
        propagation.from(item.folder(), -child.counted());
        dispose(remains);
    }
}
