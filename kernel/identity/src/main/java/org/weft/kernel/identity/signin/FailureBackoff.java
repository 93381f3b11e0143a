/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.spi.WeftException.Throttled;

/**
 * Makes guessing slow. Some failures are free; each further one in a row doubles the wait before the next attempt, up
 * to a limit that keeps an attacker from locking an owner out for good. Bounded in memory: an attacker with endless
 * names pushes out others' counts, and is then stopped by the count of the address.
 */
public final class FailureBackoff implements Brake {

    /** Longer names are cut where they are shown. */
    private static final int SHOWN = 100;

    private final String counts;
    private final String what;
    private final int free;
    private final Duration longestWait;
    private final Ticker ticker;
    private final Cache<ByteBuffer, Failures> failures;

    /**
     * @param counts what is counted, for operators
     * @param what completes "too many failed sign-ins"
     * @param free how many failures in a row cost nothing
     */
    public FailureBackoff(String counts, String what, int free, SignInLimits limits, Ticker ticker) {
        this.counts = counts;
        this.what = what;
        this.free = free;
        this.longestWait = limits.longestWait();
        this.ticker = ticker;
        this.failures = Caffeine.newBuilder()
                .maximumSize(limits.tracked())
                .expireAfterWrite(limits.forget())
                .ticker(ticker)
                .build();
    }

    /** @throws Throttled when it is too early to try again */
    public void admit(ByteBuffer key) {
        Failures known = failures.getIfPresent(key);
        if (known == null) {
            return;
        }
        long left = known.until() - ticker.read();
        if (left > 0) {
            throw new Throttled(
                    "too many failed sign-ins " + what + "; try again later", roundedUp(Duration.ofNanos(left)));
        }
    }

    /**
     * Counts a failure.
     *
     * @param who was tried, for operators; empty when only the network counts
     * @param network where it came from; empty when all count together
     */
    public void failed(ByteBuffer key, String who, String network) {
        String name = who.length() > SHOWN ? who.substring(0, SHOWN) : who;
        failures.asMap().compute(key, (same, known) -> {
            int count = known == null ? 1 : Math.min(known.count() + 1, Integer.MAX_VALUE - 1);
            return new Failures(count, ticker.read() + waitAfter(count).toNanos(), name, network);
        });
    }

    @Override
    public String counts() {
        return counts;
    }

    @Override
    public List<Braked> braked() {
        long now = ticker.read();
        return failures.asMap().values().stream()
                .filter(known -> known.until() - now > 0)
                .map(known -> shown(known, now))
                .toList();
    }

    @Override
    public int release(String who) {
        long now = ticker.read();
        int released = 0;
        for (Map.Entry<ByteBuffer, Failures> entry : failures.asMap().entrySet()) {
            if (shown(entry.getValue(), now).isMeant(who) && failures.asMap().remove(entry.getKey()) != null) {
                released++;
            }
        }
        return released;
    }

    private Braked shown(Failures known, long now) {
        Duration left = roundedUp(Duration.ofNanos(Math.max(0, known.until() - now)));
        return new Braked(counts, known.who(), known.network(), known.count(), left);
    }

    /** Forgets the failures. */
    public void succeeded(ByteBuffer key) {
        failures.invalidate(key);
    }

    private Duration waitAfter(int count) {
        int over = count - free;
        if (over <= 0) {
            return Duration.ZERO;
        }
        Duration wait = Duration.ofSeconds(1L << Math.min(over - 1, 30));
        return wait.compareTo(longestWait) > 0 ? longestWait : wait;
    }

    private static Duration roundedUp(Duration wait) {
        return Duration.ofSeconds(wait.plusNanos(999_999_999).toSeconds());
    }

    /**
     * @param count failures in a row
     * @param until the ticker's time before which no further attempt is admitted
     */
    private record Failures(int count, long until, String who, String network) {}
}
