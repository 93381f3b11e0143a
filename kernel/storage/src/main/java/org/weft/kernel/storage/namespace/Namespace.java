/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.access.AccessService;
import org.weft.kernel.storage.access.GrantCache;
import org.weft.kernel.storage.access.ProjectMemberships;
import org.weft.kernel.storage.access.ShareEntitlements;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.kernel.storage.db.ProjectTable;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.kernel.storage.resource.SiteMediaTypes;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;

/** Finds the place of a target: which storage, which space, which path there, and what the caller may do. */
public final class Namespace {

    /** Where project spaces are, each below its name. */
    public static final RelPath PROJECTS = RelPath.parse("spaces");

    /** Where a visitor of a link sees what it leads to, below its token. */
    static final RelPath PUBLIC = RelPath.parse("public");

    private final Supplier<MountTable> mounts;
    private final VirtualFolders virtual;
    private final ReceivedResolver inbox;

    private volatile AccessService access = AccessService.withoutGrants();
    private volatile ReceivedItems received = ReceivedItems.nothing();
    private volatile LinkTargets linked = LinkTargets.nothing();
    private volatile SiteMediaTypes types = SiteMediaTypes.none();
    private volatile ProjectMemberships projects = ProjectMemberships.none();

    /**
     * @param mounts the table as it is now; it changes while the server runs
     */
    public Namespace(Supplier<MountTable> mounts) {
        this(mounts, Ticker.systemTicker());
    }

    /** @param ticker tells how long ago something was looked at */
    public Namespace(Supplier<MountTable> mounts, Ticker ticker) {
        this.mounts = mounts;
        this.virtual = new VirtualFolders(this);
        this.inbox = new ReceivedResolver(this, ticker);
    }

    /** Says where grants and project spaces are kept, before the first request. */
    public void judgeBy(GrantCache grantCache, ProjectTable table) {
        this.projects = ProjectMemberships.in(table, grantCache);
        this.access = new AccessService(grantCache, access.shares());
    }

    /** Says where links lead, before the first request. */
    public void linkBy(LinkTargets links) {
        this.linked = links;
    }

    /** Says which types the site gives to files, before the first request. */
    public void typeBy(SiteMediaTypes given) {
        this.types = given;
    }

    SiteMediaTypes types() {
        return types;
    }

    /** Says what is shared, before the first request. */
    public void shareBy(ShareEntitlements rights, ReceivedItems tree) {
        this.received = tree;
        this.access = new AccessService(access.grants(), rights);
    }

    /** What callers may do where paths and ids lead. */
    public AccessService access() {
        return access;
    }

    public ReceivedItems received() {
        return received;
    }

    /** Where what was received is found. */
    public ReceivedResolver inbox() {
        return inbox;
    }

    /** Who is in which project space. */
    public ProjectMemberships projects() {
        return projects;
    }

    public MountTable table() {
        return mounts.get();
    }

    public VirtualFolders virtual() {
        return virtual;
    }

    public Target homeTarget() {
        return Target.path(Mount.HOME);
    }

    /** Finds a target that must lie in a storage, for whatever but looking at it and putting a file there. */
    public Location place(Caller caller, Target target) {
        return place(caller, target, Location.Use.OTHER);
    }

    /** The place of a file that is put. */
    public Location placeToPut(Caller caller, Target target) {
        return placeToWrite(caller, target, Location.Use.HAND_IN);
    }

    private Location place(Caller caller, Target target, Location.Use use) {
        return switch (find(caller, target, use)) {
            case Location location -> location;
            case Resolved.Virtual folder -> {
                if (folder.received()) {
                    throw ReceivedResolver.onlyReceived();
                }
                throw new Unsupported(
                        "/" + folder.path() + " only shows what is mounted below it; choose one of these");
            }
        };
    }

    /** Finds a target for whatever but looking at it and putting a file there. */
    public Resolved find(Caller caller, Target target) {
        return find(caller, target, Location.Use.OTHER);
    }

    /** Finds a target to look at it. */
    public Resolved look(Caller caller, Target target) {
        return find(caller, target, Location.Use.LOOK);
    }

    private Resolved find(Caller caller, Target target, Location.Use use) {
        return switch (locate(caller, target)) {
            case Location location -> location.forUse(use);
            case Resolved.Virtual folder -> folder;
        };
    }

    /** Finds a target without asking what is done there: to learn of its storage, and of nothing in it. */
    public Resolved locate(Caller caller, Target target) {
        Optional<RelPath> path = virtual.path(caller, target);
        if (path.isPresent()) {
            return byPath(caller, path.get());
        }
        return switch (target) {
            case Target.ByPath byPath -> byPath(caller, byPath.path());
            case Target.ById byId -> byId(caller, byId);
            case Target.InSpace inSpace -> inSpace(caller, inSpace);
        };
    }

    private Resolved byPath(Caller caller, RelPath path) {
        MountTable table = table();
        Optional<Mount> found = table.at(path);
        Optional<RelPath> folder = inbox.folderContaining(caller, path);
        if (folder.isPresent()) {
            return inbox.find(caller, path, folder.get());
        }
        if (path.startsWith(PUBLIC)
                && found.filter(mount -> !mount.path().isRoot()).isEmpty()) {
            return linked(caller, path);
        }
        boolean mayBeProject = path.startsWith(PROJECTS)
                && found.filter(mount -> !mount.path().isRoot()).isEmpty();
        if (mayBeProject && path.depth() > PROJECTS.depth()) {
            Optional<ProjectRow> stored = projects.named(path.names().get(PROJECTS.depth()));
            if (stored.isPresent()) {
                return inProject(caller, stored.get(), below(path));
            }
        }
        if (found.isEmpty() && mayBeProject) {
            if (path.equals(PROJECTS) && (table.leadsToMounts(path) || projects.hasAny(caller))) {
                return virtual.folder(caller, path);
            }
            throw NotVisible.error();
        }
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
        return DriverCalls.run(mount, driver -> {
            Location.View view = new Location.View(RelPath.root(), mount.path());
            SpaceId space = access.top(caller, mount, driver).space();
            SpaceAccess here = access.of(caller, mount, driver, space);
            return new Location(this, caller, mount, Ref.path(below), view, below.isRoot(), here);
        });
    }

