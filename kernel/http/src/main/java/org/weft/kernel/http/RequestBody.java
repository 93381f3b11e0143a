/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * A request's body. The first read is what sends {@code 100 Continue}. A body that breaks off or is too slow throws
 * {@link HttpFailure}, which is no {@code IOException}, so that no storage is blamed for it. For one thread.
 */
final class RequestBody extends InputStream {

    private final Request request;
    private final HttpSettings settings;
    private Content.@Nullable Chunk chunk;
    private boolean ended;
    private boolean begun;
    private long count;
    private long since;
    private final ThreadYield turn = new ThreadYield();

    /** What is waited for; it stays when the waiting is given up, because Jetty takes no second demand. */
    private @Nullable CountDownLatch demanded;

    RequestBody(Request request, HttpSettings settings) {
        this.request = request;
        this.settings = settings;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) throws IOException {
        Objects.checkFromIndexSize(offset, wanted, buffer.length);
        if (wanted == 0) {
            return 0;
        }
        Content.Chunk current = next(Long.MAX_VALUE);
        if (current == null) {
            return -1;
        }
        ByteBuffer bytes = current.getByteBuffer();
        int length = Math.min(wanted, bytes.remaining());
        bytes.get(buffer, offset, length);
        if (!bytes.hasRemaining()) {
            release();
        }
        count += length;
        checkRate();
        return length;
    }

    /** The chunk to read from; null at the end, or when the time is over. */
    private Content.@Nullable Chunk next(long nanos) throws IOException {
        if (!begun) {
            begun = true;
            since = System.nanoTime();
        }
        while (chunk == null && !ended) {
            Content.Chunk read = request.read();
            if (read == null) {
                if (!await(nanos)) {
                    return null;
                }
            } else {
                take(read);
            }
        }
        return chunk;
    }

    private void take(Content.Chunk read) {
        if (Content.Chunk.isFailure(read)) {
            ended = true;
            if (read.getFailure() instanceof TimeoutException) {
                throw new HttpFailure(408, "the body stopped coming after " + count + " bytes; nothing was stored");
            }
            throw new HttpFailure(400, "the body broke off after " + count + " bytes; nothing was stored");
        }
        ended = read.isLast();
        if (read.hasRemaining()) {
            chunk = read;
        } else {
            read.release();
        }
    }

    private boolean await(long nanos) throws IOException {
        CountDownLatch there = demanded;
        if (there == null) {
            there = new CountDownLatch(1);
            demanded = there;
            request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, there::countDown));
        }
        try {
            boolean came = there.await(nanos, TimeUnit.NANOSECONDS);
            demanded = came ? null : there;
            return came;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the body", stopped);
        }
    }

    private void checkRate() {
        long now = System.nanoTime();
        turn.giveWay(now);
        long nanos = now - since;
        if (nanos > settings.grace().toNanos() && count < settings.minRate() * (nanos / 1_000_000_000L)) {
            ended = true;
            throw new HttpFailure(
                    408,
                    "the body came slower than " + settings.minRate()
                            + " bytes a second and was given up; nothing was stored");
        }
    }

    private void release() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }

    /** Whether nothing is left to read. */
    boolean isEnded() {
        return ended && chunk == null;
    }

    /**
     * Throws away what the client still sends.
     *
     * @return whether the body has ended
     */
    boolean drain(long bytes, long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        long left = bytes;
        while (left > 0) {
            Content.Chunk current = next(end - System.nanoTime());
            if (current == null) {
                return ended;
            }
            left -= current.remaining();
            release();
        }
        return isEnded();
    }

    /** The end is the exchange's. */
    @Override
    public void close() {}
}
