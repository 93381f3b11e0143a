/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import org.weft.spi.Driver;

/**
 * The way to the driver of one configuration entry, whichever instance serves it at the moment. Thread-safe.
 *
 * @param <D> the kind of driver
 */
public interface DriverHandle<D extends Driver> {

    /** The name of the configuration entry. */
    String instance();

    /**
     * Borrows the serving driver for one call. A driver that is being replaced stays open until its leases are closed.
     *
     * @throws org.weft.spi.WeftException.Unavailable when no driver serves; the message names the entry and why
     */
    Lease<D> acquire();

    /**
     * Borrows it for a call that moves a content and lasts as long as a client is slow.
     *
     * @throws org.weft.spi.WeftException.Unavailable when no driver serves, or so many transfers are under way
     */
    default Lease<D> acquireForTransfer() {
        return acquire();
    }

    /** A handle on a driver that is there from the beginning and is never replaced. */
    static <D extends Driver> DriverHandle<D> fixed(String instance, D driver) {
        return new FixedHandle<>(instance, driver);
    }
}
