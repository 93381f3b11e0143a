/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.Sink;

/** Deleted nodes that can come back, kept per space. */
public interface Trash {

    /**
     * Pushes what lies in a space's trash.
     *
     * @param key empty for the top; else an item, whose children at {@code path} are pushed
     */
    void list(Caller who, SpaceId space, Optional<String> key, RelPath path, Sink<Item> sink) throws IOException;

    /**
     * Brings an item, or what lies below it at {@code path}, back.
     *
     * @param to where to; empty for where it was
     * @throws org.weft.spi.WeftException.AlreadyExists when the place is taken and {@code overwrite} is false
     */
    Node restore(Caller who, SpaceId space, String key, RelPath path, Optional<Ref> to, boolean overwrite, Guard guard)
            throws IOException;

    /** Deletes an item, or what lies below it at {@code path}, for good. */
    void purge(Caller who, SpaceId space, String key, RelPath path) throws IOException;

    /** Deletes everything in the space's trash for good. */
    void empty(Caller who, SpaceId space) throws IOException;

    /**
     * Something in the trash.
     *
     * @param key names it, URL-safe
     * @param original where it was, from the instance's root
     * @param kind what it is
     * @param size bytes
     * @param deleted when
     */
    record Item(String key, RelPath original, Kind kind, long size, Instant deleted) {}
}
