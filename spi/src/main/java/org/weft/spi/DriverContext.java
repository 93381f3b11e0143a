/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** All that the kernel lends to a driver. Everything here belongs to the kernel and is taken back after close. */
public interface DriverContext {

    /** The name of the configuration entry, unique among the site's entries of this kind; fit for a file name. */
    String instance();

    /** A folder of the instance's own on local disk, kept across restarts and swaps; for what can be rebuilt. */
    Path stateDirectory();

    Clock clock();

    Meter meter();

    /**
     * A database of the instance's own.
     *
     * @param durability whether what it holds may be lost
     */
    Database database(Database.Durability durability);

    /** A lock by name, shared by all instances of the entry and, where the site has several nodes, by all nodes. */
    Mutex mutex(String key);

    /** Virtual threads that end when the instance is closed. */
    ExecutorService executor();

    /** For work at a time or at intervals; tasks run on virtual threads and end when the instance is closed. */
    ScheduledExecutorService scheduler();
}
