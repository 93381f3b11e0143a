/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Watches the cases of a contract run: tells now and then how far it is, for drivers that take their time, and leaves cases out whose
 * ability the driver was found not to have, without making a storage for each of them.
 */
final class ContractRun implements BeforeEachCallback, AfterEachCallback, ExecutionCondition {

    private static final System.Logger LOG = System.getLogger("org.weft.testkit");
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(ContractRun.class);

    /** What is known of a run. */
    private static final class Known {
        private final long begun = System.nanoTime();
        private final Set<Class<?>> lacking = ConcurrentHashMap.newKeySet();
        private long told = begun;
        private int cases;
    }

    /** Of the class that JUnit was given, not of the group. */
    private static Known known(ExtensionContext at) {
        ExtensionContext outermost = at;
        for (Optional<ExtensionContext> above = at.getParent();
                above.isPresent() && above.get().getTestClass().isPresent();
                above = above.get().getParent()) {
            outermost = above.get();
        }
        return outermost.getStore(OURS).getOrComputeIfAbsent(Known.class);
    }

    private static @Nullable Class<?> ability(ExtensionContext at) {
        Class<?> group = at.getTestClass().map(Class::getSuperclass).orElse(null);
        Promises promises = group == null ? null : group.getAnnotation(Promises.class);
        return promises == null ? null : promises.value();
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext at) {
        Class<?> ability = ability(at);
        return ability != null
                        && at.getTestMethod().isPresent()
                        && known(at).lacking.contains(ability)
                ? ConditionEvaluationResult.disabled(Cases.notOffered(ability.getSimpleName()))
                : ConditionEvaluationResult.enabled("");
    }

    @Override
    public void beforeEach(ExtensionContext at) {
        Known run = known(at);
        long now = System.nanoTime();
        if (now - run.told >= EVERY.toNanos()) {
            run.told = now;
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0} cases of the contract after {1} s; now {2}",
                    run.cases,
                    Duration.ofNanos(now - run.begun).toSeconds(),
                    at.getDisplayName());
        }
        run.cases++;
    }

    @Override
    public void afterEach(ExtensionContext at) {
        Class<?> ability = ability(at);
        if (ability != null && at.getExecutionException().isPresent()) {
            String end = String.valueOf(at.getExecutionException().get().getMessage());
            if (end.endsWith(Cases.notOffered(ability.getSimpleName()))) {
                known(at).lacking.add(ability);
            }
        }
    }
}
