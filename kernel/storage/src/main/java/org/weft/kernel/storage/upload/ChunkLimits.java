/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.time.Duration;

/**
 * How much may wait in the spool for its end.
 *
 * @param idle how long an upload is kept that does not go on
 * @param perUser how many uploads of one user may be under way
 * @param chunks how many chunks one of them may have
 * @param waiting how many bytes of one user may wait
 */
public record ChunkLimits(Duration idle, int perUser, int chunks, long waiting) {

    /** A day, a hundred uploads, as many chunks as clients are told to make at most, and a tebibyte. */
    public static ChunkLimits usual() {
        return new ChunkLimits(Duration.ofDays(1), 100, 10_000, 1L << 40);
    }
}
