/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import java.time.Duration;
import java.util.function.Supplier;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.Outcome;

/** Waits by asking again. */
final class Eventually {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Eventually() {}

    static Outcome.Accepted accepted(Supplier<Outcome> question) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                Outcome outcome = question.get();
                if (outcome instanceof Outcome.Accepted accepted) {
                    return accepted;
                }
                if (System.nanoTime() > end) {
                    throw new AssertionError("not accepted, but " + outcome);
                }
            } catch (Unavailable silent) {
                if (System.nanoTime() > end) {
                    throw silent;
                }
            }
            Thread.sleep(100);
        }
    }
}
