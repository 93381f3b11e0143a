/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.util.concurrent.atomic.AtomicLong;
import org.weft.spi.Health;

/** How far the work has come that looks at everything. Where two are under way, the one that began last is told. */
final class Progress {

    private final AtomicLong count = new AtomicLong();
    private volatile String work = "";
    private volatile String things = "";

    /** Work that is under way; closing ends it. */
    interface Step extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Begins.
     *
     * @param does what it does, such as {@code reads the tree}
     * @param counted what is counted, such as {@code records}
     */
    Step begin(String does, String counted) {
        count.set(0);
        things = counted;
        work = does;
        return () -> work = "";
    }

    void add(long more) {
        count.addAndGet(more);
    }

    /** How many were looked at; 0 when nothing is under way. */
    long count() {
        return work.isEmpty() ? 0 : count.get();
    }

    /** How the driver is, with what is under way where nothing is worse. */
    Health with(Health health) {
        String now = work;
        return now.isEmpty() || !health.detail().isEmpty()
                ? health
                : new Health(true, now + ": " + count.get() + " " + things + " so far");
    }
}
