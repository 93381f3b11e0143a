/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.nio.file.Path;
import java.util.Optional;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;

/** The table {@code [log]}. */
public record LogSection(
        @Doc("`plain` for people, `json` for machines: one object a line.") @Default("plain")
        Format format,

        @Doc("From which level on Weft's own messages are logged; libraries are logged from `warn` on.")
        @Default("info")
        Level level,

        @Doc("Whether each request is logged when it is done.") @Default("false")
        boolean access,

        @Doc(
                "The file of the audit log: who signed in, who was refused, who shared what; one JSON object a line, a file for each"
                        + " day. Default: none is kept.")
        Optional<Path> audit,

        @Doc("For how many days audit logs are kept.") @Default("365") @Range(min = 1, max = 36_500)
        int auditDays) {

    /** Without an audit log. */
    public LogSection(Format format, Level level, boolean access) {
        this(format, level, access, Optional.empty(), 365);
    }

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
