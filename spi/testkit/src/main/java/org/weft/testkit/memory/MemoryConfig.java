/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.util.Optional;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Size;

/** The options of both storages in memory. */
@Doc("A storage in memory, which is lost with the process.")
public record MemoryConfig(
        @Doc("Which of the factory's storages; the same name is the same storage.") @Default("main")
        String store,

        @Doc("How much a space may hold unless it has a quota of its own.")
        Optional<Size> quota,

        @Doc("Whether rights of others (grants) are the storage's own; they narrow what the server allows."
                + " Otherwise the server keeps them.")
        @Default("false")
        boolean grants) {

    /** The storage of this name, without limits. */
    public static MemoryConfig of(String store) {
        return new MemoryConfig(store, Optional.empty(), false);
    }
}
