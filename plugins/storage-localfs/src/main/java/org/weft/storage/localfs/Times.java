/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.time.Instant;

/** Times as nanoseconds since 1970, from 1677 to 2262; what lies beyond is held at the ends. */
final class Times {

    private static final long BILLION = 1_000_000_000L;
    private static final long LAST_SECOND = Long.MAX_VALUE / BILLION - 1;

    private Times() {}

    static long nanos(long seconds, int nanos) {
        long within = Math.clamp(seconds, -LAST_SECOND, LAST_SECOND);
        return within * BILLION + nanos;
    }

    static long nanos(Instant instant) {
        return nanos(instant.getEpochSecond(), instant.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, BILLION), Math.floorMod(nanos, BILLION));
    }
}
