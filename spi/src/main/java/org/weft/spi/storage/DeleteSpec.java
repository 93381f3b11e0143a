/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.Set;

/**
 * How a node is deleted, with all below it.
 *
 * @param precondition judged at commit
 * @param guard wraps the commit
 * @param forGood past the trash, if the driver has one: the site's operator has switched it off for this storage. A driver
 *     without a trash deletes for good in any case
 * @param lockIds the ids of locks that the caller shows; a driver with {@link Locks} judges by them in its step
 */
public record DeleteSpec(Precondition precondition, Guard guard, boolean forGood, Set<String> lockIds) {

    public DeleteSpec {
        lockIds = Set.copyOf(lockIds);
    }

    /** No lock is shown. */
    public DeleteSpec(Precondition precondition, Guard guard, boolean forGood) {
        this(precondition, guard, forGood, Set.of());
    }

    /** To the trash, where the driver has one. */
    public DeleteSpec(Precondition precondition, Guard guard) {
        this(precondition, guard, false);
    }

    public static DeleteSpec simple() {
        return new DeleteSpec(Precondition.none(), Guard.none());
    }
}
