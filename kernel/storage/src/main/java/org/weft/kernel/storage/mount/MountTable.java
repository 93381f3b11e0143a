/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.mount;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.weft.spi.storage.RelPath;

/** Which mount answers. Immutable: look-ups by path are by longest prefix, by id one map look-up. */
public final class MountTable {

    private final List<Mount> mounts;
    private final Map<RelPath, Mount> byPath = new HashMap<>();
    private final Map<String, Mount> byId = new HashMap<>();

    /** Those whose ids were not known when the table was made; none but at the first start with a storage. */
    private final List<Mount> late;

    /**
     * @throws IllegalArgumentException when two mounts claim one path or one id
     */
    public MountTable(Collection<Mount> mounts) {
        this(mounts, List.of());
    }

    /**
     * @param hidden storages that have no place in the tree of their own: they are found by their ids alone
     * @throws IllegalArgumentException when two mounts claim one path or one id
     */
    public MountTable(Collection<Mount> mounts, Collection<Mount> hidden) {
        this.mounts = mounts.stream().sorted(Comparator.comparing(Mount::name)).toList();
        for (Mount mount : this.mounts) {
            if (byPath.put(mount.path(), mount) != null) {
                throw new IllegalArgumentException("two storages are mounted at /" + mount.path());
            }
            put(mount);
        }
        hidden.forEach(this::put);
        this.late = this.mounts.stream()
                .filter(mount -> mount.id().known().isEmpty())
                .toList();
    }

    private void put(Mount mount) {
        mount.id().known().ifPresent(id -> {
            if (byId.put(id, mount) != null) {
                throw new IllegalArgumentException("two storages have the id " + id);
            }
        });
    }

    /** All mounts by name. */
    public List<Mount> all() {
        return mounts;
    }

    /** The mount that a path lies in: the deepest one at or above it. */
    public Optional<Mount> at(RelPath path) {
        RelPath place = path;
        while (true) {
            Mount mount = byPath.get(place);
            if (mount != null) {
                return Optional.of(mount);
            }
            if (place.isRoot()) {
                return Optional.empty();
            }
            place = place.parent();
        }
    }

    /** What is mounted at exactly this path. */
    public Optional<Mount> mountedAt(RelPath path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** Whether a path lies in no mount, or in none but that of the tree's root: what the server itself puts there is seen. */
    public boolean isFree(RelPath path) {
        return at(path).filter(mount -> !mount.path().isRoot()).isEmpty();
    }

    public Optional<Mount> withId(String storageId) {
        Mount mount = byId.get(storageId);
        if (mount != null || late.isEmpty()) {
            return Optional.ofNullable(mount);
        }
        return late.stream()
                .filter(each -> each.id().asked().filter(storageId::equals).isPresent())
                .findFirst();
    }

    public Optional<Mount> home() {
        return Optional.ofNullable(byPath.get(Mount.HOME));
    }

    /** The names directly below a path that are mounts or lead to some, in order. */
    public List<String> namesBelow(RelPath path) {
        TreeSet<String> names = new TreeSet<>();
        for (Mount mount : mounts) {
            if (!mount.path().equals(path) && mount.path().startsWith(path)) {
                names.add(mount.path().relativeTo(path).names().getFirst());
            }
        }
        return List.copyOf(names);
    }

    /** Whether a path is above some mount, or is the root. */
    public boolean leadsToMounts(RelPath path) {
        return path.isRoot() || mounts.stream().anyMatch(mount -> mount.path().startsWith(path));
    }
}
