/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.commit;

/** What a change does to the node it is aimed at, which decides which locks are in its way. */
public enum ChangeKind {
    /** Gives a file content, or makes a node. */
    WRITE,
    /** Takes a node away, with all below it. */
    DELETE,
    /** Takes a node to another place, with all below it. */
    MOVE
}
