/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A client's connection: whether anybody on it is known, and how many calls it has. Thread-safe. */
final class ClientConnection {

    /** So many calls at a time before a valid token was shown. */
    static final int STRANGERS_CALLS = 16;

    private final Runnable becomesKnown;
    private final AtomicBoolean known = new AtomicBoolean();
    private final AtomicInteger calls = new AtomicInteger();

    /**
     * @param becomesKnown run once, at the first valid token
     */
    ClientConnection(Runnable becomesKnown) {
        this.becomesKnown = becomesKnown;
    }

    boolean isKnown() {
        return known.get();
    }

    void known() {
        if (!known.get() && known.compareAndSet(false, true)) {
            becomesKnown.run();
        }
    }

    /** Whether one more call may begin; it counts in any case, until {@link #end}. */
    boolean begin() {
        return calls.incrementAndGet() <= STRANGERS_CALLS || isKnown();
    }

    void end() {
        calls.decrementAndGet();
    }
}
