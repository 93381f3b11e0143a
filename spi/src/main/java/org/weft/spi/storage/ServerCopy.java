/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import org.weft.spi.Caller;
import org.weft.spi.Sink;

/** A copy that the backend makes by itself. A driver without it is completed by the kernel, by streaming. */
public interface ServerCopy {

    /**
     * Copies a node, and all below it when {@code deep}, in one visible step.
     *
     * @param pairs told of every node copied, so that what the kernel keeps can follow
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
