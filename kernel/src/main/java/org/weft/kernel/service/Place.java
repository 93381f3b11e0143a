/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weft.kernel.mount.Mount;
import org.weft.kernel.plugin.Lease;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;

/** A place in a storage, as one caller sees it. For one request; not thread-safe. */
final class Place implements Found {

    private final Places places;
    private final Caller caller;
    private final Mount mount;
    private final Ref ref;
    private final View view;
    private final boolean top;
    private Standing standing;

    /**
     * @param ref what the driver is asked for
     * @param view how paths look to the caller
     * @param top whether this is the top of a space or storage
     * @param standing what the caller may do in the space that the target is expected in
     */
    Place(Places places, Caller caller, Mount mount, Ref ref, View view, boolean top, Standing standing) {
        this.places = places;
        this.caller = caller;
        this.mount = mount;
        this.ref = ref;
        this.view = view;
        this.top = top;
        this.standing = standing;
    }

    /**
     * How paths look to a caller.
     *
     * @param inner the path within the instance at which the caller's view begins
     * @param outer what the caller sees instead of it
     */
    record View(RelPath inner, RelPath outer) {

        RelPath of(RelPath path) {
            return path.startsWith(inner) ? outer.resolve(path.relativeTo(inner)) : outer.resolve(path);
        }
    }

    Mount mount() {
        return mount;
    }

    Ref ref() {
        return ref;
    }

    Standing standing() {
        return standing;
    }

    /** Whether this is the top of a space or storage. */
    boolean isTop() {
        return top;
    }

    /** A path from the instance's root, as the caller sees it. */
    RelPath seen(RelPath path) {
        return view.of(path);
    }

    /** A path from the instance's root as one from where the caller's view begins. */
    RelPath inner(RelPath path) {
        return path.startsWith(view.inner()) ? path.relativeTo(view.inner()) : path;
    }

    /** The same view with another path below the target. */
    Place resolve(RelPath below) {
        return new Place(places, caller, mount, ref.resolve(below), view, top && below.isRoot(), standing);
    }

    void require(Right right) {
        Standing.require(standing.rights(), right);
    }

    /** Refuses a change in a space that the caller may not change, whatever space was expected. */
    void require(SpaceId space, Right right) {
        Standing.require(in(space).rights(), right);
    }

    void requireNotTop(String verb) {
        if (top) {
            throw new Forbidden("the top of a space or storage can't be " + verb);
        }
    }

    private Standing in(SpaceId space) {
        if (!standing.space().equals(space)) {
            standing = places.standing(caller, mount, space);
        }
        return standing;
    }

    /** The node as the caller sees it, if the caller has the right. */
    Resource see(Node node, Right right) {
        Resource resource = see(node);
        Standing.require(resource.rights(), right);
        return resource;
    }

    /** The node as the caller sees it; without any right, when the caller may not see it. */
    Resource see(Node node) {
        Standing here = in(node.space());
        String storage = mount.storageId();
        return new Resource(
                new ResourceId(storage, node.space(), node.id()),
                node.parent().map(parent -> new ResourceId(storage, node.space(), parent)),
                view.of(node.path()),
                node,
                here.owner().or(node::owner),
                here.rights().and(node.rights()),
                List.of(),
                Map.of(),
                Set.of());
    }

    /** Calls the driver and gives it back. */
    <T> T run(Call<T> call) {
        return places.run(mount, call);
    }

    /** Calls the driver and leaves the lease with the result; gives it back only when the call fails. */
    <T> T hold(Holding<T> call) {
        Lease<StorageDriver> lease = mount.handle().acquire();
        boolean kept = false;
        try {
            T result = call.on(lease.driver(), lease);
            kept = true;
            return result;
        } catch (NotFound nothing) {
            throw alike(nothing);
        } catch (IOException | RuntimeException failure) {
            throw places.failed(mount, lease, failure);
        } finally {
            if (!kept) {
                lease.close();
            }
        }
    }

    /**
     * What a caller is told when the driver finds nothing: the same as of a resource that the caller may not see, or the
     * words would tell the two apart; a driver's words would also tell its own paths.
     */
    static NotFound alike(NotFound nothing) {
        return nothing.isParent() ? nothing : hidden();
    }

    static NotFound hidden() {
        return new NotFound("there is no such resource, or you may not see it");
    }

    /** A call of a driver. */
    @FunctionalInterface
    interface Call<T> {
        T on(StorageDriver driver) throws IOException;
    }

    /** A call of a driver whose result holds the lease. */
    @FunctionalInterface
    interface Holding<T> {
        T on(StorageDriver driver, Lease<StorageDriver> lease) throws IOException;
    }
}
