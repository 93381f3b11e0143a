/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs foreign code on a thread of its own and does not wait for it for ever. The thread is the system's, not a virtual
 * one: code that spins would keep a processor from all requests. What it leaves in thread locals goes with it.
 *
 * @param loader the context loader
 * @param most how long to wait
 */
record TimeLimitedCall(ClassLoader loader, Duration most) {

    /** How long interrupted code may take to notice. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Foreign code failed; the cause says how. */
    static final class Failed extends Exception {

        private static final long serialVersionUID = 1L;

        Failed(Throwable cause) {
            super(cause);
        }

        Throwable reason() {
            Throwable cause = getCause();
            return cause == null ? this : cause;
        }
    }

    /** Foreign code does not come back. */
    static final class Hung extends Exception {

        private static final long serialVersionUID = 1L;

        private final boolean over;

        Hung(String message, boolean over) {
            super(message);
            this.over = over;
        }

        /** Whether the interrupt ended it, so that another try makes no second thread that hangs. */
        boolean isOver() {
            return over;
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * @param what the step's name, such as {@code start}
     */
    <T> T run(String what, Callable<T> work) throws Failed, Hung {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().daemon().name("plugin-" + what).unstarted(task);
        thread.setContextClassLoader(loader);
        thread.start();
        try {
            return task.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failure) {
            throw new Failed(failure.getCause() == null ? failure : failure.getCause());
        } catch (TimeoutException late) {
            throw hung(what, thread);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            thread.interrupt();
            throw new Failed(stopped);
        }
    }

    private Hung hung(String what, Thread thread) {
        String where = where(thread);
        thread.interrupt();
        boolean over = false;
        try {
            over = thread.join(GRACE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return new Hung(
                what + " has not come back within " + words(most) + where
                        + (over ? "; it was interrupted" : "; it does not heed interrupts, so its thread is lost"),
                over);
    }

    private static String words(Duration time) {
        return time.toSeconds() > 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /** Where it hangs, as far as its own code can be told from the JDK's. */
    private static String where(Thread thread) {
        @Nullable StackTraceElement first = null;
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (!frame.getClassName().startsWith("java.")
                    && !frame.getClassName().startsWith("jdk.")) {
                first = frame;
                break;
            }
        }
        return first == null || first.getClassName().startsWith("org.weft.kernel.")
                ? ""
                : " (in " + first.getClassName() + "." + first.getMethodName() + ")";
    }
}
