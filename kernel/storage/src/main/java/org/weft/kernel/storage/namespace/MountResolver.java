/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.Caller;
import org.weft.spi.storage.RelPath;

/** Storages that are mounted in the tree and are seen as a whole. Thread-safe. */
final class MountResolver implements PathResolver {

    private final Supplier<MountTable> mounts;
    private final LocationFactory locations;

    MountResolver(Supplier<MountTable> mounts, LocationFactory locations) {
        this.mounts = mounts;
        this.locations = locations;
    }

    @Override
    public Optional<Resolved> resolve(Caller caller, RelPath path) {
        return mounts.get()
                .at(path)
                .filter(mount -> !mount.isHome())
                .map(mount -> locations.inMount(caller, mount, path.relativeTo(mount.path())));
    }

    @Override
    public List<TreeEntry> children(Caller caller, RelPath folder) {
        MountTable table = mounts.get();
        List<TreeEntry> tops = new ArrayList<>();
        for (String name : table.namesBelow(folder)) {
            table.mountedAt(folder.resolve(name))
                    .filter(mount -> !mount.isHome())
                    .ifPresent(mount -> tops.add(new TreeEntry.Top(name, () -> top(caller, mount))));
        }
        return tops;
    }

    private Optional<Resource> top(Caller caller, Mount mount) {
        return TopLook.at(mount.name(), () -> locations.inMount(caller, mount, RelPath.root()));
    }
}
