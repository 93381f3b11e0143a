/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http.client;

import java.time.Duration;

/**
 * Whether a server is still worth waiting for: over each window in which nothing but it was waited for, a KiB a second
 * must move. Time that others took does not count, so that a slow client of ours is no slow server. For one thread.
 */
final class TransferRateWatch {

    private final long window;
    private final long least;
    private long waited;
    private long moved;

    TransferRateWatch(Duration window) {
        this.window = window.toNanos();
        this.least = window.toMillis();
    }

    /**
     * Counts.
     *
     * @param nanos that the server was waited for
     * @param bytes that moved then
     * @return false when it is too slow
     */
    boolean isKept(long nanos, long bytes) {
        waited += nanos;
        moved += bytes;
        if (waited < window) {
            return true;
        }
        boolean kept = moved >= least;
        waited = 0;
        moved = 0;
        return kept;
    }

    /** Whether it would be too slow after this further time, with nothing moved in it. */
    boolean isOver(long nanos) {
        return waited + nanos >= window && moved < least;
    }
}
