/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.weft.spi.DriverContext;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.memory.MemoryConfig;
import org.weft.testkit.memory.MemoryFactory;
import org.weft.testkit.storage.StorageBench;
import org.weft.testkit.storage.StorageContract;

/** The contract of storages says in words what a step does wrong. */
class BrokenStepTest {

    private static final Map<Class<?>, String> WORDS = Map.of(
            ChangesAndSaysStale.class, "a step that answers stale must have done nothing",
            DoesNothingAndSaysCommitted.class, "the change is made inside the step",
            ChangesAndThrows.class, "a step that throws must have done nothing",
            TellsWhatWas.class, "the driver has to look again",
            HoldsALock.class, "the driver holds a lock over Guard.attempt");

    @Test
    void a_step_that_breaks_a_promise_is_told_which() {
        String patience = "weft.contract.patience";
        System.setProperty(patience, "2");
        try {
            assertThat(failures(Sound.class)).isEmpty();
            WORDS.forEach((broken, words) -> assertThat(failures(broken))
                    .as(broken.getSimpleName())
                    .anySatisfy(told -> assertThat(told).contains(words)));
        } finally {
            System.clearProperty(patience);
        }
    }

    /** What the cases say that fail, with their causes. */
    private static List<String> failures(Class<?> contract) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectNestedClass(
                        List.of(contract.getName()), StorageContract.class.getName() + "$Staling"))
                .execute()
                .testEvents()
                .failed()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .map(BrokenStepTest::told)
                        .orElse(""))
                .collect(Collectors.toList());
    }

    private static String told(Throwable failure) {
        StringBuilder told = new StringBuilder();
        for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
            told.append(at).append('\n');
        }
        return told.toString();
    }

    static class Sound extends StorageContract<MemoryConfig> {

        private final MemoryFactory sound = new MemoryFactory();

        @Override
        protected StorageDriverFactory<MemoryConfig> factory() {
            return new StorageDriverFactory<>() {
                @Override
                public String name() {
                    return sound.name();
                }

                @Override
                public Class<MemoryConfig> configType() {
                    return sound.configType();
                }

                @Override
                public StorageDriver create(MemoryConfig config, DriverContext context) {
                    return broken(sound.create(config, context));
                }
            };
        }

        @Override
        protected MemoryConfig config(Path tmp) {
            return MemoryConfig.of(tmp.toString());
        }

        StorageDriver broken(StorageDriver driver) {
            return Breaks.but(StorageDriver.class, driver, "put", (real, given) -> {
                PutSpec spec = (PutSpec) given[2];
                if (spec.guard().equals(Guard.none())) {
                    return real.answer(given); // what a case only needs to begin with
                }
                PutSpec other = new PutSpec(
                        spec.length(),
                        spec.mtime(),
                        spec.precondition(),
                        new Between(spec.guard(), this, driver),
                        spec.onConflict(),
                        spec.digests(),
                        spec.mediaType());
                return real.answer(given[0], given[1], other, given[3]);
            });
        }

        /** A put's step as the guard sees it. */
        <T> Attempt<T> step(StorageDriver driver, Guard.Step<T> step) throws IOException {
            return step.take();
        }

        /** What the guard is told. */
        Affected told(Affected first, Affected what) {
            return what;
        }
    }

    /** Stands between a driver and its guard. */
    private static final class Between implements Guard {
        private final Guard guard;
        private final Sound how;
        private final StorageDriver driver;
        private @Nullable Affected first;

        Between(Guard guard, Sound how, StorageDriver driver) {
            this.guard = guard;
            this.how = how;
            this.driver = driver;
        }

        @Override
        public void check(Affected what) {
            guard.check(what);
        }

        @Override
        public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
            Affected known = first == null ? what : first;
            first = known;
            return guard.attempt(how.told(known, what), () -> how.step(driver, step));
        }
    }

    static final class ChangesAndSaysStale extends Sound {
        @Override
        <T> Attempt<T> step(StorageDriver driver, Guard.Step<T> step) throws IOException {
            step.take();
            return Attempt.stale();
        }
    }

    static final class DoesNothingAndSaysCommitted extends Sound {
        @Override
        @SuppressWarnings("unchecked")
        <T> Attempt<T> step(StorageDriver driver, Guard.Step<T> step) throws IOException {
            Attempt<T> attempt = step.take();
            Object root = driver.stat(StorageBench.caller("anna"), StorageBench.at("/"));
            return attempt instanceof Attempt.Stale<T> ? Attempt.committed((T) root) : attempt;
        }
    }

    static final class ChangesAndThrows extends Sound {
        @Override
        <T> Attempt<T> step(StorageDriver driver, Guard.Step<T> step) throws IOException {
            if (step.take() instanceof Attempt.Committed<T>) {
                throw new WeftException.Unavailable("the backend went away");
            }
            return Attempt.stale();
        }
    }

    static final class TellsWhatWas extends Sound {
        @Override
        Affected told(Affected first, Affected what) {
            return first;
        }
    }

    static final class HoldsALock extends Sound {
        private final ReentrantLock lock = new ReentrantLock();

        @Override
        StorageDriver broken(StorageDriver driver) {
            StorageDriver waiting = Breaks.but(StorageDriver.class, driver, "stat", (real, given) -> held(real, given));
            return Breaks.but(StorageDriver.class, waiting, "put", (real, given) -> held(real, given));
        }

        private @Nullable Object held(Breaks.Sound real, Object... given) throws Throwable {
            lock.lockInterruptibly();
            try {
                return real.answer(given);
            } finally {
                lock.unlock();
            }
        }
    }
}
