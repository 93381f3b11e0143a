/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.observe;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps a log from being filled by whoever causes its lines: one line a minute for each kind of event, which tells how many
 * were left out since the last. Remembers a bounded number of kinds. Thread-safe.
 */
public final class LogThrottle {

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();
    private static final int KINDS = 1000;

    private final Ticker ticker;
    private final Cache<String, Kind> kinds =
            Caffeine.newBuilder().maximumSize(KINDS).build();

    public LogThrottle() {
        this(Ticker.systemTicker());
    }

    /** @param ticker tells how long ago a line was written */
    public LogThrottle(Ticker ticker) {
        this.ticker = ticker;
    }

    private record Kind(AtomicLong last, AtomicLong leftOut) {}

    /**
     * Whether an event gets a line.
     *
     * @return how many of its kind had none since the last that had one; empty when this one has none either
     */
    public OptionalLong take(String kind) {
        long now = ticker.read();
        Kind known = kinds.get(kind, fresh -> new Kind(new AtomicLong(now - PAUSE), new AtomicLong()));
        long last = known.last().get();
        if (now - last >= PAUSE && known.last().compareAndSet(last, now)) {
            return OptionalLong.of(known.leftOut().getAndSet(0));
        }
        known.leftOut().incrementAndGet();
        return OptionalLong.empty();
    }
}
