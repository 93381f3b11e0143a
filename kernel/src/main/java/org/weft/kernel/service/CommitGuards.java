/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import org.weft.kernel.mount.Mount;
import org.weft.spi.Caller;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.StorageDriver;

/** Makes the guards that judge locks and conditions when a driver commits a change. */
interface CommitGuards {

    /**
     * A guard for one change.
     *
     * @param driver the leased driver that will make the change, to look up where locked nodes are
     */
    Guard guard(Caller caller, Mount mount, StorageDriver driver, Act act, Change change);
}
