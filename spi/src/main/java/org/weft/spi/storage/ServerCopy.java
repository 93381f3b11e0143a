/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import org.weft.spi.Caller;
import org.weft.spi.Sink;

/** A copy that the backend makes by itself. A driver without it is completed by the kernel, by streaming. Thread-safe. */
public interface ServerCopy {

    /**
     * Copies a node, and all below it when {@code deep}, in one visible step. The copies have ids of their own, also where
     * a node is replaced. The guard is told no source, because none changes; what is replaced, and the folder that the
     * copy appears in.
     *
     * <p>Content, the time of a file and dead properties are those of the original; locks, grants and versions stay
     * behind. Conditions are judged at the commit: of the source, which must still be what was copied, and of the target.
     *
     * @param deep whether what is in a folder is copied too; a file is copied whole in any case
     * @param spec its {@code overwrite}, conditions, guard and locks count as for a move
     * @param pairs told of every node copied before the copy is visible, so that what the kernel keeps is there by then;
     *     told also of copies that fail later
     * @return the copy, as the next {@code stat} shows it
     * @throws org.weft.spi.WeftException.AlreadyExists when the place is taken and {@code overwrite} is false
     * @throws org.weft.spi.WeftException.NoSpace when there is no room for all of it; nothing was copied
     * @throws org.weft.spi.WeftException.Forbidden when the target is the source
     * @throws org.weft.spi.WeftException.Conflict when one lies below the other, or the source never stood still
     * @throws org.weft.spi.WeftException.Unsupported when the backend can't copy this node by itself and has done
     *     nothing; the kernel then copies by streaming
     */
    Node copy(Caller who, Ref from, Ref to, boolean deep, MoveSpec spec, Sink<Copied> pairs) throws IOException;

    /**
     * A node and its copy.
     *
     * @param from the original
     * @param to the copy
     */
    record Copied(NodeId from, NodeId to) {}
}
