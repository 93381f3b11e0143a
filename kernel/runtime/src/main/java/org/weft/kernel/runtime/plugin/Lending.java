/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import org.weft.spi.Database;
import org.weft.spi.Mutex;

/**
 * What the host lends to drivers.
 *
 * @param folder where each instance gets a folder of its own
 * @param registry where drivers count
 * @param databases where databases come from
 * @param siteLock what makes a driver's mutexes hold on all nodes
 */
public record Lending(Path folder, Clock clock, MeterRegistry registry, Databases databases, SiteLock siteLock) {

    /** For hosts that are alone. */
    public Lending(Path folder, Clock clock, MeterRegistry registry, Databases databases) {
        this(folder, clock, registry, databases, SiteLock.none());
    }

    /** Keeps the nodes of a site apart. */
    @FunctionalInterface
    public interface SiteLock {
        /** Waits until no other node holds the lock of this name, and holds it until the answer is closed. */
        Mutex.Held hold(String name);

        /** For sites of one node. */
        static SiteLock none() {
            return name -> () -> {};
        }
    }

    /** Gives a driver instance a database of its own. */
    @FunctionalInterface
    public interface Databases {

        /**
         * The database of an instance, the same for every instance of the entry.
         *
         * @param instance the name of the configuration entry, with its kind: unique in the server, fit for a file name
         */
        Database lend(String instance, Database.Durability durability);

        /** For hosts without a database. */
        static Databases none() {
            return (instance, durability) -> {
                throw new IllegalStateException("this server lends no database");
            };
        }
    }
}
