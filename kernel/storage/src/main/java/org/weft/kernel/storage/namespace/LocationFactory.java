/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.access.AccessService;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.kernel.storage.resource.SiteMediaTypes;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;

/** Makes locations, once it is known which storage they lie in. Thread-safe. */
final class LocationFactory {

    private final Supplier<MountTable> mounts;
    private final AccessService access;
    private final LocationContext context;

    LocationFactory(Supplier<MountTable> mounts, AccessService access, SiteMediaTypes types) {
        this.mounts = mounts;
        this.access = access;
        this.context = new LocationContext(access, types);
    }

    /** The storage with an id. */
    Mount mount(String storage) {
        return mounts.get().withId(storage).orElseThrow(NotVisible::error);
    }

    /** A place in a storage that a path leads into from its top. */
    Location inMount(Caller caller, Mount mount, RelPath below) {
        return DriverCalls.run(mount, driver -> {
            SpaceId space = access.top(caller, mount, driver).space();
            PathView view = new PathView(RelPath.root(), mount.path());
            SpaceAccess here = access.of(caller, mount, driver, space);
            return at(caller, mount, Ref.path(below), view, below.isRoot(), here);
        });
    }

    /** A place in the caller's personal space. */
    Location atHome(Caller caller, Mount mount, RelPath below) {
        if (!ScopeRights.isUser(caller) && !ScopeRights.isLimitedUser(caller)) {
            throw NotVisible.error();
        }
        return DriverCalls.run(mount, driver -> {
            Space home = personal(mount, driver).home(caller);
            return inSpace(caller, mount, driver, home, below, new PathView(home.path(), Mount.HOME));
        });
    }

    /** The personal spaces of the storage that is mounted at home. */
    static Spaces personal(Mount mount, StorageDriver driver) {
        return driver.spaces()
                .orElseThrow(() -> new Unsupported(
                        "storage '" + mount.name() + "' is mounted at /home and has no personal spaces"));
    }

    /** A place in a project space. */
    Location inProject(Caller caller, ProjectRow stored, RelPath below) {
        Mount mount = mount(stored.key().storage());
        return DriverCalls.run(mount, driver -> {
            Space space = AccessService.space(driver, stored.key().space()).orElseThrow(NotVisible::error);
            PathView view = new PathView(space.path(), TreeFolders.PROJECTS.resolve(stored.name()));
            return inSpace(caller, mount, driver, space, below, view);
        });
    }

    /** A place in one of a driver's spaces. */
    private Location inSpace(
            Caller caller, Mount mount, StorageDriver driver, Space space, RelPath below, PathView view) {
        Ref ref = Ref.path(space.path().resolve(below));
        return at(caller, mount, ref, view, below.isRoot(), access.of(caller, mount, driver, space));
    }

    /** A place in a space that the caller named. */
    Location inSpace(Caller caller, Target.InSpace target) {
        Mount mount = mount(target.storage());
        return DriverCalls.run(mount, driver -> {
            Optional<Space> space = AccessService.space(driver, target.space());
            if (space.isPresent()) {
                PathView view = PathView.ofSpace(space.get().path(), false);
                return inSpace(caller, mount, driver, space.get(), target.below(), view);
            }
            if (!access.top(caller, mount, driver).space().equals(target.space())) {
                throw NotVisible.error();
            }
            Ref ref = Ref.path(target.below());
            PathView view = PathView.ofSpace(RelPath.root(), false);
            SpaceAccess here = access.of(caller, mount, driver, target.space());
            return at(caller, mount, ref, view, target.below().isRoot(), here);
        });
    }

    /** The place of something that is named by its id. */
    Location byId(Caller caller, Target.ById target) {
        Mount mount = mount(target.storage());
        return DriverCalls.run(mount, driver -> {
            SpaceId id = target.space().isPresent()
                    ? target.space().get()
                    : driver.stat(caller, new Ref.ById(Optional.empty(), target.node(), RelPath.root()))
                            .space();
            return byId(caller, mount, access.of(caller, mount, driver, id), target);
        });
    }

    /** The same where it is known what the caller may do in its space. */
    Location byId(Caller caller, Mount mount, SpaceAccess here, Target.ById target) {
        if (here.ceiling().isEmpty()) {
            throw NotVisible.error();
        }
        Optional<Space> space = here.driverSpace();
        RelPath inner = space.map(Space::path).orElse(RelPath.root());
        boolean top = target.below().isRoot()
                && space.map(s -> s.root().equals(target.node())).orElse(false);
        Ref ref = new Ref.ById(Optional.of(here.space()), target.node(), target.below());
        return at(caller, mount, ref, view(caller, mount, here, inner), top, here);
    }

    /** How paths look that the caller has not named: from the top of the tree where they can be used there. */
    private static PathView view(Caller caller, Mount mount, SpaceAccess access, RelPath inner) {
        if (access.isProject()) {
            return new PathView(inner, TreeFolders.PROJECTS.resolve(access.name()), true, true);
        }
        boolean own = mount.isHome()
                && access.owner().filter(caller.effectiveUser()::equals).isPresent();
        if (own) {
            return new PathView(inner, Mount.HOME, true, true);
        }
        return access.isPersonal()
                ? PathView.ofSpace(inner, true)
                : new PathView(inner, mount.path().resolve(inner), true, true);
    }

    /** A place of which all is known; see {@link Location}. */
    Location at(Caller caller, Mount mount, Ref ref, PathView view, boolean top, SpaceAccess here) {
        return new Location(context, caller, mount, ref, view, top, here);
    }
}
