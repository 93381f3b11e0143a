/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.job;

import java.time.Duration;

/**
 * Work that is done again and again: something is swept away, looked up anew, tried again.
 *
 * @param name a few words for the log
 * @param every how long it rests between two rounds
 * @param work one round; what it throws is logged, and the next round comes all the same
 */
public record Job(String name, Duration every, Runnable work) {

    /** How long what has expired may lie about. */
    private static final Duration NOW_AND_THEN = Duration.ofMinutes(5);

    /** What clears away what has expired, which is never urgent. */
    public static Job sweep(String name, Runnable work) {
        return new Job("sweep of " + name, NOW_AND_THEN, work);
    }
}
