/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what requests hold while they arrive: over all calls, and so that strangers leave room for those who are known.
 * Thread-safe.
 */
final class RequestArrivals extends ServerStreamTracer.Factory implements ServerInterceptor {

    private static final long LEAST = 16L << 20;

    private final ClientConnections connections;
    private final Executor executor;
    private final long most;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong heldByStrangers = new AtomicLong();

    /**
     * @param memory how much the server may use in all, in bytes
     */
    RequestArrivals(ClientConnections connections, Executor executor, long memory) {
        this.connections = connections;
        this.executor = executor;
        this.most = Math.max(LEAST, memory / 8);
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new RequestArrival(this, executor);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        RequestArrival arrival = RequestArrival.current();
        if (arrival == null) {
            return next.startCall(call, headers);
        }
        RequestArrival.Ending<Q, A> ending = new RequestArrival.Ending<>(call);
        ClientConnection connection = connections.of(call);
        if (!arrival.begins(connection, ending)) {
            ending.close(
                    Status.RESOURCE_EXHAUSTED.withDescription("a connection has " + ClientConnection.STRANGERS_CALLS
                            + " calls at a time before it has shown a valid token"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(ending, headers);
    }

    /** Whether there is room for so much more. It counts in any case, until it is released. */
    boolean hold(long bytes, boolean known) {
        boolean fits = held.addAndGet(bytes) <= most;
        return known ? fits : heldByStrangers.addAndGet(bytes) <= most / 2 && fits;
    }

    void release(long bytes, boolean known) {
        held.addAndGet(-bytes);
        if (!known) {
            heldByStrangers.addAndGet(-bytes);
        }
    }
}
