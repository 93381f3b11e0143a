/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;
import org.weft.spi.WeftException;

/** Asks the name node many small questions at a time: it answers them side by side over one connection. */
final class ParallelCalls {

    private static final int WIDTH = 16;

    private final ExecutorService executor;

    ParallelCalls(ExecutorService executor) {
        this.executor = executor;
    }

    /** The answers, in the order of the questions. */
    <A, B> List<B> ask(List<A> questions, Function<A, B> question) {
        if (questions.size() < 2) {
            return questions.stream().map(question).toList();
        }
        AtomicReferenceArray<B> answers = new AtomicReferenceArray<>(questions.size());
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> {
            for (int i = next.getAndIncrement(); i < questions.size(); i = next.getAndIncrement()) {
                answers.set(i, question.apply(questions.get(i)));
            }
        };
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < Math.min(WIDTH, questions.size()); i++) {
            workers.add(executor.submit(worker));
        }
        workers.forEach(ParallelCalls::await);
        List<B> all = new ArrayList<>(questions.size());
        for (int i = 0; i < questions.size(); i++) {
            all.add(answers.get(i));
        }
        return all;
    }

    <A> void each(List<A> items, Consumer<A> work) {
        ask(items, item -> {
            work.accept(item);
            return item;
        });
    }

    private static void await(Future<?> worker) {
        try {
            worker.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WeftException.Unavailable("the server takes the storage away", interrupted);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }
}
