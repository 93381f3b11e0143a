/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

/**
 * How a node is deleted, with all below it.
 *
 * @param precondition judged at commit
 * @param guard wraps the commit
 * @param forGood past the trash, if the driver has one: the site's operator has switched it off for this storage. A driver
 *     without a trash deletes for good in any case
 */
public record DeleteSpec(Precondition precondition, Guard guard, boolean forGood) {

    /** To the trash, where the driver has one. */
    public DeleteSpec(Precondition precondition, Guard guard) {
        this(precondition, guard, false);
    }

    public static DeleteSpec simple() {
        return new DeleteSpec(Precondition.none(), Guard.none());
    }
}
