/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Remembers answers, and asks each question once at a time: who comes while somebody asks waits for that answer, and for
 * that failure, so that nobody waits longer than one asking takes. Nothing is locked while somebody asks. Bounded;
 * thread-safe.
 *
 * @param <K> the question
 * @param <V> the answer
 */
public final class SingleFlightCache<K, V> {

    private final Cache<K, CompletableFuture<V>> answers;

    public SingleFlightCache(int most) {
        this.answers = Caffeine.newBuilder().maximumSize(most).build();
    }

    /** An answer that is still good, else a new one; what the asking throws, all throw who wait for it. */
    public V get(K question, Predicate<V> good, Supplier<V> ask) {
        while (true) {
            CompletableFuture<V> known = answers.getIfPresent(question);
            if (known != null) {
                V answer = answer(known);
                if (good.test(answer)) {
                    return answer;
                }
                answers.asMap().remove(question, known);
            }
            CompletableFuture<V> mine = new CompletableFuture<>();
            if (answers.asMap().putIfAbsent(question, mine) == null) {
                return asked(question, mine, ask);
            }
        }
    }

    private static <V> V answer(CompletableFuture<V> known) {
        try {
            return known.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private V asked(K question, CompletableFuture<V> mine, Supplier<V> ask) {
        boolean done = false;
        try {
            V answer = ask.get();
            mine.complete(answer);
            done = true;
            return answer;
        } catch (RuntimeException failure) {
            // Forgotten first, so that who comes from now on asks anew.
            answers.asMap().remove(question, mine);
            mine.completeExceptionally(failure);
            done = true;
            throw failure;
        } finally {
            if (!done) {
                answers.asMap().remove(question, mine);
                mine.completeExceptionally(new IllegalStateException("the asking failed"));
            }
        }
    }

    /** Whether there is an answer, good or not, or somebody asks. */
    public boolean has(K question) {
        return answers.getIfPresent(question) != null;
    }

    public void forget(K question) {
        answers.invalidate(question);
    }
}
