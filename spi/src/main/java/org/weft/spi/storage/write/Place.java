/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage.write;

import java.io.IOException;
import java.util.Optional;
import org.weft.spi.Unstable;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;

/**
 * A place in the tree, as one look found it. A driver's own class adds what it recognises the place by later: a revision, an
 * open folder, an inode. For one thread.
 */
@Unstable("may still change before 0.3")
public interface Place extends AutoCloseable {

    /** Where it is, from the instance's root. */
    RelPath path();

    /** What was there. */
    Optional<Node> node() throws IOException;

    /**
     * The folder that it lies in; empty for the root of the instance only. Asked for only where the change needs it, and after {@code
     * node}; a change of a file's content does not.
     */
    Optional<Node> folder() throws IOException;

    /** Gives back what the look took. Called once, whatever came of the place. */
    @Override
    default void close() {}
}
