/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.Set;

/**
 * How a node is moved within the instance.
 *
 * @param overwrite whether a node at the target is replaced, of whichever kind, in one visible step; without it a taken
 *     name is {@code AlreadyExists}
 * @param source what must hold of the node that is moved
 * @param target what must hold of the place it is moved to
 * @param guard wraps the commit
 * @param lockIds the ids of locks that the caller shows; a driver with {@link Locks} judges by them in its step
 */
public record MoveSpec(boolean overwrite, Precondition source, Precondition target, Guard guard, Set<String> lockIds) {

    public MoveSpec {
        lockIds = Set.copyOf(lockIds);
    }

    /** No lock is shown. */
    public MoveSpec(boolean overwrite, Precondition source, Precondition target, Guard guard) {
        this(overwrite, source, target, guard, Set.of());
    }

    public static MoveSpec simple() {
        return new MoveSpec(false, Precondition.none(), Precondition.none(), Guard.none());
    }
}
