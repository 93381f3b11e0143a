/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits for what other threads do. How long it takes is no part of any test; giving up is. */
final class Await {

    /** Looks are counted, not seconds: a machine that stands still for a while fails no test. */
    private static final int LOOKS = 6_000;

    private Await() {}

    static void holds(String what, BooleanSupplier condition) {
        for (int look = 0; look < LOOKS; look++) {
            if (condition.getAsBoolean()) {
                return;
            }
            rest(5);
        }
        throw new AssertionError("it never came true that " + what);
    }

    /** Waits until a counter that has begun to count stands still for a second, and tells where. */
    static long still(String what, LongSupplier counter) {
        holds(what + " begins to count", () -> counter.getAsLong() > 0);
        long last = -1;
        int same = 0;
        for (int look = 0; look < LOOKS && same < 20; look++) {
            long now = counter.getAsLong();
            same = now == last ? same + 1 : 0;
            last = now;
            rest(50);
        }
        assertThat(same).as(what + " stands still").isEqualTo(20);
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
