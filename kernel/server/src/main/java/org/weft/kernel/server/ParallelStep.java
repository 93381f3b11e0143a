/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work that runs beside the rest of a start, because a machine has more than one processor. */
final class ParallelStep {

    private final FutureTask<Void> work;

    ParallelStep(Runnable work) {
        this.work = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread.ofVirtual().name("start").start(this.work);
    }

    /** Waits for the end of the work. */
    void done() throws StartFailure {
        try {
            work.get();
        } catch (ExecutionException failure) {
            throw StartFailure.because("the start failed: " + failure.getCause(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw StartFailure.because("the start was interrupted", interrupted);
        }
    }
}
