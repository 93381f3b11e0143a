/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.concurrent.atomic.AtomicLong;
import org.weft.spi.Health;

/**
 * How far work has come that looks at everything, for {@link Upkeep} and for the health of a driver while it goes on. Where two are
 * under way, the one that began last is told. Thread-safe.
 */
public final class Progress {

    private final AtomicLong count = new AtomicLong();
    private volatile String work = "";
    private volatile String things = "";

    /** Nothing is under way yet. */
    public Progress() {}

    /** Work that is under way; closing ends it. */
    public interface Step extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Begins.
     *
     * @param does what it does, such as {@code reads the tree}
     * @param counted what is counted, such as {@code records}
     */
    public Step begin(String does, String counted) {
        count.set(0);
        things = counted;
        work = does;
        return () -> work = "";
    }

    /** So many more were looked at. */
    public void add(long more) {
        count.addAndGet(more);
    }

    /** How many were looked at; 0 when nothing is under way. */
    public long count() {
        return work.isEmpty() ? 0 : count.get();
    }

    /** How the driver is, with what is under way where nothing is worse. */
    public Health with(Health health) {
        String now = work;
        return now.isEmpty() || !health.detail().isEmpty()
                ? health
                : new Health(true, now + ": " + count.get() + " " + things + " so far");
    }
}
