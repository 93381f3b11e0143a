/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import org.weft.spi.storage.RelPath;

/**
 * What the storage of a read-only driver holds.
 *
 * @param file a file
 * @param content the file's bytes; at least two
 * @param folder a folder with at least two children
 */
public record Fixture(RelPath file, byte[] content, RelPath folder) {

    /** Nothing is known. */
    public static Fixture none() {
        return new Fixture(RelPath.root(), new byte[0], RelPath.root());
    }

    boolean isKnown() {
        return !file.isRoot();
    }
}
