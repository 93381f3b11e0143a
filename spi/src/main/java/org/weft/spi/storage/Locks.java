/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.util.List;
import org.weft.spi.Caller;

/**
 * Locks kept by the backend, which other programs may set too. A driver without them is completed by the kernel. Thread-safe.
 *
 * <p><b>What a lock keeps out.</b> A change passes a locked node only if it shows the id of one of the locks that cover the node
 * and belongs to its holder ({@link Lock#admits}); else it is {@code Locked}, and nothing has changed. The ids that a caller shows
 * are in {@link PutSpec}, {@link MakeSpec}, {@link MoveSpec} and {@link DeleteSpec}. The driver judges by them <i>in its visible
 * step</i>, so that no lock comes between; and before the first byte of a body. A change must pass
 *
 * <ul>
 *   <li>the node that is written, deleted or moved, and the one that is replaced;
 *   <li>each locked node below one that is deleted, moved or replaced, which only the driver can see;
 *   <li>each folder whose list of names changes: a lock on a folder, deep or not, keeps its names.
 * </ul>
 *
 * Nothing is kept from reading. What has no such spec (a restored version, a touched time, a property) is judged by the kernel alone,
 * by {@link #covering}; it also judges what it can see of the rest.
 *
 * <p><b>How long.</b> A lock outlives the driver and ends at its {@code expires}, by itself. It ends with its node: when that is deleted,
 * also into a trash, or replaced. A copy has none. When the node is moved a lock ends (RFC 4918, section 7.5), but one of an
 * application ({@link Lock#app}) goes with it: an office that renames what it edits goes on editing.
 *
 * <p>Common failures: {@code NotFound} when there is no such node; {@code Forbidden} where the backend enforces rights.
 */
public interface Locks {

    /**
     * The locks that protect a node: its own, and deep ones of the folders above. Those that have ended are not among them. Few, since a
     * backend bounds how many a node can have.
     */
    List<Lock> covering(Caller who, Ref ref) throws IOException;

    /**
     * Sets a lock. Two locks can cover a node at a time only if both are {@linkplain Lock.Sharing#SHARED shared}; that is so with the
     * folders above whose locks are deep, and for a deep lock with all below.
     *
     * @return the lock as it was granted, its id, holder, application and owner as they were asked for; it covers the node as soon as
     *     this returns
     * @throws org.weft.spi.WeftException.Locked when another lock excludes it
     */
    Lock acquire(Caller who, Ref ref, LockRequest request) throws IOException;

    /**
     * Replaces the lock with the id {@code expected}, which covers the node, by the requested one, which may bear another id, in one step:
     * at no moment is there neither of them, or both, and of many who replace the same one a single one does. The node it was set on and
     * the time of its making stay; an empty owner leaves the old one. It ends as late as the request asks.
     *
     * @throws org.weft.spi.WeftException.PreconditionFailed when no such lock is there
     * @throws org.weft.spi.WeftException.Forbidden when it is another's
     * @throws org.weft.spi.WeftException.Locked when {@code next} asks for more than the old lock, and another excludes that
     */
    Lock refresh(Caller who, Ref ref, String expected, LockRequest next) throws IOException;

    /**
     * Ends a lock that covers the node.
     *
     * @throws org.weft.spi.WeftException.PreconditionFailed when no such lock is there
     * @throws org.weft.spi.WeftException.Forbidden when it is another's, and the backend does not let the caller end it
     */
    void release(Caller who, Ref ref, String id) throws IOException;
}
