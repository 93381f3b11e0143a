/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.SecurityLevel;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A request, or why it is none. Whatever can't be read is refused in words, as a client's mistake; gRPC by itself would call
 * it unknown, and log it as a mistake of the server's.
 *
 * @param <Q> the message
 */
sealed interface ParsedRequest<Q> {

    /** @param request what was sent */
    record Well<Q>(Q request) implements ParsedRequest<Q> {}

    /** @param why what the client is told */
    record Not<Q>(Status why) implements ParsedRequest<Q> {}

    /** The same service, which answers messages that can't be read. */
    static ServerServiceDefinition of(ServerServiceDefinition service) {
        ServiceDescriptor known = service.getServiceDescriptor();
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(known.getName()).setSchemaDescriptor(known.getSchemaDescriptor());
        service.getMethods().forEach(method -> descriptor.addMethod(descriptor(method.getMethodDescriptor())));
        ServiceDescriptor told = descriptor.build();
        ServerServiceDefinition.Builder parsing = ServerServiceDefinition.builder(told);
        for (MethodDescriptor<?, ?> method : told.getMethods()) {
            add(parsing, method, service.getMethod(method.getFullMethodName()));
        }
        return parsing.build();
    }

    private static <Q, A> MethodDescriptor<ParsedRequest<Q>, A> descriptor(MethodDescriptor<Q, A> method) {
        return method.toBuilder(new Reading<>(method.getRequestMarshaller()), method.getResponseMarshaller())
                .build();
    }

    @SuppressWarnings("unchecked") // descriptor() made the one from the other
    private static <Q, A> void add(
            ServerServiceDefinition.Builder parsing,
            MethodDescriptor<?, ?> method,
            ServerMethodDefinition<Q, A> behind) {
        parsing.addMethod((MethodDescriptor<ParsedRequest<Q>, A>) method, handler(behind));
    }

    private static <Q, A> ServerCallHandler<ParsedRequest<Q>, A> handler(ServerMethodDefinition<Q, A> behind) {
        return (call, headers) -> {
            Behind<Q, A> inner = new Behind<>(call, behind.getMethodDescriptor());
            return new Telling<>(inner, behind.getServerCallHandler().startCall(inner, headers));
        };
    }

    /** Reads requests; never throws for what a client has sent. */
    record Reading<Q>(Marshaller<Q> marshaller) implements Marshaller<ParsedRequest<Q>> {

        @Override
        public InputStream stream(ParsedRequest<Q> value) {
            return switch (value) {
                case Well<Q> well -> marshaller.stream(well.request());
                case Not<Q> not -> InputStream.nullInputStream();
            };
        }

        @Override
        public ParsedRequest<Q> parse(InputStream stream) {
            try {
                return new Well<>(marshaller.parse(RequestArrival.bounded(stream)));
            } catch (RuntimeException unreadable) {
                Status why = Status.fromThrowable(unreadable);
                return new Not<>(
                        why.getCode() == Status.Code.RESOURCE_EXHAUSTED
                                ? tooLarge(why)
                                : Status.INVALID_ARGUMENT.withDescription("the request is no message of this rpc"));
            }
        }
    }

    private static Status tooLarge(Status why) {
        String said = why.getDescription();
        return said != null && said.startsWith("unpacked")
                ? why
                : Status.RESOURCE_EXHAUSTED.withDescription(
                        "the request is larger than " + RpcTable.REQUEST_LIMIT + " bytes when unpacked");
    }

    /** Passes on what could be read, and ends the call with the first that could not. */
    final class Telling<Q, A> extends ServerCall.Listener<ParsedRequest<Q>> {

        private final Behind<Q, A> call;
        private final ServerCall.Listener<Q> listener;
        private boolean refused;

        Telling(Behind<Q, A> call, ServerCall.Listener<Q> listener) {
            this.call = call;
            this.listener = listener;
        }

        @Override
        public void onMessage(ParsedRequest<Q> message) {
            if (refused) {
                return; // the call has ended
            }
            switch (message) {
                case Well<Q> well -> listener.onMessage(well.request());
                case Not<Q> not -> {
                    refused = true;
                    call.close(not.why(), new Metadata());
                }
            }
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                listener.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            listener.onCancel();
        }

        @Override
        public void onComplete() {
            listener.onComplete();
        }

        @Override
        public void onReady() {
            if (!refused) {
                listener.onReady();
            }
        }
    }

    /** The call as the code behind knows it. It is closed once, by whoever comes first. */
    final class Behind<Q, A> extends ServerCall<Q, A> {

        private final ServerCall<ParsedRequest<Q>, A> call;
        private final MethodDescriptor<Q, A> method;
        private final AtomicBoolean closed = new AtomicBoolean();

        Behind(ServerCall<ParsedRequest<Q>, A> call, MethodDescriptor<Q, A> method) {
            this.call = call;
            this.method = method;
        }

        @Override
        public MethodDescriptor<Q, A> getMethodDescriptor() {
            return method;
        }

        @Override
        public void request(int messages) {
            call.request(messages);
        }

        @Override
        public void sendHeaders(Metadata headers) {
            call.sendHeaders(headers);
        }

        @Override
        public void sendMessage(A message) {
            call.sendMessage(message);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (closed.compareAndSet(false, true)) {
                call.close(status, trailers);
            }
        }

        @Override
        public boolean isCancelled() {
            return call.isCancelled();
        }

        @Override
        public boolean isReady() {
            return call.isReady();
        }

        @Override
        public void setMessageCompression(boolean enabled) {
            call.setMessageCompression(enabled);
        }

        @Override
        public void setCompression(String compressor) {
            call.setCompression(compressor);
        }

        @Override
        public void setOnReadyThreshold(int bytes) {
            call.setOnReadyThreshold(bytes);
        }

        @Override
        public void triggerEvent(Object event) {
            call.triggerEvent(event);
        }

        @Override
        public SecurityLevel getSecurityLevel() {
            return call.getSecurityLevel();
        }

        @Override
        public Attributes getAttributes() {
            return call.getAttributes();
        }

        @Override
        public @Nullable String getAuthority() {
            return call.getAuthority();
        }
    }
}
