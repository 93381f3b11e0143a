/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;

/** Notes what it is asked, and refuses where it is told to. */
final class RecordingGuard implements Guard {

    private enum Refusal {
        NEVER,
        AT_CHECK,
        AT_COMMIT
    }

    private final Refusal refusal;
    private final List<Affected> checks = Collections.synchronizedList(new ArrayList<>());
    private final List<Affected> commits = Collections.synchronizedList(new ArrayList<>());

    private RecordingGuard(Refusal refusal) {
        this.refusal = refusal;
    }

    static RecordingGuard passing() {
        return new RecordingGuard(Refusal.NEVER);
    }

    static RecordingGuard refusingAtCheck() {
        return new RecordingGuard(Refusal.AT_CHECK);
    }

    static RecordingGuard refusingAtCommit() {
        return new RecordingGuard(Refusal.AT_COMMIT);
    }

    List<Affected> checks() {
        return checks;
    }

    List<Affected> commits() {
        return commits;
    }

    @Override
    public void check(Affected what) {
        checks.add(what);
        refuse(Refusal.AT_CHECK);
    }

    @Override
    public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
        commits.add(what);
        refuse(Refusal.AT_COMMIT);
        return step.take();
    }

    private void refuse(Refusal when) {
        if (refusal == when) {
            throw new WeftException.Locked("a lock is in the way");
        }
    }
}
