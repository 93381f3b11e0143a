/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.types.v1beta1.Opaque;
import com.cs3.types.v1beta1.OpaqueEntry;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;

/** A client of a server on this machine. */
public final class Cs3Client implements AutoCloseable {

    public final ManagedChannel channel;

    public Cs3Client(String address) {
        channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    }

    public GatewayAPIGrpc.GatewayAPIBlockingStub gateway() {
        return GatewayAPIGrpc.newBlockingStub(channel);
    }

    public GatewayAPIGrpc.GatewayAPIBlockingStub gateway(String token) {
        return with(gateway(), token);
    }

    public static <S extends AbstractStub<S>> S with(S stub, String token) {
        Metadata metadata = new Metadata();
        metadata.put(AuthInterceptor.TOKEN, token);
        metadata.put(AuthInterceptor.TRACE, "trace-of-the-test");
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    public static Reference path(String path) {
        return Reference.newBuilder().setPath(path).build();
    }

    public static Opaque opaque(String... pairs) {
        Opaque.Builder opaque = Opaque.newBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            opaque.putMap(
                    pairs[i],
                    OpaqueEntry.newBuilder()
                            .setDecoder("plain")
                            .setValue(ByteString.copyFromUtf8(pairs[i + 1]))
                            .build());
        }
        return opaque.build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
