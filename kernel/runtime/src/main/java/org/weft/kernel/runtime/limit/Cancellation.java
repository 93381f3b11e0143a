/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.limit;

import java.util.function.BooleanSupplier;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Attempts;

/**
 * Whether anybody still waits for what a thread does. A protocol binds it around each request; guards of changes ask it, so
 * that nothing is made after its request has ended.
 */
public final class Cancellation {

    private static final ScopedValue<BooleanSupplier> ENDED = ScopedValue.newInstance();

    private final BooleanSupplier ended;
    private int commits;

    private Cancellation(BooleanSupplier ended) {
        this.ended = ended;
    }

    /**
     * Does what a request asks for.
     *
     * @param ended asked from any thread whether the client has gone or the call was cancelled
     */
    public static <T, X extends Throwable> T during(BooleanSupplier ended, ScopedValue.CallableOp<? extends T, X> work)
            throws X {
        return ScopedValue.where(ENDED, ended).call(work);
    }

    /** That of the request at hand; one that never ends where there is none. */
    public static Cancellation current() {
        return new Cancellation(ENDED.isBound() ? ENDED.get() : () -> false);
    }

    /** Refuses to make a change that nobody waits for, or that a driver has tried beyond all measure. */
    public void requireCommit() {
        if (ended.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new Unavailable("the request has ended; nothing was changed");
        }
        if (++commits > Attempts.MOST_ATTEMPTS) {
            throw new Unavailable("others change this all the time; try again later");
        }
    }
}
