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

/**
 * Deleted nodes that can come back, kept per space. {@link StorageDriver#delete} moves a node here in its one visible
 * step, and makes one item of it with all that is below. What lies here is not in the tree: its path is free, and a
 * reference by its id is {@code NotFound}. Ids, contents, versions and modification times stay, and are the same after a
 * restore. It counts into the space's quota. Thread-safe.
 *
 * <p>{@code NotFound} where the space has no such item, or nothing lies at the path in it; an item of another space is
 * never found.
 */
public interface Trash {

    /**
     * Pushes what lies in a space's trash, in an order that stays the same while nothing changes. A child of a deleted folder is pushed with the key of the item that it lies in,
     * and with its own {@code original}: a path in an item is what is left of {@code original} below the item's.
     *
     * @param key empty for the top; else an item, whose children at {@code path} are pushed
     * @throws org.weft.spi.WeftException.Conflict when there is no folder at the path
     */
    void list(Caller who, SpaceId space, Optional<String> key, RelPath path, Sink<Item> sink) throws IOException;

    /**
     * Brings an item, or what lies below it at {@code path}, back in one visible step. The rest of an item stays where it
     * is.
     *
     * @param to where to; empty for where it was
     * @param overwrite whether a node at that place is replaced, of whichever kind, as by a move
     * @param guard wraps the commit; it is told the folder that the node appears in, no source, and what is replaced
     * @throws org.weft.spi.WeftException.AlreadyExists when the place is taken and {@code overwrite} is false
     * @throws org.weft.spi.WeftException.NotFound also when the folder to restore into is missing, told as the parent
     */
    Node restore(Caller who, SpaceId space, String key, RelPath path, Optional<Ref> to, boolean overwrite, Guard guard)
            throws IOException;

    /** Deletes an item, or what lies below it at {@code path}, for good. Of many who restore or purge the same, one succeeds. */
    void purge(Caller who, SpaceId space, String key, RelPath path) throws IOException;

    /** Deletes everything in the space's trash for good; nothing to delete is no failure. */
    void empty(Caller who, SpaceId space) throws IOException;

    /**
     * Whether a node with this id may lie in the trash, as an item or somewhere in one. The kernel forgets what it keeps
     * for nodes that are neither live nor here. True when the driver can't tell.
     */
    default boolean mayHold(SpaceId space, NodeId node) throws IOException {
        return true;
    }

    /**
     * Something in the trash.
     *
     * @param key names the item among those of its space, URL-safe; the same as long as it is there, and never given to
     *     another one
     * @param original where it was, from the instance's root
     * @param kind what it is
     * @param size bytes; of a folder, of all that is in it, or 0 where that is not known
     * @param deleted when the item was deleted; the same for all that is in it
     * @param node the id that it had in the tree and will have again. The kernel remembers by it below which folders the node
     *     lay, and judges by them who sees the item. Where it is empty, only those see it who may do everything in the whole
     *     space, and who received a share sees no trash.
     */
    record Item(String key, RelPath original, Kind kind, long size, Instant deleted, Optional<NodeId> node) {

        /** For a storage that can't tell which node it was. */
        public Item(String key, RelPath original, Kind kind, long size, Instant deleted) {
            this(key, original, kind, size, deleted, Optional.empty());
        }
    }
}
