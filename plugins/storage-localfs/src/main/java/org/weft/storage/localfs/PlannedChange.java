/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.Optional;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.write.Commit;

/**
 * A change that was judged.
 *
 * @param affected for the guard
 * @param step the visible step; nothing when it found things changed, and did nothing
 * @param then what follows it
 * @param end gives back what is held until the attempt is over
 */
record PlannedChange<T>(Affected affected, Step<T> step, Then<T> then, Runnable end) implements Commit.Plan<T> {

    @FunctionalInterface
    interface Step<T> {
        Optional<T> take() throws IOException;
    }

    @FunctionalInterface
    interface Then<T> {
        void follow(T made) throws IOException;
    }

    @Override
    public Attempt<T> take() throws IOException {
        Optional<T> made = step.take();
        return made.isPresent() ? Attempt.committed(made.get()) : Attempt.stale();
    }

    @Override
    public void after(T made) throws IOException {
        then.follow(made);
    }

    @Override
    public void close() {
        end.run();
    }
}
