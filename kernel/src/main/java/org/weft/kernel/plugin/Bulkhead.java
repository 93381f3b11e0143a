/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.weft.spi.Driver;
import org.weft.spi.WeftException.Unavailable;

/**
 * A way to a driver that not more than so many calls take at a time. When a backend hangs, its callers don't pile up until
 * the server is full: the next ones wait a little, and are then told to come again. Other drivers never notice.
 *
 * @param <D> the kind of driver
 */
public final class Bulkhead<D extends Driver> implements DriverHandle<D> {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration COME_AGAIN = Duration.ofSeconds(10);

    private final DriverHandle<D> handle;
    private final int calls;
    private final Duration patience;
    private final Semaphore free;

    /**
     * @param calls how many may be under way at a time, uploads and downloads included
     */
    public Bulkhead(DriverHandle<D> handle, int calls) {
        this(handle, calls, PATIENCE);
    }

    Bulkhead(DriverHandle<D> handle, int calls, Duration patience) {
        this.handle = handle;
        this.calls = calls;
        this.patience = patience;
        this.free = new Semaphore(calls);
    }

    @Override
    public String instance() {
        return handle.instance();
    }

    @Override
    public Lease<D> acquire() {
        if (!free.tryAcquire()) {
            await();
        }
        boolean leased = false;
        try {
            Lease<D> lease = handle.acquire();
            leased = true;
            return new Counted<>(lease, free);
        } finally {
            if (!leased) {
                free.release();
            }
        }
    }

    private void await() {
        try {
            if (free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new Unavailable(
                "'" + instance() + "' has " + calls + " calls under way, and none ended in time; try again later",
                COME_AGAIN,
                null);
    }

    /** A lease that frees its place once, however often it is closed. */
    private static final class Counted<D extends Driver> implements Lease<D> {

        private final Lease<D> lease;
        private final Semaphore free;
        private final AtomicBoolean closed = new AtomicBoolean();

        Counted(Lease<D> lease, Semaphore free) {
            this.lease = lease;
            this.free = free;
        }

        @Override
        public D driver() {
            return lease.driver();
        }

        @Override
        public boolean isEnded() {
            return lease.isEnded();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                lease.close();
                free.release();
            }
        }
    }
}
