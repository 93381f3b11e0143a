/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The moments at which some grants or shares end. Immutable. */
public final class ExpiryTimes {

    private final Instant[] times;

    private ExpiryTimes(Instant[] ends) {
        this.times = ends;
    }

    /** @param ends empty for what has no end */
    public static ExpiryTimes of(Stream<Optional<Instant>> ends) {
        return new ExpiryTimes(ends.flatMap(Optional::stream).sorted().toArray(Instant[]::new));
    }

    /** How many are not after a moment. */
    public int countUntil(Instant now) {
        if (times.length == 0 || now.isBefore(times[0])) {
            return 0;
        }
        int place = Arrays.binarySearch(times, now);
        int count = place < 0 ? -place - 1 : place;
        while (count < times.length && !times[count].isAfter(now)) {
            count++;
        }
        return count;
    }
}
