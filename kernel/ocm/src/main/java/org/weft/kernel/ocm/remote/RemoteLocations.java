/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.weft.kernel.ocm.remote.RemoteResolver.Remote;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;

/** Finds the place at another server that a path of the storage leads to. All are one space. */
public final class RemoteLocations {

    static final SpaceId ALL = new SpaceId("shares");

    private final RemoteResolver resolver;
    private final int depth;

    private RemoteLocations(RemoteResolver resolver, int depth) {
        this.resolver = resolver;
        this.depth = depth;
    }

    /** The first name of a path says which place. */
    static RemoteLocations named(RemoteResolver resolver) {
        return new RemoteLocations(resolver, 1);
    }

    /** All paths lead to one place. */
    public static RemoteLocations single(Remote remote) {
        return new RemoteLocations((who, name) -> remote, 0);
    }

    /** Whether a path is above the places. */
    boolean isAbove(RelPath path) {
        return path.depth() < depth;
    }

    /** The folder above the places. */
    Node above() {
        return Node.builder(ALL, RemoteNodes.id(RelPath.root()), Kind.FOLDER, RelPath.root())
                .etag(ALL.value())
                .rights(Rights.read())
                .build();
    }

    At at(Caller who, RelPath path) throws IOException {
        if (isAbove(path)) {
            throw new NotFound("name a share");
        }
        RelPath top = depth == 0 ? RelPath.root() : RelPath.parse(path.names().getFirst());
        Remote remote = resolver.at(who, top.toString());
        return new At(remote, new DavUrls(remote.root()), ALL, top, path.relativeTo(top));
    }

    /**
     * Where a path leads.
     *
     * @param remote the place
     * @param urls its URLs
     * @param space the space of all places
     * @param topPath the place's path in the storage
     * @param below the path from there
     */
    record At(Remote remote, DavUrls urls, SpaceId space, RelPath topPath, RelPath below) {

        RelPath path() {
            return topPath.resolve(below);
        }

        URI url(boolean folder) {
            return urls.of(below, folder);
        }

        Optional<RelPath> below(String href) {
            return urls.below(href);
        }

        /** The same, at a server that calls it so; empty when that is another thing's name. */
        Optional<At> shownAs(String href) {
            if (below(href).isPresent()) {
                return Optional.of(this);
            }
            return urls.shown(href, below).map(shown -> new At(remote, shown, space, topPath, below));
        }

        At top() {
            return new At(remote, urls, space, topPath, RelPath.root());
        }

        At parent() {
            return new At(remote, urls, space, topPath, below.parent());
        }

        At child(String name) {
            return new At(remote, urls, space, topPath, below.resolve(name));
        }
    }
}
