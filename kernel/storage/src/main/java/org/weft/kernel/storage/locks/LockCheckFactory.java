/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import org.weft.kernel.storage.commit.CommitParticipant;
import org.weft.kernel.storage.commit.CommitParticipants;

/** Judges changes by the locks of a storage: the kernel's, or the driver's where it keeps its own. Thread-safe. */
public final class LockCheckFactory implements CommitParticipants {

    private final LockCache locks;

    public LockCheckFactory(LockCache locks) {
        this.locks = locks;
    }

    @Override
    public CommitParticipant of(Intended change) {
        return change.driver()
                .locks()
                .<CommitParticipant>map(
                        own -> new DriverLockCheck(change.caller(), change.driver(), own, change.conditions()))
                .orElseGet(() -> new LockCheck(
                        change.caller(), change.mount(), change.driver(), change.act(), change.conditions(), locks));
    }
}
