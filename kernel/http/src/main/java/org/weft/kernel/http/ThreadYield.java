/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.concurrent.locks.LockSupport;

/**
 * Lets others run. A virtual thread that never waits, because its client is as fast as the server, keeps its processor until it is
 * done: as many long transfers or listings as there are processors would keep everybody else waiting. For one thread.
 */
final class ThreadYield {

    private static final long NANOS = 10_000_000L;

    private long begun = System.nanoTime();

    /**
     * Gives way when this has run for some milliseconds. A yield would not do: threads that wake each other, as an upload and its
     * digests do, go before all that wait for the network.
     *
     * @param now {@link System#nanoTime}
     */
    void giveWay(long now) {
        if (now - begun >= NANOS) {
            LockSupport.parkNanos(1);
            begun = System.nanoTime();
        }
    }
}
