/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.spi.Caller;
import org.weft.spi.storage.RelPath;

/** What public links lead to, each below {@code public} by its token, unless something is mounted there. Thread-safe. */
final class LinkResolver implements PathResolver {

    private static final RelPath PUBLIC = TreeFolders.PUBLIC;

    private final Supplier<MountTable> mounts;
    private final LinkTargets links;
    private final ReceivedLocations locations;

    LinkResolver(Supplier<MountTable> mounts, LinkTargets links, ReceivedLocations locations) {
        this.mounts = mounts;
        this.links = links;
        this.locations = locations;
    }

    @Override
    public Optional<Resolved> resolve(Caller caller, RelPath path) {
        if (!path.startsWith(PUBLIC) || !mounts.get().isFree(path)) {
            return Optional.empty();
        }
        if (path.depth() <= PUBLIC.depth()) {
            throw NotVisible.error();
        }
        String token = path.names().get(PUBLIC.depth());
        RelPath outer = PUBLIC.resolve(token);
        ReceivedItems.Local target = links.find(caller, token).orElseThrow(NotVisible::error);
        return Optional.of(locations.in(caller, target, outer, path.relativeTo(outer)));
    }
}
