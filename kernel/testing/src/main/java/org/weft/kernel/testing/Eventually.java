/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens in the background, by asking again and again. */
public final class Eventually {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Eventually() {}

    public static void until(Callable<Boolean> holds) {
        long end = System.nanoTime() + LONGEST.toNanos();
        try {
            while (!holds.call()) {
                assertThat(System.nanoTime()).as("it has not come about").isLessThan(end);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        } catch (Exception failed) {
            throw new AssertionError("it can't be known whether it has come about", failed);
        }
    }
}
