/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.mount.Mount;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Space;

/** Which storages and spaces there are. Thread-safe. */
public final class Catalogue {

    private final Places places;
    private final Files files;

    public Catalogue(Places places, Files files) {
        this.places = places;
        this.files = files;
    }

    /**
     * The spaces of a listing, and what could not be asked.
     *
     * @param spaces what the caller may see
     * @param down the names of the storages that did not answer
     */
    public record Listing(List<SpaceSeen> spaces, List<String> down) {

        public Listing {
            spaces = List.copyOf(spaces);
            down = List.copyOf(down);
        }
    }

    /**
     * The spaces that a caller may see, in the order of their storages' names: the personal one, which is made at first
     * use, and one for every other storage.
     */
    public Listing spaces(Caller caller) {
        List<SpaceSeen> spaces = new ArrayList<>();
        List<String> down = new ArrayList<>();
        for (Mount mount : places.table().all()) {
            try {
                space(caller, mount).ifPresent(spaces::add);
            } catch (WeftException.Unavailable | WeftException.Timeout failure) {
                down.add(mount.name());
            }
        }
        return new Listing(spaces, down);
    }

    private Optional<SpaceSeen> space(Caller caller, Mount mount) {
        Target top = Target.path(mount.path());
        try {
            Resource root = files.stat(caller, top, Wanted.node());
            Quota quota = root.rights().has(Right.GET_QUOTA) ? files.quota(caller, top) : Quota.unknown();
            Space.Kind kind = mount.isHome() ? Space.Kind.PERSONAL : Space.Kind.PROJECT;
            String name = mount.isHome() ? caller.username() : mount.name();
            return Optional.of(new SpaceSeen(kind, name, root.owner(), root, quota));
        } catch (NotFound | WeftException.Forbidden | WeftException.Unsupported notForThisCaller) {
            return Optional.empty();
        }
    }

    /** All storages, by name. */
    public List<MountSeen> mounts() {
        return places.table().all().stream().map(this::seen).toList();
    }

    /**
     * The storage that a target lies in; every storage below, for a path above them.
     *
     * @throws NotFound when there is none
     */
    public List<MountSeen> mountsOf(Caller caller, Target target) {
        if (target instanceof Target.ByPath byPath) {
            Optional<Mount> mount = places.table().at(byPath.path());
            if (mount.isPresent()) {
                return List.of(seen(mount.get()));
            }
            return below(byPath.path());
        }
        return List.of(seen(files.placeOf(caller, target).mount()));
    }

    private List<MountSeen> below(RelPath path) {
        List<MountSeen> below = places.table().all().stream()
                .filter(mount -> mount.path().startsWith(path))
                .map(this::seen)
                .toList();
        if (below.isEmpty()) {
            throw new NotFound("nothing is mounted at /" + path);
        }
        return below;
    }

    private MountSeen seen(Mount mount) {
        Abilities abilities;
        try {
            abilities = places.run(mount, driver -> Places.abilities(mount, driver));
        } catch (WeftException.Unavailable down) {
            abilities = Abilities.none();
        }
        return new MountSeen(mount.storageId(), mount.name(), mount.path(), abilities);
    }
}
