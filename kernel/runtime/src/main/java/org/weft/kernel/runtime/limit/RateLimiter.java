/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.weft.spi.WeftException.Throttled;

/**
 * Counts what somebody does within a window of time, and refuses what is too much. Remembers a bounded number of
 * somebodies: with more of them than that, the ones that were quiet longest are forgotten. Thread-safe.
 */
public final class RateLimiter implements Brake {

    private static final int MOST = 20_000;

    private final String what;
    private final int limit;
    private final Duration window;
    private final Clock clock;
    private final Cache<String, Count> counts;

    /**
     * @param what is counted, for the message
     * @param limit how often within the window; {@link Integer#MAX_VALUE} for no limit
     */
    public RateLimiter(String what, int limit, Duration window, Clock clock) {
        this.what = what;
        this.limit = limit;
        this.window = window;
        this.clock = clock;
        this.counts = Caffeine.newBuilder().maximumSize(MOST).build();
    }

    @Override
    public String counts() {
        return what;
    }

    @Override
    public List<Braked> braked() {
        Instant now = clock.instant();
        return counts.asMap().entrySet().stream()
                .filter(entry -> entry.getValue().number() > limit && isWithin(entry.getValue(), now))
                .map(entry -> shown(entry, now))
                .toList();
    }

    private boolean isWithin(Count count, Instant now) {
        return now.isBefore(count.since().plus(window));
    }

    private Braked shown(Map.Entry<String, Count> entry, Instant now) {
        Duration left = Duration.between(now, entry.getValue().since().plus(window));
        return new Braked(what, entry.getKey(), "", entry.getValue().number(), left);
    }

    @Override
    public int release(String who) {
        String network = ClientNetwork.of(who);
        int released = 0;
        for (String known : counts.asMap().keySet()) {
            boolean meant = known.equalsIgnoreCase(who) || known.equals(network);
            if (meant && counts.asMap().remove(known) != null) {
                released++;
            }
        }
        return released;
    }

    private record Count(Instant since, int number) {}

    /**
     * Counts once more.
     *
     * @throws Throttled when that is too often
     */
    public void count(String who) {
        if (!admits(who)) {
            throw new Throttled("too many " + what + "; try again later", window);
        }
    }

    /** Counts once more; false when that is too often, and then it does not count. */
    public boolean admits(String who) {
        if (limit == Integer.MAX_VALUE) {
            return true;
        }
        Instant now = clock.instant();
        Count count = counts.asMap().compute(who, (same, known) -> {
            boolean over = known == null || !now.isBefore(known.since().plus(window));
            return over ? new Count(now, 1) : new Count(known.since(), Math.min(known.number() + 1, limit + 1));
        });
        return count.number() <= limit;
    }
}
