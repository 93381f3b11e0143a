/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work that runs beside the rest of a start, because a machine has more than one processor. */
final class Meanwhile {

    private final FutureTask<Void> work;

    Meanwhile(Runnable work) {
        this.work = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread.ofVirtual().name("start").start(this.work);
    }

    /** Waits for the end of the work. */
    void done() throws CannotStart {
        try {
            work.get();
        } catch (ExecutionException failure) {
            throw CannotStart.because("the start failed: " + failure.getCause(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CannotStart.because("the start was interrupted", interrupted);
        }
    }
}
