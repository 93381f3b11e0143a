/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.storage.RelPath;

/** Each caller's personal space. Thread-safe. */
final class HomeResolver implements PathResolver {

    private final Supplier<MountTable> mounts;
    private final LocationFactory locations;
    private final ReceivedFolders received;

    /** @param received what homes show of what was received */
    HomeResolver(Supplier<MountTable> mounts, LocationFactory locations, ReceivedFolders received) {
        this.mounts = mounts;
        this.locations = locations;
        this.received = received;
    }

    @Override
    public Optional<Resolved> resolve(Caller caller, RelPath path) {
        return mounts.get()
                .at(path)
                .filter(Mount::isHome)
                .map(mount -> locations.atHome(caller, mount, path.relativeTo(mount.path())));
    }

    @Override
    public List<TreeEntry> children(Caller caller, RelPath folder) {
        if (!folder.equals(Mount.HOME.parent())) {
            return List.of();
        }
        return mounts.get().mountedAt(Mount.HOME).stream()
                .<TreeEntry>map(mount -> new TreeEntry.Top(Mount.HOME.name(), () -> top(caller, mount)))
                .toList();
    }

    private Optional<Resource> top(Caller caller, Mount mount) {
        return TopLook.at(mount.name(), () -> locations.atHome(caller, mount, RelPath.root()))
                .map(home -> received.withReceivedEtag(caller, Target.path(Mount.HOME), home));
    }
}
