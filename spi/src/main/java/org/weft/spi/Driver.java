/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

import java.io.IOException;

/**
 * An instance of a driver, made by its {@link DriverFactory} for one entry of the site's configuration.
 *
 * <p>Life: {@link #start} once, then calls from many threads at a time, then {@link #close} once or more. A new
 * configuration is a new instance: the kernel starts it, checks its health, turns to it, lets the old one drain and
 * closes it. Two instances for the same entry may therefore live at the same time; what they share must be guarded by
 * {@link DriverContext#mutex}.
 */
public interface Driver extends AutoCloseable {

    /**
     * Reaches for the backend and probes what it can do. Called once, before anything else.
     *
     * @throws IOException when the backend can't be reached; the message says which and what to do. The kernel shows
     *     it, keeps the entry waiting, and tries again with a new instance
     */
    default void start() throws IOException {}

    /** How the driver is now; answers at once, from what it knows. */
    default Health health() {
        return Health.up();
    }

    /** Releases everything, in bounded time. Idempotent, also after a failed start; never throws. */
    @Override
    void close();
}
