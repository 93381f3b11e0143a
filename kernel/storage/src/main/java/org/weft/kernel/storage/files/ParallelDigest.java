/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Digests a long body on a second thread while the first one reads and writes it: MD5 alone takes as long as all the rest. The
 * pieces are copied, since the buffer they come in is the storage's, and at most {@value #PIECES} of them are held. For one
 * thread, which closes it in any case.
 */
final class ParallelDigest implements AutoCloseable {

    private static final int PIECE = 128 * 1024;
    private static final int PIECES = 4;

    /** What is to be digested; behind the body comes a piece without bytes. */
    private final BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(PIECES);

    private final BlockingQueue<ByteBuffer> empty = new ArrayBlockingQueue<>(PIECES);
    private final FutureTask<byte[]> task;
    private ByteBuffer filling = ByteBuffer.allocate(PIECE);

    /** @param digest what it has digested already counts */
    ParallelDigest(MessageDigest digest, Executor executor) {
        for (int piece = 1; piece < PIECES; piece++) {
            empty.add(ByteBuffer.allocate(PIECE));
        }
        this.task = new FutureTask<>(() -> {
            for (ByteBuffer piece = full.take(); piece.hasRemaining(); piece = full.take()) {
                digest.update(piece);
                empty.add(piece.clear());
            }
            return digest.digest();
        });
        executor.execute(task);
    }

    void update(byte[] buffer, int offset, int length) throws InterruptedIOException {
        int from = offset;
        for (int left = length; left > 0; ) {
            int taken = Math.min(left, filling.remaining());
            filling.put(buffer, from, taken);
            from += taken;
            left -= taken;
            if (!filling.hasRemaining()) {
                hand();
            }
        }
    }

    /** Hands the piece over and waits for room for the next one. */
    private void hand() throws InterruptedIOException {
        full.add(filling.flip());
        try {
            ByteBuffer next = empty.poll();
            while (next == null) {
                if (task.isDone()) {
                    throw new IllegalStateException("a digest ended before its body");
                }
                next = empty.poll(1, TimeUnit.SECONDS);
            }
            filling = next;
        } catch (InterruptedException ended) {
            throw interrupted();
        }
    }

    /** The digest of the whole, once all has been handed over. */
    byte[] digest() throws InterruptedIOException {
        if (filling.position() > 0) {
            hand();
        }
        full.add(filling.flip());
        try {
            return task.get();
        } catch (InterruptedException ended) {
            throw interrupted();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a digest failed", failure.getCause());
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("the server ended the call");
    }

    /** Ends the second thread, whether or not the body came to its end. */
    @Override
    public void close() {
        task.cancel(true);
    }
}
