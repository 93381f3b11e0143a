/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.RelPath;

/**
 * Files that were about to be replaced: they have got their second name, in the trash, and a crash kept the new one from
 * taking the first. They were not replaced, so the second name goes.
 */
final class HalfReplacedFiles {

    private final WriteContext shop;

    HalfReplacedFiles(WriteContext shop) {
        this.shop = shop;
    }

    /** Takes an item out of the trash that is the file which lies where the item came from. @return whether it was one */
    boolean undo(OpenFolder bin, String key) throws IOException {
        TrashStore store = shop.discards().store();
        TrashRecord wayBack = TrashStore.isKey(key) ? store.wayBack(bin, key).orElse(null) : null;
        if (wayBack == null || wayBack.original().isRoot() || FolderTree.isReserved(wayBack.original())) {
            return false;
        }
        RelPath original = wayBack.original();
        try (TrashStore.Located item = store.locate(bin, key, RelPath.root())) {
            DirEntry child = item == null ? null : shop.tree().look(item.folder(), item.name());
            OpenFolder parent =
                    child == null || child.isFolder() ? null : shop.tree().peek(original.parent());
            if (child == null || parent == null) {
                return false;
            }
            try (parent) {
                return undo(bin, key, child, parent, original.name());
            }
        }
    }

    /** Under the lock of the folder, where nothing of ours is half done. */
    private boolean undo(OpenFolder bin, String key, DirEntry child, OpenFolder parent, String name)
            throws IOException {
        try (FolderLocks.Held held = shop.locks().hold(parent.inode());
                CallBuffer s = shop.scratches().take()) {
            @Nullable DirEntry live = shop.tree().look(parent, name);
            if (live == null || live.inode() != child.inode() || !live.isSame(child)) {
                return false;
            }
            shop.discards().store().unplace(s, bin, new TrashStore.Placed(0, key));
            LinkSyscalls.removeAttribute(s, parent.fd(), s.name(name), s.trashName());
            shop.index().note(live.id(), parent.id(), name);
            return true;
        }
    }
}
