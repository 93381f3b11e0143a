/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.storage.provider.v1beta1.StatRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are no messages, or too large when they are unpacked: every rpc tells the client so, and goes on. */
class UnreadableMessagesTest extends Cs3Cases {

    private static final byte[] NONSENSE = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 0x0a, 0x7f};

    UnreadableMessagesTest(@TempDir Path data) throws Exception {
        super(data);
    }

    @Test
    void a_request_that_is_no_message_is_an_invalid_argument_at_every_rpc() {
        List<MethodDescriptor<?, ?>> all = new ArrayList<>(EveryRpc.all());
        all.addAll(HealthGrpc.getServiceDescriptor().getMethods());
        all.addAll(ServerReflectionGrpc.getServiceDescriptor().getMethods());
        all.addAll(io.grpc.reflection.v1alpha.ServerReflectionGrpc.getServiceDescriptor()
                .getMethods());
        for (MethodDescriptor<?, ?> method : all) {
            assertThat(refusal(method, NONSENSE, CallOptions.DEFAULT))
                    .as(method.getFullMethodName())
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
    }

    @Test
    void a_small_request_that_unpacks_to_a_large_one_is_refused_as_too_large() {
        CallOptions packed = CallOptions.DEFAULT.withCompression("gzip");
        byte[] huge = StatRequest.newBuilder()
                .setRef(Cs3Client.path("/home/" + "x".repeat(5 << 20)))
                .build()
                .toByteArray();
        assertThat(refusal(GatewayAPIGrpc.getStatMethod(), huge, packed)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertOk(stat(einstein(), Cs3Client.path("/home")).getStatus());
    }

    @Test
    void packed_it_may_be_no_larger_than_plain_before_it_is_known_who_calls() {
        byte[] large = AuthenticateRequest.newBuilder()
                .setType("basic")
                .setClientId("x".repeat(70_000))
                .build()
                .toByteArray();
        CallOptions packed = CallOptions.DEFAULT.withCompression("gzip");
        assertThat(refusal(client().channel, GatewayAPIGrpc.getAuthenticateMethod(), large, packed))
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    private Status.Code refusal(MethodDescriptor<?, ?> method, byte[] request, CallOptions options) {
        Metadata metadata = new Metadata();
        metadata.put(AuthInterceptor.TOKEN, einstein());
        Channel channel =
                ClientInterceptors.intercept(client().channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
        return refusal(channel, method, request, options);
    }

    private static Status.Code refusal(
            Channel channel, MethodDescriptor<?, ?> method, byte[] request, CallOptions options) {
        MethodDescriptor<byte[], byte[]> raw =
                method.toBuilder(new Raw(), new Raw()).build();
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, () -> {
            Iterator<byte[]> answers = ClientCalls.blockingServerStreamingCall(
                    channel, raw, options.withDeadlineAfter(20, TimeUnit.SECONDS), request);
            while (answers.hasNext()) {
                answers.next();
            }
        });
        return failure == null ? Status.Code.OK : failure.getStatus().getCode();
    }

    /** Bytes as they are. */
    private record Raw() implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
