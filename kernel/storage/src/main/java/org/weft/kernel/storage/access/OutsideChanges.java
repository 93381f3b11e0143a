/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.identity.db.RestingAccountTable;
import org.weft.spi.WeftException.Unavailable;

/**
 * Notices that the command line changed whose spaces are whose, beside a server that remembers it. Not for several threads
 * at a time.
 */
public final class OutsideChanges {

    private static final Logger LOG = LoggerFactory.getLogger(OutsideChanges.class);

    private final RestingAccountTable table;
    private final Runnable changed;
    private long revision;

    /** @param changed called after a change */
    public OutsideChanges(RestingAccountTable table, Runnable changed) {
        this.table = table;
        this.changed = changed;
        this.revision = table.revision();
    }

    /** Looks; call it every few seconds. */
    public void look() {
        try {
            long now = table.revision();
            if (now != revision) {
                revision = now;
                changed.run();
            }
        } catch (Unavailable busy) {
            LOG.atWarn().addKeyValue("reason", busy.text()).log("changes-of-spaces-unreadable");
        }
    }
}
