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
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;

/** Finds the place of a target: which storage, which space, which path there, and what the caller may do. */
public final class Namespace {

    private final Supplier<MountTable> mounts;
    private final VirtualFolders virtual;
    private final ReceivedResolver inbox;

    private volatile AccessService access = AccessService.withoutGrants();
    private volatile LocationFactory locations;
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
        this.locations = new LocationFactory(mounts, access, types);
        this.virtual = new VirtualFolders(this);
        this.inbox = new ReceivedResolver(this, ticker);
    }

    /** Says where grants and project spaces are kept, before the first request. */
    public void judgeBy(GrantCache grantCache, ProjectTable table) {
        this.projects = ProjectMemberships.in(table, grantCache);
        this.access = new AccessService(grantCache, access.shares());
        this.locations = new LocationFactory(mounts, access, types);
    }

    /** Says where links lead, before the first request. */
    public void linkBy(LinkTargets links) {
        this.linked = links;
    }

    /** Says which types the site gives to files, before the first request. */
    public void typeBy(SiteMediaTypes given) {
        this.types = given;
        this.locations = new LocationFactory(mounts, access, types);
    }

    /** Says what is shared, before the first request. */
    public void shareBy(ShareEntitlements rights, ReceivedItems tree) {
        this.received = tree;
        this.access = new AccessService(access.grants(), rights);
        this.locations = new LocationFactory(mounts, access, types);
    }

    /** What callers may do where paths and ids lead. */
    public AccessService access() {
        return access;
    }

    LocationFactory locations() {
        return locations;
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
            case Target.ById byId -> locations.byId(caller, byId);
            case Target.InSpace inSpace -> locations.inSpace(caller, inSpace);
        };
    }

    private Resolved byPath(Caller caller, RelPath path) {
        MountTable table = table();
        Optional<Mount> found = table.at(path);
        Optional<RelPath> folder = inbox.folderContaining(caller, path);
        if (folder.isPresent()) {
            return inbox.find(caller, path, folder.get());
        }
        if (path.startsWith(TreeFolders.PUBLIC)
                && found.filter(mount -> !mount.path().isRoot()).isEmpty()) {
            return linked(caller, path);
        }
        boolean mayBeProject = path.startsWith(TreeFolders.PROJECTS)
                && found.filter(mount -> !mount.path().isRoot()).isEmpty();
        if (mayBeProject && path.depth() > TreeFolders.PROJECTS.depth()) {
            Optional<ProjectRow> stored = projects.named(path.names().get(TreeFolders.PROJECTS.depth()));
            if (stored.isPresent()) {
                return inProject(caller, stored.get(), below(path));
            }
        }
        if (found.isEmpty() && mayBeProject) {
            if (path.equals(TreeFolders.PROJECTS) && (table.leadsToMounts(path) || projects.hasAny(caller))) {
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
        return locations.inMount(caller, mount, below);
    }

    private Resolved linked(Caller caller, RelPath path) {
        if (path.depth() <= TreeFolders.PUBLIC.depth()) {
            throw NotVisible.error();
        }
        String token = path.names().get(TreeFolders.PUBLIC.depth());
        RelPath outer = TreeFolders.PUBLIC.resolve(token);
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
        return path.relativeTo(TreeFolders.PROJECTS.resolve(path.names().get(TreeFolders.PROJECTS.depth())));
    }

    /** A place in a project space. */
    public Location inProject(Caller caller, ProjectRow stored, RelPath below) {
        Mount mount = mount(stored.key().storage());
        return DriverCalls.run(mount, driver -> {
            Space space = AccessService.space(driver, stored.key().space()).orElseThrow(NotVisible::error);
            PathView view = new PathView(space.path(), TreeFolders.PROJECTS.resolve(stored.name()));
            return locations.inSpace(caller, mount, driver, space, below, view);
        });
    }

    private Location home(Caller caller, Mount mount, RelPath below) {
        if (!ScopeRights.isUser(caller) && !ScopeRights.isLimitedUser(caller)) {
            throw NotVisible.error();
        }
        return DriverCalls.run(mount, driver -> {
            Space home = spaces(mount, driver).home(caller);
            PathView view = new PathView(home.path(), Mount.HOME);
            return locations.inSpace(caller, mount, driver, home, below, view);
        });
    }

    static Spaces spaces(Mount mount, StorageDriver driver) {
        return driver.spaces()
                .orElseThrow(() -> new Unsupported(
                        "storage '" + mount.name() + "' is mounted at /home and has no personal spaces"));
    }

    public Mount mount(String storage) {
        return locations.mount(storage);
    }
}
