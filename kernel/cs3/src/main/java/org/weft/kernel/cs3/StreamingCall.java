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
 * Serves an rpc that streams. The sender runs on a thread of its own and waits until what it sent has gone, so that no
 * more than one batch is ever held; gRPC's callbacks, which wake it, must not wait behind it.
 */
final class StreamingCall<Q extends Message, A extends Message> implements ServerCallHandler<Q, A> {

    /**
     * How much may lie unsent: so many messages, each of which has a buffer of 4 KiB at least whatever its size, or so many
     * bytes. More follow when all of them have gone.
     */
    private static final int BATCH = 16;

    private static final int BATCH_BYTES = 32 << 10;

    /** A client that takes nothing for so long may do so for longer. */
    private static final long MOMENT_MILLIS = 200;

    /** A client that takes nothing for so long is given up. */
    private static final long PATIENCE_SECONDS = 60;

    private final Executor executor;
    private final OpenStreams streams;
    private final FailureReplies<A> failures;
    private final RpcTable.Streaming<Q, A> streaming;

    StreamingCall(
            Executor executor, OpenStreams streams, FailureReplies<A> failures, RpcTable.Streaming<Q, A> streaming) {
        this.executor = executor;
        this.streams = streams;
        this.failures = failures;
        this.streaming = streaming;
    }

    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, A> call, Metadata headers) {
        call.setOnReadyThreshold(1); // ready is who has taken everything
        call.request(2);
        return new Sending(call);
    }

    private final class Sending extends ServerCall.Listener<Q> implements ReplyStream<A> {

        private final ServerCall<Q, A> call;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private @Nullable Q request;
        private boolean abandoned;
        private int left;
        private int room;

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
            RpcCall known = RpcCall.current();
            call.sendHeaders(new Metadata());
            try {
                streams.run(known.caller().user(), () -> streaming.answer(known, asked, this));
            } catch (RuntimeException | Error failure) {
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
            if (abandoned || call.isCancelled() || (!hasRoom() && !awaitTaking())) {
                return false;
            }
            left--;
            room -= message.getSerializedSize();
            call.sendMessage(message);
            return true;
        }

        private boolean hasRoom() {
            if (left > 0 && room > 0) {
                return true;
            }
            if (!call.isReady()) {
                return false;
            }
            left = BATCH;
            room = BATCH_BYTES;
            return true;
        }

        @Override
        public boolean isTaking() {
            return hasRoom() || await(TimeUnit.MILLISECONDS.toNanos(MOMENT_MILLIS));
        }

        @Override
        public boolean awaitTaking() {
            if (hasRoom() || await(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS))) {
                return true;
            }
            abandoned = !call.isCancelled();
            return false;
        }

        private boolean await(long patience) {
            lock.lock();
            try {
                long nanos = patience;
                while (!call.isReady()) {
                    if (nanos <= 0 || call.isCancelled()) {
                        return false;
                    }
                    nanos = changed.awaitNanos(nanos);
                }
                return hasRoom();
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
