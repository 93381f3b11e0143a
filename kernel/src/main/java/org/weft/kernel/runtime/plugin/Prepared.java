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
record Prepared<D extends Driver>(Slot<D> slot, Instance<D> instance) {

    static <D extends Driver> Prepared<D> of(Slot<D> slot, Plugin plugin, Lending lending, Mutexes mutexes)
            throws IOException, Refused {
        return new Prepared<>(slot, slot.prepare(plugin, lending, mutexes));
    }

    /** Lets it serve; answers what served before. */
    Optional<Instance<D>> turn(Plugin plugin) {
        return slot.turnTo(plugin, instance);
    }

    void discard() {
        instance.drain(Duration.ZERO);
    }
}
