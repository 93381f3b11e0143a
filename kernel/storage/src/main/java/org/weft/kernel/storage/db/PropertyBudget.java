/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.WeftException.NoSpace;

/**
 * How much the dead properties of a space may have together, for no quota counts them. Each node of a site adds up what it
 * writes itself to what it last counted, so a change costs no count; beside other nodes the limit is late by minutes. Thread-safe.
 */
final class PropertyBudget {

    private static final int SPACES = 10_000;
    private static final Duration COUNTED_FOR = Duration.ofMinutes(10);

    private final long most;
    private final ToLongFunction<SpaceKey> count;
    private final Cache<SpaceKey, AtomicLong> used = Caffeine.newBuilder()
            .maximumSize(SPACES)
            .expireAfterWrite(COUNTED_FOR)
            .build();

    /**
     * @param most characters of values in one space
     * @param count counts them
     */
    PropertyBudget(long most, ToLongFunction<SpaceKey> count) {
        this.most = most;
        this.count = count;
    }

    /**
     * Takes room for more; what is given back is noticed at the next count.
     *
     * @throws NoSpace when the space has less left
     */
    void take(SpaceKey space, long more) {
        if (more > 0 && !fits(space, more)) {
            used.invalidate(space);
            if (!fits(space, more)) {
                throw new NoSpace("the properties that are kept with the files of this space have " + most
                        + " characters at most together; remove some");
            }
        }
    }

    private boolean fits(SpaceKey space, long more) {
        AtomicLong now = used.get(space, key -> new AtomicLong(count.applyAsLong(key)));
        if (now.addAndGet(more) <= most) {
            return true;
        }
        now.addAndGet(-more);
        return false;
    }
}
