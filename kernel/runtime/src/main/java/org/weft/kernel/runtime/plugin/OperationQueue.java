/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets operations on plugins run one at a time, in the order in which they were asked for. Thread-safe. */
final class OperationQueue {

    private static final Logger log = LoggerFactory.getLogger(OperationQueue.class);

    private final ReentrantLock turn = new ReentrantLock(true);

    /** Runs an operation and waits for its end; one that fails is logged. */
    void run(Runnable operation) {
        boolean unused = call(
                () -> {
                    operation.run();
                    return true;
                },
                false);
    }

    /**
     * Runs an operation and waits for what it answers.
     *
     * @param failed the answer when it fails
     */
    <T> T call(Callable<T> operation, T failed) {
        FutureTask<T> task = new FutureTask<>(() -> inTurn(operation, failed));
        Thread.ofVirtual().name("plugins").start(task);
        try {
            return task.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return failed;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private <T> T inTurn(Callable<T> operation, T failed) {
        turn.lock();
        try {
            return operation.call();
        } catch (Exception | LinkageError failure) {
            log.atError().setCause(failure).log("plugin_operation_failed");
            return failed;
        } finally {
            turn.unlock();
        }
    }
}
