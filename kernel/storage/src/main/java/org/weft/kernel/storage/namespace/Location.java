/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.access.PathAccess;
import org.weft.kernel.storage.access.PathAccessResolver;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.mount.DriverCall;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;

/** A place in a storage, as one caller sees it. For one request; not thread-safe. */
public final class Location implements Resolved {

    private final LocationContext context;
    private final Caller caller;
    private final Mount mount;
    private final Ref ref;
    private final PathView view;
    private final LocationCalls calls;
    private final SharedRoot sharedRoot;
    private final boolean top;
    private SpaceAccess access;
    private @Nullable Rights isSettled;
    private RelPath folder = RelPath.root();
    private PathAccessResolver.@Nullable NodeAccess folderAccess;

    /**
     * @param ref what the driver is asked for
     * @param view how paths look to the caller
     * @param top whether this is the top of a space or storage
     * @param access what the caller may do in the space that the target is expected in
     */
    Location(
            LocationContext context,
            Caller caller,
            Mount mount,
            Ref ref,
            PathView view,
            boolean top,
            SpaceAccess access) {
        this.context = context;
        this.caller = caller;
        this.mount = mount;
        this.ref = ref;
        this.view = view;
        this.calls = new LocationCalls(mount, ref, view);
        this.sharedRoot = new SharedRoot(caller, mount);
        this.top = top;
        this.access = access;
    }

    public Mount mount() {
        return mount;
    }

    public Ref ref() {
        return ref;
    }

    public SpaceAccess access() {
        return access;
    }

    public Caller caller() {
        return caller;
    }

    /** Whether this is the top of a space or storage, or of something that was shared. */
    public boolean isTop() {
        return top;
    }

    /** Whether this is the top of a space or storage, and not of something in it that was shared. */
    public boolean isTopOfSpace() {
        return top
                && (ref instanceof Ref.ByPath
                        || ref instanceof Ref.ById byId
                                && access.root().filter(byId.id()::equals).isPresent());
    }

    /** A path from the instance's root, as the caller sees it. */
    public RelPath toCallerPath(RelPath path) {
        return view.of(path);
    }

    /** A path from the instance's root as one from where the caller's view begins. */
    public RelPath toSpacePath(RelPath path) {
        return path.startsWith(view.inner()) ? path.relativeTo(view.inner()) : path;
    }

    /** The same view with another path below the target. */
    Location resolve(RelPath below) {
        return new Location(context, caller, mount, ref.resolve(below), view, top && below.isRoot(), access);
    }

    /**
     * Refuses what the caller may not do at the target, or in the folder nearest above it where nothing is there yet. Asks
     * the driver only where grants below the space's top may make a difference.
     */
    public void require(Right right) {
        if (access.hasThroughout(right)) {
            return;
        }
        if (access.isUniform()) {
            SpaceAccess.require(access.rights(), right);
            return;
        }
        Rights ceiling = access.ceiling();
        if (!ceiling.has(Right.STAT) && !ceiling.has(right)) {
            throw NotVisible.error();
        }
        Rights rights = isSettled;
        if (rights == null) {
            rights = DriverCalls.run(mount, this::nearest);
            isSettled = rights;
        }
        SpaceAccess.require(rights, right);
    }

    private Rights nearest(StorageDriver driver) throws IOException {
        return rightsNear(driver, ref);
    }

    /** What the caller may do at a reference, or in the folder nearest above it that is there. */
    public Rights rightsNear(StorageDriver driver, Ref start) throws IOException {
        Ref at = start;
        while (true) {
            try {
                Node node = driver.stat(caller, at);
                SpaceAccess here = in(node.space());
                return rights(driver, here, node, at(driver, here, node)).and(node.rights());
            } catch (NotFound nothing) {
                if (at.path().isRoot()) {
                    throw NotVisible.error();
                }
                at = above(at);
            }
        }
    }

    public static Ref above(Ref ref) {
        return switch (ref) {
            case Ref.ByPath byPath -> Ref.path(byPath.path().parent());
            case Ref.ById byId ->
                new Ref.ById(byId.space(), byId.id(), byId.path().parent());
        };
    }

