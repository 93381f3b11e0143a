/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.List;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.storage.RelPath;

/** One kind of place in the tree. Knows no other kind. Thread-safe. */
interface PathResolver {

    /**
     * What a path means.
     *
     * @return empty when the path is none of this kind, so that the next kind is asked
     * @throws org.weft.spi.WeftException.NotFound when it is of this kind and leads nowhere for this caller
     */
    Optional<Resolved> resolve(Caller caller, RelPath path);

    /** What this kind shows in one of the server's own folders. */
    default List<TreeEntry> children(Caller caller, RelPath folder) {
        return List.of();
    }
}
