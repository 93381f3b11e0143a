/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import java.time.Duration;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Attempts;
import org.weft.spi.storage.Guard;

/** Makes no change at all, as if others were always faster, and at some time tells that its request has ended. */
final class TurningAway implements Guard {

    private final int last;
    private final Duration patience;
    private final long began = System.nanoTime();
    private final WeftException end = new WeftException.Unavailable("the request has ended");
    private int commits;

    private TurningAway(int last, Duration patience) {
        this.last = last;
        this.patience = patience;
    }

    /** For ever: who comes more often than is allowed is stopped; and who is slow, as by a client that does not wait so long. */
    static TurningAway always() {
        return new TurningAway(Attempts.MOST_ATTEMPTS + 1, Duration.ofSeconds(1));
    }

    /** @param last which attempt is told that the request has ended */
    static TurningAway endingAt(int last) {
        return new TurningAway(last, Duration.ofDays(1));
    }

    int commits() {
        return commits;
    }

    WeftException end() {
        return end;
    }

    @Override
    public void check(Affected what) {}

    @Override
    public <T> Attempt<T> attempt(Affected what, Step<T> step) {
        commits++;
        if (commits >= last || System.nanoTime() - began > patience.toNanos()) {
            throw end;
        }
        return Attempt.stale();
    }
}
