/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.config.StorageSection;
import org.weft.kernel.mount.Mount;
import org.weft.kernel.mount.MountTable;
import org.weft.kernel.mount.StorageId;
import org.weft.kernel.plugin.Lease;
import org.weft.kernel.state.Settings;
import org.weft.spi.WeftException;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StoredId;

/**
 * The ids of storages, which are a part of all ids that clients hold. The configuration may give one; else it is the one in
 * the database, else the one that the tree itself bears, else a new one. It is kept with the tree as well, so that a lost
 * database changes no id.
 */
final class StorageIds {

    private static final Logger log = LoggerFactory.getLogger(StorageIds.class);

    private final Settings settings;
    private final Set<String> configured = new HashSet<>();
    private final Set<String> settled = ConcurrentHashMap.newKeySet();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    StorageIds(Settings settings) {
        this.settings = settings;
    }

    /**
     * The id of a storage; one that neither the configuration nor the database knows is known once its tree was asked.
     *
     * @param given by the configuration
     */
    StorageId of(String storage, Optional<String> given) {
        if (given.isPresent()) {
            configured.add(storage);
            return StorageId.of(given.get());
        }
        return settings.storageIdOf(storage).map(StorageId::of).orElseGet(() -> StorageId.unknown(storage));
    }

    /** Asks those trees for their ids that are new, and keeps the ids with the trees; those that are away come later. */
    void settle(MountTable mounts) {
        for (Mount mount : mounts.all()) {
            if (!settled.contains(mount.name())) {
                try (Lease<StorageDriver> lease = mount.handle().acquire()) {
                    settle(mounts, mount, lease.driver().storedId());
                    settled.add(mount.name());
                } catch (WeftException.Unavailable | WeftException.Timeout away) {
                    // it is not there yet
                } catch (WeftException.Unsupported readOnly) {
                    settled.add(mount.name());
                } catch (IOException | WeftException failure) {
                    tell(mount, failure);
                }
            }
        }
    }

    private void settle(MountTable mounts, Mount mount, Optional<StoredId> stored) throws IOException {
        Optional<String> borne = borne(mount, stored);
        boolean isOthers = borne.flatMap(mounts::withId)
                .filter(other -> !other.name().equals(mount.name()))
                .isPresent();
        if (mount.id().known().isEmpty()) {
            Optional<String> own = isOthers ? Optional.empty() : borne;
            String id = settings.storageId(
                    mount.name(), own.orElseGet(() -> UUID.randomUUID().toString()));
            mount.id().know(id);
            if (own.filter(id::equals).isPresent()) {
                log.atInfo()
                        .addKeyValue("storage", mount.name())
                        .addKeyValue("id", id)
                        .log("storage-id-of-its-tree");
            }
        }
        if (stored.isPresent() && !borne.filter(mount.storageId()::equals).isPresent()) {
            keep(mount, stored.get(), borne, isOthers);
        }
    }

    private Optional<String> borne(Mount mount, Optional<StoredId> stored) throws IOException {
        Optional<String> borne = stored.isPresent() ? stored.get().read() : Optional.empty();
        if (borne.isPresent() && !StorageSection.isId(borne.get())) {
            if (configured.contains(mount.name())) {
                return Optional.empty();
            }
            throw new IOException(
                    "what the tree keeps as the storage's id is none: it is damaged, or another program's; give"
                            + " its [[storage]] the id that clients know, and it is written anew");
        }
        return borne;
    }

    private void keep(Mount mount, StoredId stored, Optional<String> borne, boolean isOthers) throws IOException {
        if (borne.isPresent() && !isOthers && !configured.contains(mount.name())) {
            log.atWarn()
                    .addKeyValue("storage", mount.name())
                    .addKeyValue("id", mount.storageId())
                    .addKeyValue("tree", borne.get())
                    .addKeyValue(
                            "advice",
                            "clients that knew the tree before see all files as new; with id = \"" + borne.get()
                                    + "\" in its [[storage]] they don't")
                    .log("storage-id-differs-from-its-tree");
            return;
        }
        if (isOthers) {
            log.atWarn()
                    .addKeyValue("storage", mount.name())
                    .addKeyValue("id", mount.storageId())
                    .addKeyValue("tree", borne.orElse(""))
                    .addKeyValue(
                            "advice",
                            "its tree is a copy of another storage's of this server; it bears an id of its own from"
                                    + " now on")
                    .log("storage-id-of-another-storage");
        }
        stored.write(mount.storageId());
    }

    /** Once for each storage: it is tried again every other second. */
    private void tell(Mount mount, Exception failure) {
        if (failing.add(mount.name())) {
            log.atWarn()
                    .addKeyValue("storage", mount.name())
                    .addKeyValue("reason", failure.getMessage())
                    .addKeyValue("advice", "without it in the tree, a lost database changes the ids that clients know")
                    .log("storage-id-not-kept");
        }
    }
}
