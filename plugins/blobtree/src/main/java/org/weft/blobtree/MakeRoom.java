/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

/** What is taken away, the oldest first, when a space has no room for what is written. */
public enum MakeRoom {
    VERSIONS_AND_TRASH,
    VERSIONS,
    NONE
}
