/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import java.time.Duration;

/**
 * How far locks may go.
 *
 * @param longest the longest time that a lock is granted for at once
 * @param perSpace how many a space may have
 */
public record LockLimits(Duration longest, int perSpace) {

    /** A day, and 10,000. */
    public static LockLimits usual() {
        return new LockLimits(Duration.ofDays(1), 10_000);
    }
}
