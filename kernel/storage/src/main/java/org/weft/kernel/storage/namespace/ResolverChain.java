/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.storage.access.AccessService;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.RelPath;

/**
 * The kinds of places, in the order in which they are asked, and what they share. Thread-safe.
 *
 * @param locations makes locations
 * @param paths the paths of targets
 * @param received the folders of what was received
 * @param contents what is in the kernel's own folders
 * @param resolvers the first that knows a path decides
 */
record ResolverChain(
        LocationFactory locations,
        TargetPaths paths,
        ReceivedFolders received,
        FolderContents contents,
        List<PathResolver> resolvers) {

    static ResolverChain of(NamespaceSources sources) {
        Supplier<MountTable> mounts = sources.mounts();
        AccessService access = sources.access();
        ReceivedItems items = sources.received();
        LocationFactory locations = new LocationFactory(mounts, access, sources.types());
        ReceivedLocations shared = new ReceivedLocations(locations, access);
        TargetPaths paths = new TargetPaths(mounts, items);
        ReceivedLookup looks = new ReceivedLookup(items, shared, access, new LastSeen(items, sources.ticker()));
        ReceivedFolders received = new ReceivedFolders(mounts, items, paths, looks);
        List<PathResolver> resolvers = List.of(
                new ReceivedResolver(items, received, shared),
                new LinkResolver(mounts, sources.links(), shared),
                new ProjectResolver(mounts, sources.projects(), locations),
                new HomeResolver(mounts, locations, received),
                new MountResolver(mounts, locations),
                new VirtualFolders(mounts));
        // The first ones claim what nothing is mounted at. So in a folder, what is mounted comes first and they give
        // way.
        FolderContents contents = new FolderContents(resolvers.reversed(), received);
        return new ResolverChain(locations, paths, received, contents, resolvers);
    }

    /** Where a path leads. */
    Resolved resolve(Caller caller, RelPath path) {
        for (PathResolver resolver : resolvers) {
            Optional<Resolved> found = resolver.resolve(caller, path);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new NotFound("nothing is mounted at /" + path);
    }
}
