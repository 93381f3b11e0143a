/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/** Measures one call at a time. With {@code -Donly=put} only what begins so is measured. */
final class Measuring {

    private static final long NANOS = 2_000_000_000L;

    private final PrintStream out;

    Measuring(PrintStream out) {
        this.out = out;
    }

    /** What is measured. */
    interface Work {
        void run() throws IOException;
    }

    /** The median and the least of what fits into two seconds, after one second that does not count. */
    void time(String what, Work work) throws IOException {
        if (!what.startsWith(System.getProperty("only", ""))) {
            return;
        }
        long[] times = new long[1_000_000];
        int runs = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < NANOS / 2) {
            work.run();
        }
        begin = System.nanoTime();
        while (System.nanoTime() - begin < NANOS && runs < times.length) {
            long start = System.nanoTime();
            work.run();
            times[runs++] = System.nanoTime() - start;
        }
        long[] sorted = Arrays.copyOf(times, runs);
        Arrays.sort(sorted);
        out.println(String.format(
                Locale.ROOT,
                "%-60s %10.1f us (median of %d; the least %.1f us)",
                what,
                sorted[runs / 2] / 1000.0,
                runs,
                sorted[0] / 1000.0));
    }
}
