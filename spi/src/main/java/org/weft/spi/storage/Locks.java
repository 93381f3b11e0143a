/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.util.List;
import org.weft.spi.Caller;

/** Locks kept by the backend. A driver without them is completed by the kernel. */
public interface Locks {

    /** The locks that protect a node: its own, and deep ones of the folders above. */
    List<Lock> covering(Caller who, Ref ref) throws IOException;

    /**
     * Sets a lock.
     *
     * @throws org.weft.spi.WeftException.Locked when another lock excludes it
     */
    Lock acquire(Caller who, Ref ref, LockRequest request) throws IOException;

    /**
     * Replaces the lock with the id {@code expected} by the requested one, which may bear another id, in one step.
     *
     * @throws org.weft.spi.WeftException.PreconditionFailed when no such lock is there
     */
    Lock refresh(Caller who, Ref ref, String expected, LockRequest next) throws IOException;

    /**
     * Ends a lock.
     *
     * @throws org.weft.spi.WeftException.PreconditionFailed when no such lock is there
     */
    void release(Caller who, Ref ref, String id) throws IOException;
}
