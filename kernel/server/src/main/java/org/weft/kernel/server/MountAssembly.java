/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.weft.kernel.identity.GroupNames;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.runtime.config.StorageSection;
import org.weft.kernel.runtime.plugin.Bulkhead;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.DriverKind;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.spi.storage.StorageDriver;

/** Makes the mount table of the configuration's storages. */
final class MountAssembly {

    private MountAssembly() {}

    /**
     * @param groups the groups that the configuration names
     * @param ids of the storages
     * @param hidden storages that the configuration does not name
     */
    static MountTable of(
            List<StorageSection> storages, PluginHost plugins, GroupNames groups, StorageIds ids, Mount... hidden) {
        List<Mount> mounts = new ArrayList<>();
        for (StorageSection storage : storages) {
            DriverHandle<StorageDriver> handle = new Bulkhead<>(
                    plugins.entry(DriverKind.STORAGE, storage.name(), storage.driver(), storage.options()),
                    storage.calls(),
                    storage.transfers());
            mounts.add(new Mount(
                    storage.name(),
                    ids.of(storage.name(), storage.id(), handle),
                    storage.path(),
                    everyone(storage.everyone()),
                    PrincipalSet.of(storage.managers(), groups),
                    storage.disable().stream()
                            .map(StorageSection.Ability::word)
                            .collect(Collectors.toUnmodifiableSet()),
                    handle));
        }
        return new MountTable(mounts, List.of(hidden));
    }

    private static Mount.Everyone everyone(StorageSection.Everyone everyone) {
        return switch (everyone) {
            case NONE -> Mount.Everyone.NONE;
            case READ -> Mount.Everyone.READ;
            case WRITE -> Mount.Everyone.WRITE;
        };
    }
}
