/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.rpc.v1beta1.Status;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServiceDescriptor;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.weft.kernel.runtime.observe.Metrics;

/**
 * Counts calls by rpc and outcome. CS3 tells the outcome in the answer's own status, and gRPC's is OK then; of a stream the
 * last one counts. Calls of rpcs that are no CS3 are all counted as one, so that what is counted stays bounded.
 */
final class RpcMetrics implements ServerInterceptor {

    private static final String OTHER = "other";

    private final Metrics metrics;
    private final Set<String> known;

    RpcMetrics(Metrics metrics, Collection<ServiceDescriptor> services) {
        this.metrics = metrics;
        this.known = services.stream()
                .flatMap(service -> service.getMethods().stream())
                .map(MethodDescriptor::getFullMethodName)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        return next.startCall(new Counted<>(call, known.contains(method) ? method : OTHER), headers);
    }

    /** A call that is counted when it is closed; gRPC closes those too that a client gave up. */
    private final class Counted<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final String rpc;
        private final long began = System.nanoTime();
        private volatile String told = "";

        Counted(ServerCall<Q, A> call, String rpc) {
            super(call);
            this.rpc = rpc;
        }

        @Override
        public void sendMessage(A message) {
            if (message instanceof Message answer) {
                told = code(answer);
            }
            super.sendMessage(message);
        }

        @Override
        public void close(io.grpc.Status status, Metadata trailers) {
            String outcome = status.isOk() && !told.isEmpty()
                    ? told
                    : status.getCode().name().toLowerCase(Locale.ROOT);
            metrics.called(rpc, isCancelled() ? "cancelled" : outcome, System.nanoTime() - began);
            super.close(status, trailers);
        }
    }

    /** The code of an answer's own status, like {@code ok} or {@code not_found}; empty when it has none. */
    private static String code(Message answer) {
        FieldDescriptor field = answer.getDescriptorForType().findFieldByName("status");
        if (field == null || !(answer.getField(field) instanceof Status status)) {
            return "";
        }
        EnumValueDescriptor code = status.getCode().getValueDescriptor();
        return code.getName().replaceFirst("^CODE_", "").toLowerCase(Locale.ROOT);
    }
}