    /**
     * The one gate of upload-only places: every operation of every protocol passes it on the way from its target to the place.
     * Whoever came by a link that only takes files hands them in, right below what was given, and looks at that itself; all
     * else is closed, whether something is there or not.
     *
     * @throws NotFound for all that was not given
     * @throws Forbidden for the thing that was given
     */
    Location forUse(Use use) {
        if (!isUploadOnly()) {
            return this;
        }
        switch (use) {
            case LOOK -> {
                if (!sharedRoot.is(ref)) {
                    throw NotVisible.error();
                }
            }
            case HAND_IN -> {
                if (ref.path().isRoot() || !sharedRoot.is(above(ref))) {
                    throw NotVisible.error();
                }
            }
            case OTHER -> {
                throw sharedRoot.is(ref) ? new Forbidden("this takes files and shows nothing") : NotVisible.error();
            }
        }
        return this;
    }

    /** What an operation wants of a place. */
    enum Use {
        /** To learn that it is there, and what it is. */
        LOOK,
        /** To put a file there. */
        HAND_IN,
        /** Whatever else. */
        OTHER
    }

    /** Whether the caller may put files here and see nothing, as whoever came by a link that only takes uploads. */
    public boolean isUploadOnly() {
        Rights ceiling = access.ceiling();
        if (ScopeRights.isUser(caller) || ceiling.isEmpty()) {
            return false;
        }
        if (!reads(ceiling)) {
            return true;
        }
        return caller.scopes().size() > 1 && !reads(DriverCalls.run(mount, this::nearest));
    }

    private static boolean reads(Rights rights) {
        return rights.has(Right.DOWNLOAD) || rights.has(Right.LIST_CONTAINER);
    }

    /** Keeps whoever holds a token for one thing from moving or deleting it as a whole, however they name it. */
    public void requireNotSharedRoot() {
        if (!ScopeRights.isUser(caller)
                && sharedRoot.is(DriverCalls.run(mount, driver -> driver.stat(caller, ref))
                        .id())) {
            throw new Forbidden("what was shared with you stays where it is; only what lies in it can be changed");
        }
    }

    public void requireNotTop(String verb) {
        if (top) {
            throw new Forbidden("the top of a space or storage can't be " + verb);
        }
    }

    private SpaceAccess in(SpaceId space) {
        if (!access.space().equals(space)) {
            switchSpace(context.access().of(caller, mount, space));
        }
        return access;
    }

    private void switchSpace(SpaceAccess other) {
        access = other;
        isSettled = null;
        folder = RelPath.root();
        folderAccess = null;
    }

    /** What the caller may do in a space as it is now, whatever was found out before. */
    public SpaceAccess refreshAccess(StorageDriver driver, SpaceId space) throws IOException {
        switchSpace(
                access.space().equals(space)
                        ? context.access().refreshed(caller, mount, driver, access)
                        : context.access().of(caller, mount, driver, space));
        return access;
    }

    /** How far the caller reaches at a node. */
    public PathAccessResolver.NodeAccess at(StorageDriver driver, SpaceAccess here, Node node) throws IOException {
        if (here.isUniform()) {
            return new PathAccessResolver.NodeAccess(PathAccess.of(here.top()), node.path());
        }
        PathAccessResolver.NodeAccess known = fromFolder(here, node);
        if (known != null) {
            return known;
        }
        if (isTop(here, node) || node.parent().isEmpty()) {
            return context.access().paths().at(caller, mount, driver, here, node);
        }
        PathAccessResolver.NodeAccess above = context.access().paths().atParentOf(caller, mount, driver, here, node);
        folder = node.path().parent();
        folderAccess = above;
        return above.descend(here, node.path(), node.id());
    }

    /** The same without asking, for the next of the same folder's children. */
    private PathAccessResolver.@Nullable NodeAccess fromFolder(SpaceAccess here, Node node) {
        PathAccessResolver.NodeAccess above = folderAccess;
        if (above == null
                || node.parent().isEmpty()
                || isTop(here, node)
                || !node.path().parent().equals(folder)) {
            return null;
        }
        return above.descend(here, node.path(), node.id());
    }

