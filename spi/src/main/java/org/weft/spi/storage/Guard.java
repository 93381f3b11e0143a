/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;

/**
 * The kernel's last word on a change. Locks and rights may change while a long upload runs; so the driver makes its
 * visible step (a rename, a transaction) inside {@link #commit}, and while that runs the kernel lets nobody take a lock
 * in the space.
 */
public interface Guard {

    /**
     * Judges without changing anything: called before the first byte of a body is read, so that a refused upload is
     * refused before it is sent.
     *
     * @throws org.weft.spi.WeftException.Locked when a lock is in the way
     */
    void check(Affected what);

    /**
     * Judges again and makes the change. Not reentrant; the change is short and waits for no other node's lock.
     *
     * <p>The driver holds no lock here that {@code stat} of any node may wait for: the kernel asks where locked nodes
     * are. So it looks, calls this, takes its own locks inside the change, and looks again; where things are no longer
     * what {@code what} says, the change returns null without having done anything, and the driver comes again.
     *
     * @throws org.weft.spi.WeftException.Locked when a lock is in the way; the change was not made
     */
    <T> T commit(Affected what, Change<T> change) throws IOException;

    /** Lets everything pass; for tests and for the kernel where nothing can be in the way. */
    static Guard none() {
        return Open.GUARD;
    }

    /** A visible step. */
    @FunctionalInterface
    interface Change<T> {
        T make() throws IOException;
    }
}
