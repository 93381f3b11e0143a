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
 */
public record DeleteSpec(Precondition precondition, Guard guard) {

    public static DeleteSpec simple() {
        return new DeleteSpec(Precondition.none(), Guard.none());
    }
}
