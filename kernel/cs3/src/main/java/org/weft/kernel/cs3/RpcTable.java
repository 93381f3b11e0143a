/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.weft.spi.WeftException.Unsupported;

/**
 * Which code answers which rpc. An rpc that nobody answers is UNIMPLEMENTED in its status, so that a client gets the
 * same kind of answer from all of them.
 */
final class RpcTable {

    /** No message that comes is larger, as it is sent and when it is unpacked. */
    static final int REQUEST_LIMIT = 4 << 20;

    private final Map<String, ServerCallHandler<?, ?>> handlers = new HashMap<>();
    private final Executor executor;
    private final OpenStreams streams;
    private final int messageLimit;

    /**
     * @param executor runs what streams, one thread each
     */
    RpcTable(Executor executor, Cs3Limits limits) {
        this.executor = executor;
        this.streams = new OpenStreams(limits.streamsPerUser(), limits.streams());
        this.messageLimit = limits.message();
    }

    /** No message that leaves is larger, because clients take no larger ones unless they are told to. */
    int messageLimit() {
        return messageLimit;
    }

    /** Answers a request with one message. What it throws becomes the status of an empty answer. */
    @FunctionalInterface
    interface Unary<Q, A> {
        A answer(RpcCall call, Q request);
    }

    /** Answers a request with a stream of messages. What it throws becomes the status of a last, empty message. */
    @FunctionalInterface
    interface Streaming<Q, A> {
        void answer(RpcCall call, Q request, ReplyStream<A> out);
    }

    <Q extends Message, A extends Message> RpcTable unary(MethodDescriptor<Q, A> method, Unary<Q, A> unary) {
        FailureReplies<A> failures = FailureReplies.of(method, messageLimit);
        return add(method, ServerCalls.<Q, A>asyncUnaryCall((request, observer) -> {
            observer.onNext(failures.answer(method, RpcCall.current(), call -> unary.answer(call, request)));
            observer.onCompleted();
        }));
    }

    /** The same answer for an rpc of the gateway and its twin of the service behind. */
    <Q extends Message, A extends Message> RpcTable unary(
            MethodDescriptor<Q, A> gateway, MethodDescriptor<Q, A> behind, Unary<Q, A> unary) {
        return unary(gateway, unary).unary(behind, unary);
    }

    <Q extends Message, A extends Message> RpcTable streaming(
            MethodDescriptor<Q, A> gateway, MethodDescriptor<Q, A> behind, Streaming<Q, A> streaming) {
        return streaming(gateway, streaming).streaming(behind, streaming);
    }

    private <Q extends Message, A extends Message> RpcTable streaming(
            MethodDescriptor<Q, A> method, Streaming<Q, A> streaming) {
        return add(method, new StreamingCall<>(executor, streams, FailureReplies.of(method, messageLimit), streaming));
    }

    private RpcTable add(MethodDescriptor<?, ?> method, ServerCallHandler<?, ?> handler) {
        if (handlers.put(method.getFullMethodName(), handler) != null) {
            throw new IllegalStateException(method.getFullMethodName() + " is answered twice");
        }
        return this;
    }

    /** All services, complete. */
    List<ServerServiceDefinition> services() {
        List<ServerServiceDefinition> definitions = new ArrayList<>();
        for (ServiceDescriptor service : ServiceDescriptors.all()) {
            ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(service);
            for (MethodDescriptor<?, ?> method : service.getMethods()) {
                complete(definition, method);
            }
            definitions.add(definition.build());
        }
        return definitions;
    }

    @SuppressWarnings("unchecked") // the map holds a handler of the method's own types; add() is the only way in
    private <Q, A> void complete(ServerServiceDefinition.Builder definition, MethodDescriptor<Q, A> method) {
        ServerCallHandler<Q, A> handler = (ServerCallHandler<Q, A>) handlers.get(method.getFullMethodName());
        definition.addMethod(method, handler != null ? handler : unimplemented(method));
    }

    private <Q, A> ServerCallHandler<Q, A> unimplemented(MethodDescriptor<Q, A> method) {
        FailureReplies<A> failures = FailureReplies.of(method, messageLimit);
        Unsupported failure = new Unsupported(UnimplementedRpcs.why(method));
        return ServerCalls.asyncUnaryCall((request, observer) -> {
            observer.onNext(failures.message(RpcCall.current().failed(failure)));
            observer.onCompleted();
        });
    }
}
