/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.weft.spi.Driver;
import org.weft.spi.WeftException.Unavailable;

/**
 * A way to a driver that not more than so many calls take at a time, and beside them so many transfers. When a backend
 * hangs, its callers don't pile up until the server is full: the next ones wait a little, and are then told to come again.
 * Other drivers never notice; and transfers, which last as long as their clients are slow, never keep other calls waiting.
 *
 * @param <D> the kind of driver
 */
public final class Bulkhead<D extends Driver> implements DriverHandle<D> {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration COME_AGAIN = Duration.ofSeconds(10);

    private final DriverHandle<D> handle;
    private final Gate calls;
    private final Gate transfers;

    /**
     * @param calls how many may be under way at a time, but transfers
     * @param transfers how many of these
     */
    public Bulkhead(DriverHandle<D> handle, int calls, int transfers) {
        this(handle, calls, transfers, PATIENCE);
    }

    Bulkhead(DriverHandle<D> handle, int calls, int transfers, Duration patience) {
        this.handle = handle;
        this.calls = new Gate("calls", calls, patience);
        this.transfers = new Gate("transfers", transfers, patience);
    }

    @Override
    public String instance() {
        return handle.instance();
    }

    @Override
    public Lease<D> acquire() {
        return calls.pass(handle);
    }

    @Override
    public Lease<D> acquireForTransfer() {
        return transfers.pass(handle);
    }

    /** So many places, and how long to wait for one. */
    private static final class Gate {

        private final String what;
        private final int places;
        private final Duration patience;
        private final Semaphore free;

        Gate(String what, int places, Duration patience) {
            this.what = what;
            this.places = places;
            this.patience = patience;
            this.free = new Semaphore(places);
        }

        <D extends Driver> Lease<D> pass(DriverHandle<D> handle) {
            if (!free.tryAcquire()) {
                await(handle.instance());
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

        private void await(String instance) {
            try {
                if (free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            throw new Unavailable(
                    "'" + instance + "' has " + places + " " + what
                            + " under way, and none ended in time; try again later",
                    COME_AGAIN,
                    null);
        }
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
