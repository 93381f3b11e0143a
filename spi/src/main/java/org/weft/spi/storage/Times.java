/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import org.weft.spi.Caller;

/**
 * Times that clients set of nodes that are there, as {@code touch(1)} does. A driver without it keeps a client's time at most
 * when something is written ({@link Traits.Trait#SETTABLE_MTIME}). Thread-safe.
 */
public interface Times {

    /**
     * Sets when a node was modified, in one visible step inside {@code spec.guard().attempt}; the guard is told the node as the
     * source, and no parents. Content, id, digests and versions stay. The etag becomes another one, since clients must see the
     * change; with {@code FOLDER_ETAG_PROPAGATES} those of the folders above too, whose own times are then that of the change.
     *
     * <p>The time of a folder moves on with the next change in it. A time that the backend can't hold is held as near as it can;
     * the returned node tells.
     *
     * @return the node as the next stat will show it
     * @throws org.weft.spi.WeftException.Forbidden for the root of the instance or of a space
     * @throws org.weft.spi.WeftException.PreconditionFailed when the precondition does not hold at the commit
     */
    Node touch(Caller who, Ref ref, TouchSpec spec) throws IOException;
}
