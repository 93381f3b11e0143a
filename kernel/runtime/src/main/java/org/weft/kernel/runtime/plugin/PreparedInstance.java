/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.weft.spi.Driver;

/** A started instance that does not serve yet, with the entry that it is for. */
record PreparedInstance<D extends Driver>(DriverEntry<D> slot, DriverInstance<D> instance) {

    static <D extends Driver> PreparedInstance<D> of(
            DriverEntry<D> entry, LoadedPlugin plugin, Lending lending, Mutexes mutexes)
            throws IOException, PluginRefused {
        return new PreparedInstance<>(entry, entry.prepare(plugin, lending, mutexes));
    }

    /** Lets it serve; answers what served before. */
    Optional<DriverInstance<D>> turn(LoadedPlugin plugin) {
        return slot.turnTo(plugin, instance);
    }

    void discard() {
        instance.drain(Duration.ZERO);
    }
}
