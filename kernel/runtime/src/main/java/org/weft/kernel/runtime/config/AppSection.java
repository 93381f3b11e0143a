/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import org.weft.spi.config.Doc;

/** An entry of {@code [[app]]}. */
public record AppSection(
        @Doc("What the entry is called in logs, metrics, lists and URLs; unique.")
        String name,

        @Doc("The driver; plugins bring them.") String driver,
        @Doc("The driver's own options.") DriverOptions options) {

    public AppSection {
        EntryNames.require("name", name);
    }
}
