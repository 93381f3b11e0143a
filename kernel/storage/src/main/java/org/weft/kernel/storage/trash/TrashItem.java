/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.trash;

import java.time.Instant;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;

/**
 * Something in the trash.
 *
 * @param key names the item that was deleted
 * @param below where this lies in that item; the root for the item itself
 * @param original where it was, as the caller sees paths
 * @param inner the same from the top of its space
 * @param kind what it is
 * @param size bytes; of a folder, all that is in it where that is known
 * @param deleted when
 */
public record TrashItem(
        String key, RelPath below, RelPath original, RelPath inner, Kind kind, long size, Instant deleted) {

    /** The item's key, and the path in it where this lies deeper. */
    public String address() {
        return below.isRoot() ? key : key + '/' + below;
    }

    public boolean isFolder() {
        return kind == Kind.FOLDER;
    }

    /** The name it had. */
    public String name() {
        return original.name();
    }
}
