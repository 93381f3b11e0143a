/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;

/** Many callers let loose at once. */
final class Race {

    private Race() {}

    interface Attempt<T> {
        T make(int caller) throws IOException;
    }

    /** Returns what those got who were not refused, in the order of the callers. */
    @SafeVarargs
    static <T> List<T> of(int callers, Attempt<T> attempt, Class<? extends WeftException>... refusals)
            throws InterruptedException, ExecutionException {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> attempts = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int caller = i;
                attempts.add(executor.submit(() -> {
                    start.await();
                    return attempt.make(caller);
                }));
            }
            start.countDown();
            List<T> done = new ArrayList<>();
            for (Future<T> each : attempts) {
                try {
                    done.add(each.get());
                } catch (ExecutionException refused) {
                    if (!isOneOf(refused.getCause(), refusals)) {
                        throw refused;
                    }
                }
            }
            return done;
        }
    }

    private static boolean isOneOf(@Nullable Throwable failure, Class<? extends WeftException>[] refusals) {
        for (Class<? extends WeftException> refusal : refusals) {
            if (refusal.isInstance(failure)) {
                return true;
            }
        }
        return false;
    }
}
