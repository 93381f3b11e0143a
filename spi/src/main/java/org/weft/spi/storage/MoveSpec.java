/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

/**
 * How a node is moved within the instance.
 *
 * @param overwrite whether a node at the target is replaced, of whichever kind, in one visible step; without it a taken
 *     name is {@code AlreadyExists}
 * @param source what must hold of the node that is moved
 * @param target what must hold of the place it is moved to
 * @param guard wraps the commit
 */
public record MoveSpec(boolean overwrite, Precondition source, Precondition target, Guard guard) {

    public static MoveSpec simple() {
        return new MoveSpec(false, Precondition.none(), Precondition.none(), Guard.none());
    }
}
