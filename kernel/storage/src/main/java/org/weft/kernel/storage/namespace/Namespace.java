/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.storage.access.AccessService;
import org.weft.kernel.storage.access.GrantCache;
import org.weft.kernel.storage.access.ProjectMemberships;
import org.weft.kernel.storage.access.ShareEntitlements;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.kernel.storage.db.ProjectTable;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.SiteMediaTypes;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.RelPath;

/** Finds the place of a target: which storage, which space, which path there, and what the caller may do. */
public final class Namespace {

    private volatile NamespaceSources sources;
    private volatile ResolverChain chain;

    /**
     * @param mounts the table as it is now; it changes while the server runs
     */
    public Namespace(Supplier<MountTable> mounts) {
        this(mounts, SiteMediaTypes.none(), Ticker.systemTicker());
    }

    /** @param types which types the site gives to files */
    public Namespace(Supplier<MountTable> mounts, SiteMediaTypes types) {
        this(mounts, types, Ticker.systemTicker());
    }

    /** @param ticker tells how long ago something was looked at */
    public Namespace(Supplier<MountTable> mounts, Ticker ticker) {
        this(mounts, SiteMediaTypes.none(), ticker);
    }

    private Namespace(Supplier<MountTable> mounts, SiteMediaTypes types, Ticker ticker) {
        this.sources = new NamespaceSources(
                mounts,
                AccessService.withoutGrants(),
                ProjectMemberships.none(),
                ReceivedItems.nothing(),
                LinkTargets.nothing(),
                types,
                ticker);
        this.chain = ResolverChain.of(sources);
    }

    /** Says where grants and project spaces are kept, before the first request. */
    public void judgeBy(GrantCache grantCache, ProjectTable table) {
        NamespaceSources s = sources;
        AccessService access = new AccessService(grantCache, s.access().shares());
        ProjectMemberships projects = ProjectMemberships.in(table, grantCache);
        use(new NamespaceSources(s.mounts(), access, projects, s.received(), s.links(), s.types(), s.ticker()));
    }

    /** Says where links lead, before the first request. */
    public void linkBy(LinkTargets links) {
        NamespaceSources s = sources;
        use(new NamespaceSources(s.mounts(), s.access(), s.projects(), s.received(), links, s.types(), s.ticker()));
    }

    /** Says what is shared, before the first request. */
    public void shareBy(ShareEntitlements rights, ReceivedItems received) {
        NamespaceSources s = sources;
        AccessService access = new AccessService(s.access().grants(), rights);
        use(new NamespaceSources(s.mounts(), access, s.projects(), received, s.links(), s.types(), s.ticker()));
    }

    private void use(NamespaceSources changed) {
        sources = changed;
        chain = ResolverChain.of(changed);
    }

    /** What callers may do where paths and ids lead. */
    public AccessService access() {
        return sources.access();
    }

    public ReceivedItems received() {
        return sources.received();
    }

    /** Who is in which project space. */
    public ProjectMemberships projects() {
        return sources.projects();
    }

    public MountTable table() {
        return sources.mounts().get();
    }

    /** The storage with an id. */
    public Mount mount(String storage) {
        return chain.locations().mount(storage);
    }

    LocationFactory locations() {
        return chain.locations();
    }

    /** Where what was received is found. */
    public ReceivedFolders inbox() {
        return chain.received();
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
                    throw ReceivedFolders.onlyReceived();
                }
                throw new Unsupported(
                        "/" + folder.path() + " only shows what is mounted below it; choose one of these");
            }
        };
    }

    /** The place of something that may be made or replaced. */
    public Location placeToWrite(Caller caller, Target target) {
        return placeToWrite(caller, target, Location.Use.OTHER);
    }

    private Location placeToWrite(Caller caller, Target target, Location.Use use) {
        try {
            return place(caller, target, use);
        } catch (NotFound nothing) {
            if (inbox().name(caller, target).isPresent()) {
                throw ReceivedFolders.onlyReceived();
            }
            throw nothing;
        }
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
        Optional<RelPath> path = chain.paths().of(caller, target);
        if (path.isPresent()) {
            return chain.resolve(caller, path.get());
        }
        return switch (target) {
            case Target.ByPath byPath -> chain.resolve(caller, byPath.path());
            case Target.ById byId -> locations().byId(caller, byId);
            case Target.InSpace inSpace -> locations().inSpace(caller, inSpace);
        };
    }

    /** A place in a project space. */
    public Location inProject(Caller caller, ProjectRow stored, RelPath below) {
        return locations().inProject(caller, stored, below);
    }

    /** What a caller sees of one of the kernel's own folders. */
    public Resource resource(Caller caller, Resolved.Virtual folder) {
        return chain.contents().resource(caller, folder);
    }

    /** Pushes what is in one of the kernel's own folders, by name. */
    public void list(Caller caller, Resolved.Virtual folder, ListSpec spec, Sink<Resource> sink) {
        chain.contents().list(caller, folder, spec, sink);
    }
}
