/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.config.StorageSection;
import org.weft.kernel.runtime.database.GeneratedSettings;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.kernel.storage.mount.StorageId;
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
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A storage of the configuration, which may not be there yet. */
    private record Storage(String name, StorageId id, DriverHandle<StorageDriver> handle) {}

    private final GeneratedSettings settings;
    private final List<Storage> storages = new CopyOnWriteArrayList<>();
    private final ReentrantLock asking = new ReentrantLock();
    private final Set<String> configured = new HashSet<>();
    private final Set<String> settled = ConcurrentHashMap.newKeySet();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    StorageIds(GeneratedSettings settings) {
        this.settings = settings;
    }

    /**
     * The id of a storage; one that neither the configuration nor the database knows is known once its tree was asked.
     *
     * @param given by the configuration
     */
    StorageId of(String name, Optional<String> given, DriverHandle<StorageDriver> handle) {
        if (given.isPresent()) {
            configured.add(name);
        }
        StorageId id = given.or(() -> settings.storageIdOf(name))
                .map(StorageId::of)
                .orElseGet(() -> StorageId.unknown(name, () -> ask(name)));
        storages.add(new Storage(name, id, handle));
        return id;
    }

    /** For who needs the id of a storage that came a moment ago, and can't wait for the next look at all. */
    private void ask(String name) {
        storages.stream().filter(storage -> storage.name().equals(name)).forEach(this::settle);
    }

    /** Asks those trees for their ids that are new, and keeps the ids with the trees; those that are away come later. */
    void settle() {
        storages.forEach(this::settle);
    }

    private void settle(Storage storage) {
        if (settled.contains(storage.name())) {
            return;
        }
        try {
            if (!asking.tryLock(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return; // another tree is slow to answer
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return;
        }
        try (Lease<StorageDriver> lease = storage.handle().acquire()) {
            if (!settled.contains(storage.name())) {
                settle(storage, lease.driver().storedId());
                settled.add(storage.name());
            }
        } catch (WeftException.Unavailable | WeftException.Timeout away) {
            // it is not there yet
        } catch (WeftException.Unsupported readOnly) {
            settled.add(storage.name());
        } catch (IOException | WeftException failure) {
            tell(storage, failure);
        } finally {
            asking.unlock();
        }
    }

    private void settle(Storage storage, Optional<StoredId> stored) throws IOException {
        Optional<String> borne = borne(storage, stored);
        boolean isOthers = borne.filter(id -> isOthers(storage, id)).isPresent();
        if (storage.id().known().isEmpty()) {
            Optional<String> own = isOthers ? Optional.empty() : borne;
            String id = settings.storageId(
                    storage.name(), own.orElseGet(() -> UUID.randomUUID().toString()));
            storage.id().know(id);
            if (own.filter(id::equals).isPresent()) {
                log.atInfo()
                        .addKeyValue("storage", storage.name())
                        .addKeyValue("id", id)
                        .log("storage-id-of-its-tree");
            }
        }
        if (stored.isPresent() && !borne.filter(storage.id().value()::equals).isPresent()) {
            keep(storage, stored.get(), borne, isOthers);
        }
    }

    private boolean isOthers(Storage storage, String id) {
        return storages.stream()
                .filter(other -> !other.name().equals(storage.name()))
                .anyMatch(other -> other.id().known().filter(id::equals).isPresent());
    }

    private Optional<String> borne(Storage storage, Optional<StoredId> stored) throws IOException {
        Optional<String> borne = stored.isPresent() ? stored.get().read() : Optional.empty();
        if (borne.isPresent() && !StorageSection.isId(borne.get())) {
            if (configured.contains(storage.name())) {
                return Optional.empty();
            }
            throw new IOException(
                    "what the tree keeps as the storage's id is none: it is damaged, or another program's; give"
                            + " its [[storage]] the id that clients know, and it is written anew");
        }
        return borne;
    }

    private void keep(Storage storage, StoredId stored, Optional<String> borne, boolean isOthers) throws IOException {
        if (borne.isPresent() && !isOthers && !configured.contains(storage.name())) {
            log.atWarn()
                    .addKeyValue("storage", storage.name())
                    .addKeyValue("id", storage.id().value())
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
                    .addKeyValue("storage", storage.name())
                    .addKeyValue("id", storage.id().value())
                    .addKeyValue("tree", borne.orElse(""))
                    .addKeyValue(
                            "advice",
                            "its tree is a copy of another storage's of this server; it bears an id of its own from"
                                    + " now on")
                    .log("storage-id-of-another-storage");
        }
        stored.write(storage.id().value());
    }

    /** Once for each storage: it is tried again every other second. */
    private void tell(Storage storage, Exception failure) {
        if (failing.add(storage.name())) {
            log.atWarn()
                    .addKeyValue("storage", storage.name())
                    .addKeyValue("reason", failure.getMessage())
                    .addKeyValue("advice", "without it in the tree, a lost database changes the ids that clients know")
                    .log("storage-id-not-kept");
        }
    }
}
