/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;

/**
 * An answer's body: blocks while the client is slow, gives a client up that is too slow. Small bodies go out whole with
 * their length. For one thread.
 */
final class ResponseBody extends OutputStream {

    private static final int SMALL = 1024;
    private static final int BUFFER = 32 * 1024;
    private static final long LOOK_NANOS = 2_000_000_000L;

    private final Response response;
    private final HttpSettings settings;
    private final boolean silent;
    private byte @Nullable [] buffer;
    private int filled;
    private boolean ended;
    private long count;
    private long waited;
    private Runnable still = () -> {};
    private long looked = System.nanoTime();
    private final ThreadYield turn = new ThreadYield();

    /**
     * @param silent for HEAD: bytes are counted, not sent
     */
    ResponseBody(Response response, HttpSettings settings, boolean silent) {
        this.response = response;
        this.settings = settings;
        this.silent = silent;
    }

    void watch(Runnable who) {
        this.still = who;
    }

    /** Whoever was let in when this began may have been shut out since. */
    private void requireStill(long now) throws ClientGone {
        if (count == 0 || now - looked < LOOK_NANOS) {
            return;
        }
        looked = now;
        try {
            still.run();
        } catch (WeftException over) {
            throw new ClientGone(new IOException("whoever this is for is let in no longer: " + over.text()));
        }
    }

    long count() {
        return count;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (silent) {
            filled += length;
            return;
        }
        if (length >= BUFFER) {
            flush();
            send(ByteBuffer.wrap(bytes, offset, length), false);
            return;
        }
        if (filled + length > BUFFER) {
            flush();
        }
        byte[] room = room(length);
        System.arraycopy(bytes, offset, room, filled, length);
        filled += length;
    }

    /** The buffer with room for so many more bytes; it begins small, for most answers are. */
    private byte[] room(int length) {
        byte[] present = buffer;
        if (present == null) {
            present = new byte[Math.max(SMALL, length)];
        } else if (filled + length > present.length) {
            present = Arrays.copyOf(present, Math.min(BUFFER, Math.max(filled + length, 4 * present.length)));
        }
        buffer = present;
        return present;
    }

    @Override
    public void flush() throws IOException {
        if (filled > 0 && buffer != null) {
            int length = filled;
            filled = 0;
            send(ByteBuffer.wrap(buffer, 0, length), false);
        }
    }

    /** Sends bytes that are not copied. */
    void send(ByteBuffer bytes, boolean last) throws IOException {
        if (ended) {
            throw new IOException("the answer has ended");
        }
        ended = last;
        int length = bytes.remaining();
        long begin = System.nanoTime();
        requireStill(begin);
        turn.giveWay(begin);
        try {
            Content.Sink.write(response, last, bytes);
        } catch (IOException gone) {
            throw new ClientGone(gone);
        }
        count += length;
        waited += System.nanoTime() - begin;
        if (waited > settings.grace().toNanos() && count < settings.minRate() * (waited / 1_000_000_000L)) {
            throw new ClientGone(
                    new IOException("the client takes less than " + settings.minRate() + " bytes a second"));
        }
    }

    /** Ends the answer; a body that was never flushed gets its length told. */
    void end() throws IOException {
        if (ended) {
            return;
        }
        if (!response.isCommitted() && !response.getHeaders().contains(HttpHeader.CONTENT_LENGTH) && mayHaveBody()) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, filled);
        }
        ByteBuffer rest = silent || buffer == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(buffer, 0, filled);
        filled = 0;
        send(rest, true);
    }

    private boolean mayHaveBody() {
        int status = response.getStatus();
        return status >= 200 && status != 204 && status != 304 && !(silent && filled == 0);
    }

    boolean hasEnded() {
        return ended;
    }

    /** Forgets what has not been sent. */
    void reset() {
        filled = 0;
    }

    @Override
    public void close() throws IOException {
        end();
    }
}
