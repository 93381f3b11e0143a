/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/** Notes in the index where nodes are, as it is seen on the disk. Gives nobody an id. */
final class IndexUpdater {

    private static final int WINDOW = 256;

    private final FolderTree tree;
    private final CallBufferPool scratches;
    private final NodeIndex index;
    private final FolderLocks locks;
    private final TrashFolders kept;

    IndexUpdater(FolderTree tree, CallBufferPool scratches, NodeIndex index, FolderLocks locks, TrashFolders kept) {
        this.tree = tree;
        this.scratches = scratches;
        this.index = index;
        this.locks = locks;
        this.kept = kept;
    }

    /**
     * Notes children of a folder; writes only what is not known yet, and is still so under the folder's lock: who moves a
     * node meanwhile notes it too, and has the last word.
     */
    void children(OpenFolder folder, List<NamedEntry> children) throws IOException {
        List<NamedEntry> unknown = index.unknown(folder.id(), children);
        if (unknown.isEmpty()) {
            return;
        }
        try (FolderLocks.Held held = locks.hold(folder.inode())) {
            for (NamedEntry seen : unknown) {
                DirEntry now = tree.look(folder, seen.name());
                if (seen.child().isSame(now)) {
                    index.note(seen.child().id(), folder.id(), seen.name());
                }
            }
        }
        index.relieve();
    }

    /**
     * Notes every node of the tree and the trash that bears its id, so that afterwards no entry of the index tells of a
     * place that its node has left.
     */
    void all(BooleanSupplier stopped) throws IOException {
        Deque<RelPath> ahead = new ArrayDeque<>();
        ahead.push(RelPath.root());
        for (SpaceId space : kept.spaces()) {
            ahead.push(TrashFolders.pathOf(space));
        }
        while (!ahead.isEmpty() && !stopped.getAsBoolean()) {
            RelPath path = ahead.pop();
            OpenFolder folder = tree.peek(path);
            if (folder != null) {
                try (folder) {
                    if (TrashFolders.isTop(path)) {
                        index.note(folder.id(), NodeIndex.TRASH, path.name());
                    }
                    each(folder, ahead);
                }
            }
        }
        if (!stopped.getAsBoolean()) {
            index.placed();
        }
    }

    private void each(OpenFolder folder, Deque<RelPath> ahead) throws IOException {
        List<NamedEntry> window = new ArrayList<>(WINDOW);
        try (CallBuffer s = scratches.take();
                DirectoryReader reader = new DirectoryReader(folder.fd())) {
            while (reader.next(s)) {
                String name = reader.name();
                boolean own = folder.path().isRoot() && FolderTree.RESERVED.equals(name);
                DirEntry child = own || name == null ? null : tree.look(s, folder, reader.nativeName());
                if (name != null && child != null && name.indexOf('\\') < 0) {
                    if (child.isFolder()) {
                        ahead.push(folder.path().resolve(name));
                    }
                    if (bearsItsId(child)) {
                        window.add(new NamedEntry(name, child));
                    }
                }
                if (window.size() == WINDOW) {
                    children(folder, window);
                    window.clear();
                }
            }
        }
        if (!window.isEmpty()) {
            children(folder, window);
        }
    }

    private static boolean bearsItsId(DirEntry child) {
        @Nullable NodeAttribute attribute = child.attribute();
        return attribute != null && attribute.isFolder() == child.isFolder() && attribute.isOf(child.inode());
    }
}
