/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import org.weft.kernel.http.PathCodec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.storage.RelPath;

/**
 * What a URL names: a resource below the top of one of the trees that this server shows. Links in answers stay in the
 * tree that the request used.
 *
 * @param base the decoded path of the tree's top, without a slash at its end
 * @param top what is at the top
 * @param below the path from there
 * @param slash whether the URL ended with a slash
 */
record DavPath(String base, Target top, RelPath below, boolean slash) {

    Target target() {
        return top.resolve(below);
    }

    boolean isTop() {
        return below.isRoot();
    }

    /** Whether this is the top of the caller's own files. */
    boolean isHome() {
        return isTop() && top.equals(DavTrees.HOME);
    }

    /** The encoded path, with a slash at the end for folders. */
    String href(boolean folder) {
        String path = below.isRoot() ? base : base + '/' + below;
        return PathCodec.encode(folder ? path + '/' : path);
    }

    /** The last name, for people. */
    String name() {
        return isTop() ? base.substring(base.lastIndexOf('/') + 1) : below.name();
    }

    DavPath child(String name) {
        return new DavPath(base, top, below.resolve(name), false);
    }

    /** Whether both name the same place, as far as their URLs tell. */
    boolean isSame(DavPath other) {
        return target().equals(other.target());
    }
}
