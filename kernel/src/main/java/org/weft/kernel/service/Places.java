/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.access.Access;
import org.weft.kernel.mount.Mount;
import org.weft.kernel.mount.MountTable;
import org.weft.kernel.plugin.Lease;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;

/** Finds the place of a target: which storage, which space, which path there, and what the caller may do. */
public final class Places {

    private static final Logger LOG = LoggerFactory.getLogger(Places.class);

    private final Supplier<MountTable> mounts;
    private final VirtualTree virtual;

    /** The space that the top of a mount lies in: a hint that saves a stat; what a node says of itself overrules it. */
    private final Cache<Mount, SpaceId> tops = Caffeine.newBuilder().weakKeys().build();

    /**
     * @param mounts the table as it is now; it changes while the server runs
     */
    public Places(Supplier<MountTable> mounts) {
        this.mounts = mounts;
        this.virtual = new VirtualTree(this);
    }

    MountTable table() {
        return mounts.get();
    }

    VirtualTree virtual() {
        return virtual;
    }

    Target homeTarget() {
        return Target.path(Mount.HOME);
    }

    /** Finds a target that must lie in a storage. */
    Place place(Caller caller, Target target) {
        return switch (find(caller, target)) {
            case Place place -> place;
            case Found.Virtual folder ->
                throw new Unsupported(
                        "/" + folder.path() + " only shows what is mounted below it; choose one of these");
        };
    }

    Found find(Caller caller, Target target) {
        return switch (target) {
            case Target.ByPath byPath -> byPath(caller, byPath.path());
            case Target.ById byId -> byId(caller, byId);
            case Target.InSpace inSpace -> inSpace(caller, inSpace);
        };
    }

    private Found byPath(Caller caller, RelPath path) {
        MountTable table = table();
        Optional<Mount> found = table.at(path);
        if (found.isEmpty()) {
            if (table.leadsToMounts(path)) {
                return virtual.folder(caller, path);
            }
            throw new NotFound("nothing is mounted at /" + path);
        }
        Mount mount = found.get();
        RelPath below = path.relativeTo(mount.path());
        if (mount.isHome()) {
            return home(caller, mount, below);
        }
        return run(mount, driver -> {
            Place.View view = new Place.View(RelPath.root(), mount.path());
            Standing standing = standing(caller, mount, driver, top(caller, mount, driver));
            return new Place(this, caller, mount, Ref.path(below), view, below.isRoot(), standing);
        });
    }

    private Place home(Caller caller, Mount mount, RelPath below) {
        return run(mount, driver -> {
            Space home = spaces(mount, driver).home(caller);
            return in(caller, mount, driver, home, below, Mount.HOME);
        });
    }

    private static Spaces spaces(Mount mount, StorageDriver driver) {
        return driver.spaces()
                .orElseThrow(() -> new Unsupported(
                        "storage '" + mount.name() + "' is mounted at /home and has no personal spaces"));
    }

    private Place in(Caller caller, Mount mount, StorageDriver driver, Space space, RelPath below, RelPath outer)
            throws IOException {
        return new Place(
                this,
                caller,
                mount,
                Ref.path(space.path().resolve(below)),
                new Place.View(space.path(), outer),
                below.isRoot(),
                standing(caller, mount, driver, space.id()));
    }

    private Place inSpace(Caller caller, Target.InSpace target) {
        Mount mount = mount(target.storage());
        return run(mount, driver -> {
            Optional<Space> space = space(driver, target.space());
            if (space.isPresent()) {
                return in(caller, mount, driver, space.get(), target.below(), RelPath.root());
            }
            if (!top(caller, mount, driver).equals(target.space())) {
                throw Place.hidden();
            }
            return new Place(
                    this,
                    caller,
                    mount,
                    Ref.path(target.below()),
                    new Place.View(RelPath.root(), RelPath.root()),
                    target.below().isRoot(),
                    standing(caller, mount, driver, target.space()));
        });
    }

    private Place byId(Caller caller, Target.ById target) {
        Mount mount = mount(target.storage());
        return run(mount, driver -> {
            SpaceId id = target.space().isPresent()
                    ? target.space().get()
                    : driver.stat(caller, new Ref.ById(Optional.empty(), target.node(), RelPath.root()))
                            .space();
            Standing standing = standing(caller, mount, driver, id);
            Standing.require(standing.rights(), Right.STAT);
            Optional<Space> space = space(driver, id);
            RelPath inner = space.map(Space::path).orElse(RelPath.root());
            boolean own = mount.isHome()
                    && standing.owner().filter(caller.effectiveUser()::equals).isPresent();
            RelPath outer = own ? Mount.HOME : mount.path().resolve(inner);
            boolean top = target.below().isRoot()
                    && space.map(s -> s.root().equals(target.node())).orElse(false);
            Ref ref = new Ref.ById(Optional.of(id), target.node(), target.below());
            return new Place(this, caller, mount, ref, new Place.View(inner, outer), top, standing);
        });
    }

    private Mount mount(String storage) {
        return table().withId(storage).orElseThrow(Place::hidden);
    }

