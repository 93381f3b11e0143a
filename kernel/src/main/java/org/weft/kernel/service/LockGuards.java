/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import org.weft.kernel.mount.Mount;
import org.weft.kernel.state.CommitGate;
import org.weft.spi.Caller;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.StorageDriver;

/** Makes guards that judge the kernel's locks, or the driver's where it keeps its own. Thread-safe. */
final class LockGuards implements CommitGuards {

    private final CommitGate gate;
    private final LockBook book;
    private final Leavings leavings;

    LockGuards(CommitGate gate, LockBook book, Leavings leavings) {
        this.gate = gate;
        this.book = book;
        this.leavings = leavings;
    }

    @Override
    public Guard guard(Caller caller, Mount mount, StorageDriver driver, Act act, Change change) {
        if (driver.locks().isPresent()) {
            return new DriverLockGuard(caller, mount, driver, driver.locks().get(), act, change, gate, leavings);
        }
        return new LockGuard(caller, mount, driver, act, change, gate, book, leavings);
    }
}
