/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

/** A lock that the kernel owns. Reentrant within a thread; fair enough that nobody waits for ever. */
public interface Mutex {

    /** Waits for the lock; interruptible waiting ends with {@link WeftException.Unavailable}. */
    Held acquire();

    /** The lock while it is held; closing it lets go. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
