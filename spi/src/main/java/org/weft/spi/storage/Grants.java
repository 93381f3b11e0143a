/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.util.List;
import org.weft.spi.Caller;
import org.weft.spi.Sink;

/**
 * Access rights kept by the backend. A driver without them is completed by the kernel. Thread-safe.
 *
 * <p>A grant holds for its node and for all below it; several for one person (as themselves, and by their groups) add up, and a
 * denial closes the node and all below it, whatever is granted elsewhere. What comes of them for the caller is told by {@link
 * Node#rights()} with every node that the driver answers, which the kernel never widens. A grant goes with its node when that is
 * moved, written over or restored from the trash, ends with it, and is not copied. It outlives the driver. At its {@code expires} it
 * ends by itself.
 *
 * <p>The kernel judges who may see and change grants before it calls, and gives no more than the caller has.
 *
 * <p>Common failures: {@code NotFound} when there is no such node; {@code Forbidden} where the backend enforces rights.
 */
public interface Grants {

    /**
     * Pushes the grants and denials on a node itself, not those on the folders above: each grantee once, in an order that stays the
     * same while nothing changes. What has ended is not among them.
     */
    @SuppressWarnings("removal")
    default void list(Caller who, Ref ref, Sink<Grant> sink) throws IOException {
        for (Grant grant : list(who, ref)) {
            if (!sink.accept(grant)) {
                return;
            }
        }
    }

    /**
     * For drivers of the SPI 0.1, which gave the whole list.
     *
     * @deprecated implement the one with a sink, which the kernel calls
     */
    @Deprecated(since = "0.2", forRemoval = true)
    default List<Grant> list(Caller who, Ref ref) throws IOException {
        throw new UnsupportedOperationException("the driver has to implement list with a sink");
    }

    /**
     * Sets the grantee's rights on the node, in one step; replaces the grant that was there, its rights, creator and end. No rights
     * at all are a denial.
     *
     * @throws org.weft.spi.WeftException.InvalidArgument for rights that the backend can't hold as they are, or a grantee that it
     *     doesn't know; it never gives more or less than it was told, and nothing has changed
     * @throws org.weft.spi.WeftException.Unsupported for a denial or an end, where the backend has none; nothing has changed
     */
    void put(Caller who, Ref ref, Grant grant) throws IOException;

    /**
     * Takes the grantee's rights on the node, or the denial, away.
     *
     * @throws org.weft.spi.WeftException.NotFound when there is no such grant on the node itself
     */
    void remove(Caller who, Ref ref, Grant.Grantee grantee) throws IOException;
}
