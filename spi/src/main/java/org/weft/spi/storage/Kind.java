/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

/** What a node is. */
public enum Kind {
    FILE,
    FOLDER,
    SYMLINK
}
