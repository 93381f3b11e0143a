/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;

/**
 * A guard that judges the caller's rights where the change really happens, and keeps what was affected, so that an answer
 * can tell a new resource from a replaced one. At the commit rights are judged while nobody can change grants in the space.
 */
final class Remembering implements Guard {

    private final Guard guard;
    private final RightsOfChange rights;
    private final GrantLeavings leavings;
    private final Cancellation cancellation = Cancellation.current();
    private final BeforeTrash trash;
    private @Nullable Affected committed;

    Remembering(Guard guard, RightsOfChange rights, GrantLeavings leavings, BeforeTrash trash) {
        this.guard = guard;
        this.rights = rights;
        this.leavings = leavings;
        this.trash = trash;
    }

    @Override
    public void check(Affected what) {
        try {
            rights.judge(what);
        } catch (IOException failure) {
            throw new Unavailable("the storage failed; try again later", failure);
        }
        guard.check(what);
    }

    @Override
    public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
        Attempt<T> outcome = guard.attempt(what, () -> {
            cancellation.requireCommit();
            rights.judge(what);
            GrantLeavings.Left left = leavings.before(what);
            Runnable keep = trash.look(what);
            Attempt<T> taken = step.take();
            if (taken instanceof Attempt.Committed<T>) {
                leavings.after(what, left);
                keep.run();
            }
            return taken;
        });
        if (outcome instanceof Attempt.Committed<T>) {
            committed = what;
        }
        return outcome;
    }

    /** Looks where nodes lie before they go into the trash; what it gives back keeps that, once they are there. */
    @FunctionalInterface
    interface BeforeTrash {
        Runnable look(Affected what);
    }

    /** Whether the change made a node that was not there. */
    boolean madeNew() {
        return committed == null
                || committed.source().isEmpty() && committed.replaced().isEmpty();
    }

    /** Whether the change took a free name. */
    boolean replacedNothing() {
        return committed == null || committed.replaced().isEmpty();
    }
}