    private static Optional<Space> space(StorageDriver driver, SpaceId id) throws IOException {
        Optional<Spaces> spaces = driver.spaces();
        return spaces.isPresent() ? spaces.get().get(id) : Optional.empty();
    }

    private SpaceId top(Caller caller, Mount mount, StorageDriver driver) throws IOException {
        SpaceId known = tops.getIfPresent(mount);
        if (known == null) {
            known = driver.stat(caller, Ref.path(RelPath.root())).space();
            tops.put(mount, known);
        }
        return known;
    }

    /** What a caller may do in a space of a mount. */
    Standing standing(Caller caller, Mount mount, SpaceId space) {
        return run(mount, driver -> standing(caller, mount, driver, space));
    }

    private static Standing standing(Caller caller, Mount mount, StorageDriver driver, SpaceId id) throws IOException {
        Optional<Space> space = space(driver, id);
        Rights rights = driver.traits().enforcement() == Traits.Enforcement.DRIVER
                ? Access.inSpace(caller, Optional.empty(), Rights.all())
                : Access.inSpace(caller, space.flatMap(Space::owner), everyone(mount));
        return new Standing(id, space.flatMap(Space::owner), rights.and(possible(mount, driver)));
    }

    private static Rights everyone(Mount mount) {
        if (mount.isHome()) {
            return Rights.none();
        }
        return switch (mount.everyone()) {
            case NONE -> Rights.none();
            case READ -> Rights.read();
            case WRITE -> Access.write();
        };
    }

    private static Rights possible(Mount mount, StorageDriver driver) {
        Abilities abilities = abilities(mount, driver);
        Rights rights = abilities.writable() ? Rights.all() : Rights.read();
        if (!abilities.versions()) {
            rights = rights.minus(Right.LIST_VERSIONS, Right.RESTORE_VERSION);
        }
        if (!abilities.trash()) {
            rights = rights.minus(Right.LIST_RECYCLE, Right.RESTORE_RECYCLE, Right.PURGE_RECYCLE);
        }
        if (!abilities.grants()) {
            rights = rights.minus(
                    Right.LIST_GRANTS, Right.ADD_GRANT, Right.UPDATE_GRANT, Right.REMOVE_GRANT, Right.DENY_GRANT);
        }
        return rights;
    }

    /** What a mount can do in the end. */
    static Abilities abilities(Mount mount, StorageDriver driver) {
        Traits traits = driver.traits();
        boolean writable = !traits.has(Traits.Trait.READ_ONLY);
        boolean completed = writable && traits.has(Traits.Trait.STABLE_IDS);
        Set<String> off = mount.disabled();
        return new Abilities(
                writable,
                !off.contains("locks") && (completed || driver.locks().isPresent()),
                !off.contains("properties") && (completed || driver.properties().isPresent()),
                !off.contains("labels") && traits.has(Traits.Trait.STABLE_IDS),
                !off.contains("versions") && driver.versions().isPresent(),
                !off.contains("trash") && driver.trash().isPresent(),
                !off.contains("grants") && driver.grants().isPresent(),
                writable && !off.contains("symlinks") && driver.symlinks().isPresent(),
                traits.has(Traits.Trait.SETTABLE_MTIME),
                traits.checksums());
    }

    /** Calls a mount's driver and gives it back. */
    <T> T run(Mount mount, Place.Call<T> call) {
        Lease<StorageDriver> lease = mount.handle().acquire();
        try {
            return call.on(lease.driver());
        } catch (NotFound nothing) {
            throw Place.alike(nothing);
        } catch (IOException | RuntimeException failure) {
            throw failed(mount, lease, failure);
        } finally {
            lease.close();
        }
    }

    /** What a caller is told of a failed call of a driver. */
    RuntimeException failed(Mount mount, Lease<StorageDriver> lease, Exception failure) {
        if (lease.isEnded()) {
            return new Unavailable(
                    "storage '" + mount.name() + "' was replaced, and the request took too long; send it again",
                    failure);
        }
        return switch (failure) {
            case IOException backend -> unavailable(mount, backend);
            case RuntimeException other -> other;
            default -> new IllegalStateException(failure);
        };
    }

    /** Logs why a backend failed, once, and answers what may be shown. */
    WeftException unavailable(Mount mount, IOException failure) {
        LOG.atWarn().addKeyValue("storage", mount.name()).setCause(failure).log("storage-failed");
        return new Unavailable("storage '" + mount.name() + "' failed; try again later", failure);
    }

    /** A mount's top as the caller sees it, for listings of the folders above. */
    Optional<Resource> topOf(Caller caller, Mount mount) {
        try {
            Place place = place(caller, Target.path(mount.path()));
            Node node = place.run(driver -> driver.stat(caller, place.ref()));
            return Optional.of(place.see(node)).filter(top -> top.rights().has(Right.STAT));
        } catch (WeftException unusable) {
            LOG.atDebug()
                    .addKeyValue("storage", mount.name())
                    .addKeyValue("reason", unusable.text())
                    .log("mount-left-out");
            return Optional.empty();
        }
    }
}
