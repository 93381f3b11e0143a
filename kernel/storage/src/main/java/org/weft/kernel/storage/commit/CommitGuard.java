/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.runtime.limit.Cancellation;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;

/**
 * The guard of one change. Rights, locks and conditions are judged where the change really happens, while nobody can change
 * them in the space; what follows a change is done when it was made, and not when the step was stale. It keeps what was
 * affected, so that an answer can tell a new resource from a replaced one.
 */
public final class CommitGuard implements Guard {

    private final Mount mount;
    private final SpaceCommitLock commitLock;
    private final List<CommitParticipant> participants;
    private final Cancellation cancellation = Cancellation.current();
    private @Nullable Affected committed;

    /** @param participants in the order in which they judge */
    CommitGuard(Mount mount, SpaceCommitLock commitLock, List<CommitParticipant> participants) {
        this.mount = mount;
        this.commitLock = commitLock;
        this.participants = participants;
    }

    @Override
    public void check(Affected what) {
        try {
            judge(what);
        } catch (IOException failure) {
            throw new Unavailable("storage '" + mount.name() + "' failed; try again later", failure);
        }
    }

    private void judge(Affected what) throws IOException {
        for (CommitParticipant participant : participants) {
            participant.judge(what);
        }
    }

    @Override
    public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
        Attempt<T> outcome = commitLock.shared(spaces(what), () -> {
            cancellation.requireCommit();
            judge(what);
            List<Runnable> afterwards = new ArrayList<>(participants.size());
            for (CommitParticipant participant : participants) {
                afterwards.add(participant.prepare(what));
            }
            Attempt<T> taken = step.take();
            if (taken instanceof Attempt.Committed<T>) {
                afterwards.forEach(Runnable::run);
            }
            return taken;
        });
        if (outcome instanceof Attempt.Committed<T>) {
            committed = what;
        }
        return outcome;
    }

    private Set<SpaceKey> spaces(Affected what) {
        Set<SpaceKey> spaces = new LinkedHashSet<>();
        spaces.add(new SpaceKey(mount.storageId(), what.space()));
        what.source().ifPresent(source -> spaces.add(new SpaceKey(mount.storageId(), source.space())));
        return spaces;
    }

    /** Whether the change made a node that was not there. */
    public boolean createdNode() {
        return committed == null
                || committed.source().isEmpty() && committed.replaced().isEmpty();
    }

    /** Whether the change took a free name. */
    public boolean targetWasFree() {
        return committed == null || committed.replaced().isEmpty();
    }
}
