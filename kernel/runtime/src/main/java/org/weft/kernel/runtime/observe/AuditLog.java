/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.observe;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What somebody may have to answer for later: who signed in, who was refused, who shared what with whom. A log of its own,
 * which goes nowhere unless the configuration names a file. An entry is an event word and key-values, without secrets; what
 * clients say is cut and cleaned by whoever enters it.
 */
public final class AuditLog {

    /** The logger's name. */
    public static final String LOGGER = "weft.audit";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private AuditLog() {}

    /** Begins an entry; its last step is {@code log(word)}. */
    public static LoggingEventBuilder entry() {
        return LOG.atInfo();
    }
}
