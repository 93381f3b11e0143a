/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage.write;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Unstable;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Attempts;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.RelPath;

/** Makes one change: plans it, takes the step inside the guard, and plans anew where others were faster. Thread-safe. */
@Unstable("may still change before 0.3")
public final class Commit {

    private Commit() {}

    /**
     * Makes a change.
     *
     * @return what the step made
     * @throws org.weft.spi.WeftException.Unavailable when {@link Attempts#MOST_ATTEMPTS} plans were stale, or the thread was
     *     interrupted, as it is when the server stops
     * @throws org.weft.spi.WeftException what a plan or the guard throws; then nothing was changed. The guard throws also when
     *     the client that asked for the change has gone
     */
    public static <T> T run(Guard guard, Planner<T> planner) throws IOException {
        @Nullable Attempts attempts = null;
        while (true) {
            RelPath target;
            try (Plan<T> plan = planner.plan()) {
                Affected what = plan.affected();
                target = what.target();
                if (guard.attempt(what, plan::take) instanceof Attempt.Committed<T> done) {
                    plan.after(done.value());
                    return done.value();
                }
            }
            attempts = attempts == null ? Attempts.at(target) : attempts;
            attempts.next();
        }
    }

    /** Plans a change, as often as it takes. */
    @FunctionalInterface
    public interface Planner<T> {

        /**
         * Looks, judges, and prepares what can be prepared outside of the guard. What it throws ends the change. Holds no lock
         * afterwards that a {@code stat} may wait for.
         */
        Plan<T> plan() throws IOException;
    }

    /**
     * A change that was judged, for one attempt.
     *
     * @param <T> what it makes
     */
    public interface Plan<T> extends AutoCloseable {

        /** What the guard is told. */
        Affected affected();

        /**
         * The visible step: takes the driver's own locks, looks once more, and makes the change or answers stale. Short: no
         * reading, no copying.
         */
        Attempt<T> take() throws IOException;

        /** What follows a step that was taken, outside of the guard; what it throws is told, though the change is made. */
        default void after(T made) throws IOException {}

        /**
         * Ends the attempt, whatever came of it: gives back what was held, and takes away what was prepared and came to nothing.
         * Doesn't throw; what can't be cleaned up is logged, and found by the driver's {@code Upkeep}.
         */
        @Override
        default void close() {}
    }
}
