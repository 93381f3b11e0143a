/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.demands;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits for what other threads do. How long it takes is no part of any test; giving up is. */
final class Until {

    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private Until() {}

    static void holds(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it never came true that " + what);
            }
            rest(5);
        }
    }

    /** Waits until a counter that has begun to count stands still for a second, and tells where. */
    static long still(String what, LongSupplier counter) {
        holds(what + " begins to count", () -> counter.getAsLong() > 0);
        long end = System.nanoTime() + PATIENCE_NANOS;
        long last = -1;
        for (int same = 0; same < 20; ) {
            long now = counter.getAsLong();
            same = now == last ? same + 1 : 0;
            last = now;
            if (System.nanoTime() > end) {
                throw new AssertionError(what + " never stood still");
            }
            rest(50);
        }
        return last;
    }

    private static void rest(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        }
    }
}
