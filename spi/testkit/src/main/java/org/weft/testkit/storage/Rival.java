/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Attempts;
import org.weft.spi.storage.Guard;

/**
 * A guard that lets somebody else be faster: before the first step is taken, another change is made. It looks at the tree before
 * and after every step, and says in words where a step does something else than it answers.
 */
final class Rival implements Guard {

    private final StorageBench bench;
    private final Change change;
    private final int refusedFrom;
    private final boolean seen;
    private final List<Affected> told = new ArrayList<>();
    private final List<Attempt<?>> answers = new ArrayList<>();
    private @Nullable String left;

    /** What the other one does. */
    @FunctionalInterface
    interface Change {
        void make() throws IOException;
    }

    private Rival(StorageBench bench, Change change, int refusedFrom, boolean seen) {
        this.bench = bench;
        this.change = change;
        this.refusedFrom = refusedFrom;
        this.seen = seen;
    }

    /** Somebody who changes something before the first step. */
    static Rival who(StorageBench bench, Change change) {
        return new Rival(bench, change, Attempts.MOST_ATTEMPTS + 1, true);
    }

    /** The same, where nothing that the guard is told of has to differ afterwards, as a name that the change evades. */
    static Rival whoIsEvaded(StorageBench bench, Change change) {
        return new Rival(bench, change, Attempts.MOST_ATTEMPTS + 1, false);
    }

    /** The same, and the second attempt is refused, as by a lock that was taken meanwhile. */
    static Rival whoLocks(StorageBench bench, Change change) {
        return new Rival(bench, change, 2, true);
    }

    /** What the guard was told, attempt by attempt. */
    List<Affected> told() {
        return told;
    }

    /** The tree as the other one left it. */
    String left() {
        if (left == null) {
            return fail("the driver never took a step: every change is made inside Guard.attempt");
        }
        return left;
    }

    @Override
    public void check(Affected what) {}

    @Override
    public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
        if (seen && !answers.isEmpty() && what.toString().equals(told.getLast().toString())) {
            fail("after a stale step the guard was told the same as before, %s: the driver has to look again", what);
        }
        told.add(what);
        if (told.size() >= refusedFrom) {
            throw new WeftException.Locked("a lock is in the way");
        }
        if (told.size() == 1) {
            change.make();
            left = bench.picture("/");
        }
        String before = bench.picture("/");
        Attempt<T> answer = taken(step, before);
        String after = bench.picture("/");
        switch (answer) {
            case Attempt.Stale<T> stale ->
                assertThat(after)
                        .as("the tree after a step that answered stale: a step that answers stale must have done"
                                + " nothing")
                        .isEqualTo(before);
            case Attempt.Committed<T> done ->
                assertThat(after)
                        .as("the tree after a step that answered committed: the change is made inside the step")
                        .isNotEqualTo(before);
        }
        answers.add(answer);
        return answer;
    }

    private <T> Attempt<T> taken(Step<T> step, String before) throws IOException {
        try {
            return step.take();
        } catch (IOException | RuntimeException failure) {
            if (!bench.picture("/").equals(before)) {
                fail("a step that throws must have done nothing, and the tree has changed", failure);
            }
            throw failure;
        }
    }

    /** Holds that the first step was stale, and the last one made the change. */
    void requireStaleFirst() {
        assertThat(answers)
                .as(
                        "what the steps answered to %s: somebody else had changed what the first one was planned for,"
                                + " so it has to answer stale, and a later one to make the change",
                        told)
                .hasSizeGreaterThan(1);
        assertThat(answers.getFirst()).isInstanceOf(Attempt.Stale.class);
        assertThat(answers.getLast()).isInstanceOf(Attempt.Committed.class);
        assertThat(answers.stream().filter(answer -> answer instanceof Attempt.Committed))
                .as("a change is made once")
                .hasSize(1);
    }

    /** What the last step was told. */
    Affected last() {
        return told.getLast();
    }
}
