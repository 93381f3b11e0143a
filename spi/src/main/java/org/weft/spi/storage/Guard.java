/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;

/**
 * The kernel's last word on a change. Locks and rights may change while a long upload runs; so the driver takes its
 * visible step (a rename, a transaction) inside {@link #attempt}, and while that runs the kernel lets nobody take a lock
 * in the space. Made by the kernel, for one change and one thread.
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
     * Judges, and takes the step. Not reentrant; the step is short and waits for no other node's lock.
     *
     * <p>The driver holds no lock here that {@code stat} of any node may wait for: the kernel asks where locked nodes
     * are. So it looks, calls this, takes its own locks inside the step, and looks again; where things are no longer what
     * {@code what} says, the step answers {@linkplain Attempt#stale() stale} without having done anything, and the driver
     * comes again with what it sees then. {@link org.weft.spi.storage.write.Commit} is that loop.
     *
     * @param what what the step touches if nothing has changed since the driver looked
     * @return what the step answered
     * @throws org.weft.spi.WeftException.Locked when a lock is in the way
     * @throws org.weft.spi.WeftException whatever is thrown here means that the step was not taken
     */
    <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException;

    /** Lets everything pass; for tests and for the kernel where nothing can be in the way. */
    static Guard none() {
        return Open.GUARD;
    }

    /** A visible step. */
    @FunctionalInterface
    interface Step<T> {

        /** Takes it, or answers stale and has done nothing. What it throws means that nothing was done, either. */
        Attempt<T> take() throws IOException;
    }

    /**
     * For drivers of the SPI 0.1, where a step told by null that it had done nothing. An empty {@code Optional} counts as
     * null, since the storage in memory taught it so.
     *
     * @return what the change made; null, or the empty {@code Optional}, when it did nothing
     * @deprecated use {@link #attempt}, whose type says it
     */
    @Deprecated(since = "0.2", forRemoval = true)
    @SuppressWarnings("NullAway") // null is what 0.1 says, and its type could not
    default <T> T commit(Affected what, Change<T> change) throws IOException {
        ChangeStep<T> step = new ChangeStep<>(change);
        attempt(what, step);
        return step.made();
    }

    /** A visible step of the SPI 0.1. */
    @Deprecated(since = "0.2", forRemoval = true)
    @FunctionalInterface
    interface Change<T> {
        T make() throws IOException;
    }
}
