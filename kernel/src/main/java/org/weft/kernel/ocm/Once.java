/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Remembers answers, and asks each question once at a time: who comes while somebody asks waits for that answer. Nothing
 * is locked while somebody asks. Bounded; thread-safe.
 *
 * @param <K> the question
 * @param <V> the answer
 */
final class Once<K, V> {

    private final Cache<K, CompletableFuture<V>> answers;

    Once(int most) {
        this.answers = Caffeine.newBuilder().maximumSize(most).build();
    }

    /** An answer that is still good, else a new one. */
    V get(K question, Predicate<V> good, Supplier<V> ask) {
        while (true) {
            CompletableFuture<V> known = answers.getIfPresent(question);
            if (known != null) {
                Optional<V> answer = answer(known);
                if (answer.filter(good).isPresent()) {
                    return answer.get();
                }
                answers.asMap().remove(question, known);
            }
            CompletableFuture<V> mine = new CompletableFuture<>();
            if (answers.asMap().putIfAbsent(question, mine) == null) {
                return asked(question, mine, ask);
            }
        }
    }

    private static <V> Optional<V> answer(CompletableFuture<V> known) {
        try {
            return Optional.of(known.join());
        } catch (CompletionException failed) {
            return Optional.empty();
        }
    }

    private V asked(K question, CompletableFuture<V> mine, Supplier<V> ask) {
        boolean done = false;
        try {
            V answer = ask.get();
            mine.complete(answer);
            done = true;
            return answer;
        } finally {
            if (!done) {
                mine.completeExceptionally(new IllegalStateException("the asking failed"));
                answers.asMap().remove(question, mine);
            }
        }
    }

    void forget(K question) {
        answers.invalidate(question);
    }
}
