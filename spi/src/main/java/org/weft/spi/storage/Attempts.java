/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import org.weft.spi.WeftException;

/**
 * Counts how often a driver tries to make one change. {@link org.weft.spi.storage.write.Commit} counts by it. A driver with a loop
 * of its own looks, calls {@link Guard#attempt}, and comes again when the step was stale; that loop ends here, so that nothing
 * spins for ever and nothing is made long after its request:
 *
 * <pre>{@code
 * for (Attempts attempts = Attempts.at(path); ; attempts.next()) {
 *     …
 * }
 * }</pre>
 *
 * For one change and one thread.
 */
public final class Attempts {

    /** How often a change is tried; far more than so many writers at a time need. */
    public static final int MOST_ATTEMPTS = 1000;

    private final RelPath path;
    private int made = 1;

    private Attempts(RelPath path) {
        this.path = path;
    }

    /** The first attempt to change something. */
    public static Attempts at(RelPath path) {
        return new Attempts(path);
    }

    /**
     * Begins another attempt.
     *
     * @throws WeftException.Unavailable when there were {@link #MOST_ATTEMPTS}, or when the thread was interrupted, as it
     *     is when the server stops
     */
    public void next() {
        if (made >= MOST_ATTEMPTS) {
            throw new WeftException.Unavailable("/" + path + " is changed by others all the time; try again later");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new WeftException.Unavailable("the change of /" + path + " was broken off; nothing was changed");
        }
        made++;
    }
}
