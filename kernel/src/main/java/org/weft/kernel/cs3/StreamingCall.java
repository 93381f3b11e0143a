/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Serves an rpc that streams. The sender runs on a thread of its own and waits while the client's window is full, so
 * that no more than the window is ever held; gRPC's callbacks, which wake it, must not wait behind it.
 */
final class StreamingCall<Q extends Message, A extends Message> implements ServerCallHandler<Q, A> {

    /** How much may lie unsent; small messages are slow below, memory is lost above. */
    private static final int WINDOW_BYTES = 256 << 10;

    /** A client that takes nothing for so long is given up. */
    private static final long PATIENCE_SECONDS = 60;

    private final Executor executor;
    private final Failures<A> failures;
    private final Rpcs.Streaming<Q, A> streaming;

    StreamingCall(Executor executor, Failures<A> failures, Rpcs.Streaming<Q, A> streaming) {
        this.executor = executor;
        this.failures = failures;
        this.streaming = streaming;
    }

    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, A> call, Metadata headers) {
        call.setOnReadyThreshold(WINDOW_BYTES);
        call.request(2);
        return new Sending(call);
    }

    private final class Sending extends ServerCall.Listener<Q> implements Outflow<A> {

        private final ServerCall<Q, A> call;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private @Nullable Q request;
        private boolean abandoned;

        Sending(ServerCall<Q, A> call) {
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            if (request != null) {
                call.close(Status.INVALID_ARGUMENT.withDescription("one request message, please"), new Metadata());
            }
            request = message;
        }

        @Override
        public void onHalfClose() {
            Q asked = request;
            if (asked == null) {
                call.close(Status.INVALID_ARGUMENT.withDescription("the request message is missing"), new Metadata());
                return;
            }
            executor.execute(Context.current().wrap(() -> run(asked)));
        }

        @Override
        public void onReady() {
            wake();
        }

        @Override
        public void onCancel() {
            wake();
        }

        private void wake() {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void run(Q asked) {
            MethodDescriptor<Q, A> method = call.getMethodDescriptor();
            Call known = Call.current();
            call.sendHeaders(new Metadata());
            try {
                streaming.answer(known, asked, this);
            } catch (RuntimeException failure) {
                send(failures.message(failures.tell(method, known, failure)));
            }
            if (abandoned) {
                call.close(
                        Status.DEADLINE_EXCEEDED.withDescription(
                                "nothing was taken for " + PATIENCE_SECONDS + " seconds"),
                        new Metadata());
            } else if (!call.isCancelled()) {
                call.close(Status.OK, new Metadata());
            }
        }

        @Override
        public boolean send(A message) {
            if (abandoned || call.isCancelled() || (!call.isReady() && !awaitReady())) {
                return false;
            }
            call.sendMessage(message);
            return true;
        }

        private boolean awaitReady() {
            long patience = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            lock.lock();
            try {
                while (!call.isReady()) {
                    if (call.isCancelled()) {
                        return false;
                    }
                    if (patience <= 0) {
                        abandoned = true;
                        return false;
                    }
                    patience = changed.awaitNanos(patience);
                }
                return true;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                abandoned = true;
                return false;
            } finally {
                lock.unlock();
            }
        }
    }
}
