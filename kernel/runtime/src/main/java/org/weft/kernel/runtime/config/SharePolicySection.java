/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import org.weft.spi.config.Doc;

/** An entry of {@code [[share-policy]]}. */
public record SharePolicySection(
        @Doc("What the entry is called in logs, metrics and lists; unique.")
        String name,

        @Doc("The driver; plugins bring them.") String driver,
        @Doc("The driver's own options.") DriverOptions options) {

    public SharePolicySection {
        EntryNames.require("name", name);
    }
}
