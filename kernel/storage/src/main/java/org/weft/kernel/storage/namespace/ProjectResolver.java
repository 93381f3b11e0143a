/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.storage.access.ProjectMemberships;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.spi.Caller;
import org.weft.spi.storage.RelPath;

/** Project spaces, each below {@code spaces} by its name, unless something is mounted there. Thread-safe. */
final class ProjectResolver implements PathResolver {

    private static final RelPath PROJECTS = TreeFolders.PROJECTS;

    private final Supplier<MountTable> mounts;
    private final ProjectMemberships projects;
    private final LocationFactory locations;

    ProjectResolver(Supplier<MountTable> mounts, ProjectMemberships projects, LocationFactory locations) {
        this.mounts = mounts;
        this.projects = projects;
        this.locations = locations;
    }

    @Override
    public Optional<Resolved> resolve(Caller caller, RelPath path) {
        MountTable table = mounts.get();
        if (!path.startsWith(PROJECTS) || !table.isFree(path)) {
            return Optional.empty();
        }
        if (path.depth() > PROJECTS.depth()) {
            String name = path.names().get(PROJECTS.depth());
            Optional<ProjectRow> stored = projects.named(name);
            if (stored.isPresent()) {
                return Optional.of(locations.inProject(caller, stored.get(), path.relativeTo(PROJECTS.resolve(name))));
            }
        }
        if (table.at(path).isPresent()) {
            return Optional.empty();
        }
        if (path.equals(PROJECTS) && (table.leadsToMounts(path) || projects.hasAny(caller))) {
            return Optional.of(new Resolved.Virtual(path, false));
        }
        throw NotVisible.error();
    }

    @Override
    public List<TreeEntry> children(Caller caller, RelPath folder) {
        MountTable table = mounts.get();
        if (folder.isRoot()) {
            boolean shown = !table.namesBelow(folder).contains(PROJECTS.name()) && projects.hasAny(caller);
            return shown ? List.of(new TreeEntry.Folder(PROJECTS.name())) : List.of();
        }
        List<TreeEntry> tops = new ArrayList<>();
        if (folder.equals(PROJECTS)) {
            for (ProjectRow stored : projects.of(caller)) {
                String name = stored.name();
                if (table.isFree(PROJECTS.resolve(name))) {
                    tops.add(new TreeEntry.Top(
                            name, () -> TopLook.at(name, () -> locations.inProject(caller, stored, RelPath.root()))));
                }
            }
        }
        return tops;
    }
}