    /**
     * What the caller may do at a node: where a symbolic link leads, no more than at both places, or whoever can make a link
     * could reach what is closed.
     */
    private Rights rights(StorageDriver driver, SpaceAccess here, Node node, PathAccessResolver.NodeAccess at)
            throws IOException {
        Rights rights = here.rights(at.reach());
        if (here.isUniform() || node.actualPath().isEmpty()) {
            return rights;
        }
        try {
            Node there = driver.stat(caller, Ref.path(node.actualPath().get()));
            boolean same = there.actualPath().isEmpty() && there.space().equals(node.space());
            return same
                    ? rights.and(here.rights(context.access()
                            .paths()
                            .at(caller, mount, driver, here, there)
                            .reach()))
                    : Rights.none();
        } catch (NotFound gone) {
            return Rights.none();
        }
    }

    /** Whether the caller has a right at a node by a share of exactly this node, and not in the folder above. */
    public boolean isSharedTop(StorageDriver driver, SpaceAccess here, Node node, Right right) throws IOException {
        if (here.isUniform() || node.parent().isEmpty() || isTop(here, node)) {
            return false;
        }
        SpaceKey space = new SpaceKey(mount.storageId(), here.space());
        return context.access().shares().of(space, here.revision()).nodes().contains(node.id())
                && !here.rights(context.access()
                                .paths()
                                .atParentOf(caller, mount, driver, here, node)
                                .reach())
                        .has(right);
    }

    private static boolean isTop(SpaceAccess here, Node node) {
        return here.root().filter(node.id()::equals).isPresent();
    }

    /** The node as the caller sees it, if the caller has the right. */
    public Resource toResource(Node node, Right right) {
        Resource resource = toResource(node);
        SpaceAccess.require(resource.rights(), right);
        return resource;
    }

    /** The node as the caller sees it; without any right, when the caller may not see it. */
    public Resource toResource(Node node) {
        SpaceAccess here = in(node.space());
        PathAccessResolver.NodeAccess at = here.isUniform() ? null : fromFolder(here, node);
        if (at == null && !here.isUniform()) {
            at = DriverCalls.run(mount, driver -> at(driver, here, node));
        }
        Rights rights = at == null ? here.rights() : rights(here, node, at);
        String storage = mount.storageId();
        return new Resource(
                new ResourceId(storage, node.space(), node.id()),
                node.parent().map(parent -> new ResourceId(storage, node.space(), parent)),
                at == null ? view.of(node.path()) : view.of(node.path(), at.highestVisible()),
                view.inTree() && (at == null || !view.hidesParentsOf(at.highestVisible())),
                context.types().typed(node),
                here.owner().or(node::owner),
                rights.and(node.rights()),
                List.of(),
                Map.of(),
                Set.of());
    }

    private Rights rights(SpaceAccess here, Node node, PathAccessResolver.NodeAccess at) {
        return node.actualPath().isEmpty()
                ? here.rights(at.reach())
                : DriverCalls.run(mount, driver -> rights(driver, here, node, at));
    }

    /** Calls the driver and gives it back. */
    public <T> T run(DriverCall<T> call) {
        try {
            return DriverCalls.run(mount, mount.handle().acquire(), call);
        } catch (WeftException failure) {
            throw calls.toldOf(failure);
        }
    }

    /** The same for a call that moves a content. */
    public <T> T transfer(DriverCall<T> call) {
        try {
            return DriverCalls.transfer(mount, call);
        } catch (WeftException failure) {
            throw calls.toldOf(failure);
        }
    }

    /** Calls the driver for what lies here and at another place of the same storage. */
    public <T> T runFrom(Location source, DriverCall<T> call) {
        try {
            return DriverCalls.run(mount, mount.handle().acquire(), call);
        } catch (WeftException failure) {
            throw calls.toldOf(source.calls.toldOf(failure));
        }
    }

    /** The same for a call that moves a content. */
    public <T> T transferFrom(Location source, DriverCall<T> call) {
        try {
            return DriverCalls.transfer(mount, call);
        } catch (WeftException failure) {
            throw calls.toldOf(source.calls.toldOf(failure));
        }
    }

    /** Opens a content with the driver and leaves the lease with the result; gives it back only when the call fails. */
    public <T> T openHolding(HoldingCall<T> call) {
        return calls.openHolding(call);
    }
}
