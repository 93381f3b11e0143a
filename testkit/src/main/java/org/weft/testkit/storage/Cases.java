/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.weft.spi.storage.StorageDriver;

/** A group of cases. */
abstract class Cases {

    /** The driver that the case at hand runs against, fresh for each case. */
    abstract StorageBench bench();

    /** An ability; skips the case, by the ability's name, for a driver without it. */
    final <T> T offered(String name, Function<StorageDriver, Optional<T>> ability) {
        Optional<T> offered = ability.apply(bench().driver());
        Assumptions.assumeTrue(offered.isPresent(), () -> "the driver does not offer " + name);
        return offered.orElseThrow();
    }
}
