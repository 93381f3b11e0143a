/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.config;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** The table {@code [log]}. */
public record LogSection(
        @Doc("`plain` for people, `json` for machines: one object a line.") @Default("plain")
        Format format,

        @Doc("From which level on Weft's own messages are logged; libraries are logged from `warn` on.")
        @Default("info")
        Level level,

        @Doc("Whether each request is logged when it is done.") @Default("false")
        boolean access) {

    /** How a line looks. */
    public enum Format {
        PLAIN,
        JSON
    }

    /** How much is logged. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
