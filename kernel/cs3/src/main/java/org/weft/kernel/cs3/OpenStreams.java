/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Throttled;

/** How many answers are streamed at a time, to one user and in all. Thread-safe. */
final class OpenStreams {

    private static final Duration COME_AGAIN = Duration.ofSeconds(5);

    private final int perUser;
    private final int most;
    private final Map<UserId, Integer> byUser = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();

    OpenStreams(int perUser, int most) {
        this.perUser = perUser;
        this.most = most;
    }

    /**
     * Runs what streams.
     *
     * @throws Throttled when too many streams are open
     */
    void run(UserId user, Runnable streaming) {
        if (byUser.merge(user, 1, Integer::sum) > perUser) {
            leave(user);
            throw new Throttled(
                    "you have " + perUser + " streams open, as many as you may have; read or end one", COME_AGAIN);
        }
        try {
            if (all.incrementAndGet() > most) {
                throw new Throttled("the server streams to as many clients as it can; try again later", COME_AGAIN);
            }
            streaming.run();
        } finally {
            all.decrementAndGet();
            leave(user);
        }
    }

    private void leave(UserId user) {
        byUser.computeIfPresent(user, (same, count) -> count > 1 ? count - 1 : null);
    }
}
