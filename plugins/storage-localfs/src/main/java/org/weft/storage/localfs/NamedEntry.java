/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import org.weft.spi.storage.Kind;

/**
 * A name in a folder and what is there.
 *
 * @param name the name
 * @param child what it stands for
 */
record NamedEntry(String name, DirEntry child) {

    /** Whether it is a file or folder, and no link. */
    boolean isOrdinary() {
        return child.kind() != Kind.SYMLINK;
    }
}
