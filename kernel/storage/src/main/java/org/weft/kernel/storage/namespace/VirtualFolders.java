/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.spi.Caller;
import org.weft.spi.storage.RelPath;

/** The folders above the mounts, which exist because mounts lie below them. Thread-safe. */
final class VirtualFolders implements PathResolver {

    private final Supplier<MountTable> mounts;

    VirtualFolders(Supplier<MountTable> mounts) {
        this.mounts = mounts;
    }

    @Override
    public Optional<Resolved> resolve(Caller caller, RelPath path) {
        MountTable table = mounts.get();
        return table.at(path).isEmpty() && table.leadsToMounts(path)
                ? Optional.of(new Resolved.Virtual(path, false))
                : Optional.empty();
    }

    @Override
    public List<TreeEntry> children(Caller caller, RelPath folder) {
        MountTable table = mounts.get();
        return table.namesBelow(folder).stream()
                .filter(name -> table.mountedAt(folder.resolve(name)).isEmpty())
                .<TreeEntry>map(TreeEntry.Folder::new)
                .toList();
    }
}
