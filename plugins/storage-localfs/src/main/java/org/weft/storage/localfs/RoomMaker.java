/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.SpaceId;

/**
 * Earlier contents, and then what was deleted, give way to what people write when a quota would refuse it: the oldest first, and
 * no more than is needed. Nothing gives way when all of it together would not make room.
 */
final class RoomMaker {

    private static final Logger LOG = LoggerFactory.getLogger(RoomMaker.class);

    private final MakeRoom choice;
    private final TrashFolders kept;
    private final VersionStore versions;
    private final NodeDisposal discards;
    private final FolderTree tree;
    private final CallBufferPool scratches;

    RoomMaker(
            MakeRoom choice,
            TrashFolders kept,
            VersionStore versions,
            NodeDisposal discards,
            FolderTree tree,
            CallBufferPool scratches) {
        this.choice = choice;
        this.kept = kept;
        this.versions = versions;
        this.discards = discards;
        this.tree = tree;
        this.scratches = scratches;
    }

    /** Whether an earlier content is not worth a refusal. */
    boolean doVersions() {
        return choice != MakeRoom.NONE;
    }

    /** The bytes of a space that would give way. */
    long bytes(SpaceId space) throws IOException {
        return switch (choice) {
            case NONE -> 0;
            case VERSIONS -> kept.versions(space);
            case VERSIONS_AND_TRASH -> kept.bytes(space);
        };
    }

    /**
     * Makes room in a space, without any lock.
     *
     * @return whether there is so much more room than before
     */
    boolean make(SpaceId space, long bytes) throws IOException {
        if (bytes(space) < bytes) {
            return false;
        }
        long before = kept.bytes(space);
        versions.removeOldest(space, bytes);
        if (choice == MakeRoom.VERSIONS_AND_TRASH) {
            purgeOldest(space, before - bytes);
        }
        long after = kept.bytes(space);
        LOG.debug("room_made space={} bytes={} wanted={}", space, before - after, bytes);
        return before - after >= bytes;
    }

    /** @param most how many bytes may be kept afterwards */
    private void purgeOldest(SpaceId space, long most) throws IOException {
        Optional<OpenFolder> found = kept.find(space);
        if (found.isEmpty()) {
            return;
        }
        try (OpenFolder bin = found.get()) {
            for (String key : keys(bin)) {
                if (kept.bytes(space) <= most) {
                    return;
                }
                purge(bin, key);
            }
        }
    }

    private void purge(OpenFolder bin, String key) throws IOException {
        DirEntry child = discards.store().arrivals().has(key) ? null : tree.find(bin, key);
        if (child != null) {
            try {
                discards.purge(new TrashStore.Located(bin, key, false), child);
            } catch (WeftException.NotFound gone) {
                LOG.debug("trash_item_gone key={}", key); // somebody else was faster
            }
        }
    }

    /** The items, the oldest first: their names begin with the time. */
    private List<String> keys(OpenFolder bin) throws IOException {
        List<String> keys = new ArrayList<>();
        try (CallBuffer s = scratches.take();
                OpenDirectory open = OpenDirectory.of(scratches, bin.fd(), ".");
                DirectoryReader reader = new DirectoryReader(open.fd())) {
            while (reader.next(s)) {
                String name = reader.name();
                if (name != null && TrashStore.isKey(name)) {
                    keys.add(name);
                }
            }
        }
        Collections.sort(keys);
        return keys;
    }
}
