/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.List;
import java.util.Optional;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.spi.Caller;
import org.weft.spi.storage.RelPath;

/** What was received, in each of the folders that show it. Thread-safe. */
final class ReceivedResolver implements PathResolver {

    private final ReceivedItems received;
    private final ReceivedFolders folders;
    private final ReceivedLocations locations;

    ReceivedResolver(ReceivedItems received, ReceivedFolders folders, ReceivedLocations locations) {
        this.received = received;
        this.folders = folders;
        this.locations = locations;
    }

    @Override
    public Optional<Resolved> resolve(Caller caller, RelPath path) {
        return folders.folderContaining(caller, path).map(folder -> in(caller, path, folder));
    }

    private Resolved in(Caller caller, RelPath path, RelPath folder) {
        if (!ScopeRights.isUser(caller)) {
            throw NotVisible.error();
        }
        if (path.equals(folder)) {
            return new Resolved.Virtual(folder, true);
        }
        String name = path.relativeTo(folder).names().getFirst();
        ReceivedItems.Item item = received.find(caller, name).orElseThrow(NotVisible::error);
        RelPath outer = folder.resolve(name);
        RelPath below = path.relativeTo(outer);
        return switch (item) {
            case ReceivedItems.Local local -> locations.in(caller, local, outer, below);
            case ReceivedItems.Elsewhere elsewhere -> locations.remote(caller, elsewhere, outer, below);
        };
    }

    @Override
    public List<TreeEntry> children(Caller caller, RelPath parent) {
        if (!parent.isRoot()) {
            return List.of();
        }
        return received.folder().stream()
                .<TreeEntry>map(folder -> new TreeEntry.Top(
                        folder.name(),
                        () -> received.hasAny(caller)
                                ? Optional.of(folders.resource(caller, folder))
                                : Optional.empty()))
                .toList();
    }
}