    private Resolved linked(Caller caller, RelPath path) {
        if (path.depth() <= PUBLIC.depth()) {
            throw NotVisible.error();
        }
        String token = path.names().get(PUBLIC.depth());
        RelPath outer = PUBLIC.resolve(token);
        return inbox.in(
                caller, linked.find(caller, token).orElseThrow(NotVisible::error), outer, path.relativeTo(outer));
    }

    /** The place of something that may be made or replaced. */
    public Location placeToWrite(Caller caller, Target target) {
        return placeToWrite(caller, target, Location.Use.OTHER);
    }

    private Location placeToWrite(Caller caller, Target target, Location.Use use) {
        try {
            return place(caller, target, use);
        } catch (NotFound nothing) {
            if (inbox.name(caller, target).isPresent()) {
                throw ReceivedResolver.onlyReceived();
            }
            throw nothing;
        }
    }

    private static RelPath below(RelPath path) {
        return path.relativeTo(PROJECTS.resolve(path.names().get(PROJECTS.depth())));
    }

    /** A place in a project space. */
    public Location inProject(Caller caller, ProjectRow stored, RelPath below) {
        Mount mount = mount(stored.key().storage());
        return DriverCalls.run(mount, driver -> {
            Space space = AccessService.space(driver, stored.key().space()).orElseThrow(NotVisible::error);
            return in(
                    caller,
                    mount,
                    driver,
                    space,
                    below,
                    new Location.View(space.path(), PROJECTS.resolve(stored.name())));
        });
    }

    private Location home(Caller caller, Mount mount, RelPath below) {
        if (!ScopeRights.isUser(caller) && !ScopeRights.isLimitedUser(caller)) {
            throw NotVisible.error();
        }
        return DriverCalls.run(mount, driver -> {
            Space home = spaces(mount, driver).home(caller);
            return in(caller, mount, driver, home, below, new Location.View(home.path(), Mount.HOME));
        });
    }

    static Spaces spaces(Mount mount, StorageDriver driver) {
        return driver.spaces()
                .orElseThrow(() -> new Unsupported(
                        "storage '" + mount.name() + "' is mounted at /home and has no personal spaces"));
    }

    private Location in(
            Caller caller, Mount mount, StorageDriver driver, Space space, RelPath below, Location.View view) {
        return new Location(
                this,
                caller,
                mount,
                Ref.path(space.path().resolve(below)),
                view,
                below.isRoot(),
                access.of(caller, mount, driver, space));
    }

    private Location inSpace(Caller caller, Target.InSpace target) {
        Mount mount = mount(target.storage());
        return DriverCalls.run(mount, driver -> {
            Optional<Space> space = AccessService.space(driver, target.space());
            if (space.isPresent()) {
                Location.View view = Location.View.ofSpace(space.get().path(), false);
                return in(caller, mount, driver, space.get(), target.below(), view);
            }
            if (!access.top(caller, mount, driver).space().equals(target.space())) {
                throw NotVisible.error();
            }
            return new Location(
                    this,
                    caller,
                    mount,
                    Ref.path(target.below()),
                    Location.View.ofSpace(RelPath.root(), false),
                    target.below().isRoot(),
                    access.of(caller, mount, driver, target.space()));
        });
    }

    private Location byId(Caller caller, Target.ById target) {
        Mount mount = mount(target.storage());
        return DriverCalls.run(mount, driver -> {
            SpaceId id = target.space().isPresent()
                    ? target.space().get()
                    : driver.stat(caller, new Ref.ById(Optional.empty(), target.node(), RelPath.root()))
                            .space();
            return byId(caller, mount, access.of(caller, mount, driver, id), target);
        });
    }

    /** The place of something that is named by its id, where it is known what the caller may do in its space. */
    Location byId(Caller caller, Mount mount, SpaceAccess here, Target.ById target) {
        if (here.ceiling().isEmpty()) {
            throw NotVisible.error();
        }
        Optional<Space> space = here.driverSpace();
        RelPath inner = space.map(Space::path).orElse(RelPath.root());
        boolean top = target.below().isRoot()
                && space.map(s -> s.root().equals(target.node())).orElse(false);
        Ref ref = new Ref.ById(Optional.of(here.space()), target.node(), target.below());
        return new Location(this, caller, mount, ref, view(caller, mount, here, inner), top, here);
    }

    /** How paths look that the caller has not named: from the top of the tree where they can be used there. */
    private static Location.View view(Caller caller, Mount mount, SpaceAccess access, RelPath inner) {
        if (access.isProject()) {
            return new Location.View(inner, PROJECTS.resolve(access.name()), true, true);
        }
        boolean own = mount.isHome()
                && access.owner().filter(caller.effectiveUser()::equals).isPresent();
        if (own) {
            return new Location.View(inner, Mount.HOME, true, true);
        }
        return access.isPersonal()
                ? Location.View.ofSpace(inner, true)
                : new Location.View(inner, mount.path().resolve(inner), true, true);
    }

    public Mount mount(String storage) {
        return table().withId(storage).orElseThrow(NotVisible::error);
    }
}
