/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage.write;

import java.io.IOException;
import org.weft.spi.Unstable;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;

/**
 * What {@link Writes} asks of a storage: how it looks, where bodies grow, and four visible steps. Thread-safe.
 *
 * <p>A <b>step</b> takes the driver's own lock, looks whether the place is still what the look found, answers {@linkplain
 * Attempt#stale() stale} if not, and else makes the change. It is short, and judges no rights. The precondition was judged by the
 * look; so a step recognises <i>every</i> change of the node, of its content as well, also one of the same size within one tick of
 * the clock, or it checks the spec's precondition against what is there by then. Whoever does neither lets an update be lost. What
 * a step throws means that it changed nothing, and ends the call.
 *
 * @param <P> a place as this storage recognises it
 * @param <S> a content as this storage keeps it before it has a name
 */
@Unstable("may still change before 0.3")
public interface WritableTree<P extends Place, S extends Staged> extends WritableFiles<P, S> {

    /** The step that makes a folder at a free place. */
    Attempt<Node> makeFolder(P place, MakeSpec spec) throws IOException;

    /** The step that takes a node and all below it away. @return the node that went */
    Attempt<Node> delete(P place, DeleteSpec spec) throws IOException;

    /** The step that moves a node, over the one at the target if there is one. @return the node at its new place */
    Attempt<Node> move(P from, P to, MoveSpec spec) throws IOException;
}
