/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A call while its request arrives. What has come of a message that is not whole yet is held by the transport, and no limit of
 * gRPC's own counts it over calls; here a call that holds more than it may ends.
 */
final class RequestArrival extends ServerStreamTracer {

    private static final Context.Key<RequestArrival> KEY = Context.key("weft-arrival");

    /** How much a call may hold before it is known who calls: more than any request that needs no token. */
    private static final int STRANGERS = 64 << 10;

    /** What a piece costs at least: it keeps the buffer that it was read into. */
    private static final int PIECE = 512;

    private final RequestArrivals arrivals;
    private final Executor executor;
    private long held;
    private volatile boolean known;
    private volatile boolean closed;
    private @Nullable ClientConnection connection;
    private final AtomicReference<@Nullable ClientConnection> counted = new AtomicReference<>();
    private volatile @Nullable Ending<?, ?> call;

    RequestArrival(RequestArrivals arrivals, Executor executor) {
        this.arrivals = arrivals;
        this.executor = executor;
    }

    /** The arrival that the present gRPC context belongs to; none in a call from within. */
    static @Nullable RequestArrival current() {
        return KEY.get();
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    /**
     * The same message of the present call, unless it came packed and it is not known who calls: then reading it fails once it is
     * larger than what such a caller may send plain.
     */
    static InputStream bounded(InputStream message) {
        RequestArrival arrival = current();
        boolean counted = message instanceof KnownLength; // as it came, and counted as it did
        return arrival == null || arrival.known || counted ? message : new Unpacking(message);
    }

    /** Whether the connection may have one more call. */
    boolean begins(ClientConnection over, Ending<?, ?> ending) {
        connection = over;
        known = over.isKnown();
        call = ending;
        boolean fits = over.begin();
        counted.set(over);
        if (closed) {
            end(); // it was broken off before its code began
        }
        return fits;
    }

    /** A valid token came with the call. */
    void isKnown() {
        known = true;
        if (connection != null) {
            connection.known();
        }
    }

    @Override
    public void inboundWireSize(long bytes) {
        long more = Math.max(bytes, PIECE);
        held += more;
        boolean fits = arrivals.hold(more, known);
        Ending<?, ?> ending = call;
        if (ending != null && (!fits || held > (known ? RpcTable.REQUEST_LIMIT + PIECE : STRANGERS))) {
            call = null;
            executor.execute(() -> ending.close(
                    Status.RESOURCE_EXHAUSTED.withDescription(
                            known
                                    ? "too many requests are on their way at a time; try again later"
                                    : "the request is larger than a call may be before it is known who calls"),
                    new Metadata()));
        }
    }

    @Override
    public void inboundMessageRead(int number, long wireSize, long size) {
        release();
    }

    @Override
    public void streamClosed(Status status) {
        release();
        closed = true;
        end();
    }

    private void end() {
        ClientConnection over = counted.getAndSet(null);
        if (over != null) {
            over.end();
        }
    }

    private void release() {
        arrivals.release(held, known);
        held = 0;
    }

    /** What a packed message unpacks to. */
    private static final class Unpacking extends FilterInputStream {

        private int left = STRANGERS;

        Unpacking(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return count(in.read(), 1);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            return count(read, read);
        }

        private int count(int read, int bytes) {
            if (read >= 0) {
                left -= bytes;
            }
            if (left < 0) {
                throw Status.RESOURCE_EXHAUSTED
                        .withDescription(
                                "unpacked, the request is larger than a call may be before it is known who" + " calls")
                        .asRuntimeException();
            }
            return read;
        }
    }

    /** A call that may be ended from outside while its own code answers it. */
    static final class Ending<Q, A> extends SimpleForwardingServerCall<Q, A> {

        private final ReentrantLock lock = new ReentrantLock();
        private boolean closed;

        Ending(ServerCall<Q, A> call) {
            super(call);
        }

        /** Runs a step unless the call has ended. Nothing in here waits for a client. */
        private void step(Runnable step) {
            lock.lock();
            try {
                if (!closed) {
                    step.run();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void sendHeaders(Metadata headers) {
            step(() -> super.sendHeaders(headers));
        }

        @Override
        public void sendMessage(A message) {
            step(() -> super.sendMessage(message));
        }

        @Override
        public void close(Status status, Metadata trailers) {
            step(() -> {
                closed = true;
                super.close(status, trailers);
            });
        }
    }
}
