/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A part on its way. Unlike a {@code Future} it can be waited for after it was called off: only when nothing is sent any
 * more the upload can be aborted, and the memory used again.
 */
final class Sending {

    private final Buffers.Part part;
    private final CompletableFuture<String> tag = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Thread runner;
    private volatile boolean isOff;

    private Sending(Buffers.Part part) {
        this.part = part;
    }

    /** Begins to send a part; what sends it answers the part's tag. */
    static Sending start(Executor executor, Buffers.Part part, Callable<String> send) {
        Sending sending = new Sending(part);
        executor.execute(() -> sending.run(send));
        return sending;
    }

    private void run(Callable<String> send) {
        runner = Thread.currentThread();
        try {
            if (isOff) {
                throw new CancellationException("the upload was called off");
            }
            tag.complete(send.call());
        } catch (Exception | Error failure) {
            tag.completeExceptionally(failure);
        } finally {
            runner = null;
            ended.countDown();
        }
    }

    Buffers.Part part() {
        return part;
    }

    /** What S3 calls the part, as soon as it has it. */
    String tag() throws IOException {
        try {
            return tag.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("the upload was interrupted").initCause(interrupted);
        } catch (ExecutionException failure) {
            throw thrown(failure);
        }
    }

    private static IOException thrown(ExecutionException failure) {
        if (failure.getCause() instanceof IOException cause) {
            return cause;
        }
        if (failure.getCause() instanceof RuntimeException cause) {
            throw cause;
        }
        if (failure.getCause() instanceof Error cause) {
            throw cause;
        }
        throw new CompletionException(failure);
    }

    /** Asks it to end; {@link #settle} waits for that. */
    void callOff() {
        isOff = true;
        Thread sender = runner;
        if (sender != null) {
            sender.interrupt();
        }
    }

    /**
     * Waits until nothing is sent any more and gives the memory back.
     *
     * @return whether the thread was interrupted meanwhile
     */
    boolean settle() {
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                part.close();
                return interrupted;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
    }
}
