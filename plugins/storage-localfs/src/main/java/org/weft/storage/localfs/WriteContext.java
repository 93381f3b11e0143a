/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.write.Commit;

/** What everything that changes the tree works with. */
record WriteContext(
        CallBufferPool scratches,
        FolderTree tree,
        SymlinkResolver ways,
        Nodes nodes,
        SpaceTable spaces,
        NodeIndex index,
        FolderLocks locks,
        TreePropagation propagation,
        SizeBarrier quiet,
        TempFolder temp,
        TrashFolders kept,
        VersionStore versions,
        NodeDisposal discards,
        QuotaAccount room,
        Set<Checksum.Algorithm> digests,
        boolean durable) {

    /** Refuses to replace what nobody sees. */
    void requireShown(OpenFolder folder, RelPath path, DirEntry child) {
        if (nodes.of(folder, path.name(), child).kind() == Kind.SYMLINK) {
            throw hiddenLink(path);
        }
    }

    /** What is told of a link that leads nowhere that may be served, and that nothing replaces unseen. */
    static WeftException.Conflict hiddenLink(RelPath path) {
        return new WeftException.Conflict("the name /" + path
                + " is taken by a symbolic link that is not shown here, since it does not lead to something in its"
                + " space; choose another");
    }

    /** Refuses to make anything where our own files are. */
    static void requireOurs(RelPath path) {
        if (FolderTree.isReserved(path)) {
            throw new WeftException.InvalidArgument(
                    "the name " + FolderTree.RESERVED + " is reserved in the root folder");
        }
    }

    /** A change that is never stale: its step takes a free name or fails. */
    static <T> Commit.Planner<T> once(Affected what, Making<T> step) {
        return () -> new Commit.Plan<>() {
            @Override
            public Affected affected() {
                return what;
            }

            @Override
            public Attempt<T> take() throws IOException {
                return Attempt.committed(step.make());
            }
        };
    }

    /** A step that is never stale. */
    @FunctionalInterface
    interface Making<T> {
        T make() throws IOException;
    }

    void check(long result, String what) throws IOException {
        if (result < 0) {
            throw Errno.raise(result, what);
        }
    }

    /** Refuses to go on when a name could not be made in a folder. */
    void checkMade(int made, RelPath path) throws IOException {
        if (made == -Errno.ENOENT) {
            throw WeftException.NotFound.parent("the folder of /" + path + " was deleted meanwhile");
        }
        if (made == -Errno.EEXIST) {
            throw new WeftException.AlreadyExists("/" + path + " exists already");
        }
        check(made, "to make /" + path);
    }

    void sync(StagedFile file) throws IOException {
        if (durable) {
            file.sync();
        }
    }

    /** Waits until what is known of a name is on the disk; of one that is gone already, nothing need be. */
    void syncChild(OpenFolder folder, String name) throws IOException {
        if (durable) {
            Path child = Path.of("/proc/self/fd/" + folder.fd(), name);
            try (FileChannel channel = FileChannel.open(child, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                channel.force(true);
            } catch (NoSuchFileException gone) {
                return;
            }
        }
    }

    /** Waits until a folder's names are on the disk. Through the JDK, which lets other threads run meanwhile. */
    void syncFolder(OpenFolder folder) throws IOException {
        if (durable) {
            try (FileChannel channel =
                    FileChannel.open(Path.of("/proc/self/fd/" + folder.fd()), StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
