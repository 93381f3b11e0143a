/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * One look at all versions: how many bytes there are in each space, which are left over from a crash, and which belong to no
 * node. Not thread-safe.
 */
final class VersionCount {

    private static final int MOST_ORPHANS = 10_000;

    private final WriteContext shop;
    private final Map<SpaceId, Long> bytes = new HashMap<>();
    private final List<Leftover> leftovers = new ArrayList<>();
    private final List<Id> orphans = new ArrayList<>();

    VersionCount(WriteContext shop) {
        this.shop = shop;
    }

    /** A version that is no other content than the present one, or than another version. */
    record Leftover(Id id, VersionKey key) {}

    /** Looks. @return whether nothing changed meanwhile, so that the bytes are right */
    boolean run() throws IOException {
        long mark = shop.quiet().mark();
        shop.versions().each(id -> {
            file(id);
            return orphans.size() < MOST_ORPHANS;
        });
        return shop.quiet().since(mark);
    }

    private void file(Id id) throws IOException {
        Optional<DirEntry> live = live(shop, id);
        Set<Long> seen = new HashSet<>();
        live.ifPresent(child -> seen.add(child.inode()));
        if (live.isEmpty() && !shop.index().isKept(id)) {
            orphans.add(id);
        }
        try (OpenDirectory folder =
                OpenDirectory.of(shop.scratches(), shop.versions().fd(), VersionStore.pathOf(id))) {
            List<VersionStore.Kept> all = shop.versions().read(folder);
            all.sort((one, other) -> other.key().compareTo(one.key()));
            for (VersionStore.Kept version : all) {
                if (seen.add(version.child().inode())) {
                    bytes.merge(version.key().space(), version.child().size(), Long::sum);
                } else {
                    leftovers.add(new Leftover(id, version.key()));
                }
            }
        } catch (WeftException.NotFound gone) {
            orphans.remove(id);
        }
    }

    /** The node of an id where the index has it. */
    static Optional<DirEntry> live(WriteContext shop, Id id) throws IOException {
        Optional<RelPath> path = shop.index().path(id, shop.tree().rootId());
        if (path.isEmpty() || path.get().isRoot()) {
            return Optional.empty();
        }
        try (OpenFolder parent = shop.tree().open(path.get().parent(), FolderTree.Purpose.STAT)) {
            DirEntry child = shop.tree().look(parent, path.get().name());
            return Optional.ofNullable(child)
                    .filter(found -> found.kind() == Kind.FILE && found.id().equals(id));
        } catch (WeftException gone) {
            return Optional.empty();
        }
    }

    long bytes(SpaceId space) {
        return bytes.getOrDefault(space, 0L);
    }

    Set<SpaceId> spaces() {
        return bytes.keySet();
    }

    List<Leftover> leftovers() {
        return leftovers;
    }

    List<Id> orphans() {
        return orphans;
    }
}
