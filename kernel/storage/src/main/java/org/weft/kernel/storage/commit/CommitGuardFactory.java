/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.commit;

import java.util.ArrayList;
import java.util.List;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.StorageDriver;

/** Makes the guards of changes: the caller's rights are judged first, then the others have their say, in order. Thread-safe. */
public final class CommitGuardFactory {

    private final SpaceCommitLock commitLock;
    private final List<CommitParticipants> others;

    public CommitGuardFactory(SpaceCommitLock commitLock, List<CommitParticipants> others) {
        this.commitLock = commitLock;
        this.others = List.copyOf(others);
    }

    /**
     * A guard for one change.
     *
     * @param driver the leased driver that will make the change, to look up where nodes are
     * @param right what the caller needs where the change happens
     */
    public CommitGuard guard(
            Caller caller,
            Location location,
            StorageDriver driver,
            ChangeKind kind,
            Right right,
            WriteConditions conditions) {
        CommitParticipants.Intended change =
                new CommitParticipants.Intended(caller, location, driver, kind, conditions);
        List<CommitParticipant> participants = new ArrayList<>(others.size() + 1);
        participants.add(new RightsCheck(location, driver, kind, right));
        for (CommitParticipants other : others) {
            participants.add(other.of(change));
        }
        return new CommitGuard(location.mount(), commitLock, participants);
    }
}
