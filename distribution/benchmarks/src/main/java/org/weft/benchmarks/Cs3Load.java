/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.benchmarks;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.AuthenticateResponse;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.ListContainerStreamRequest;
import com.cs3.storage.provider.v1beta1.ListContainerStreamResponse;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.storage.provider.v1beta1.StatResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Loads a running server over CS3: {@code Stat} beside an empty unary method (the health check) of the same server, and
 * the entries a second of {@code ListContainerStream}.
 *
 * <p>Arguments: {@code HOST:PORT USER PASSWORD STATTED-PATH LISTED-PATH [SECONDS]}.
 */
public final class Cs3Load {

    private static final int IN_FLIGHT = 64;
    private static final int BATCH = 1000;

    private final ManagedChannel channel;
    private final Channel signedIn;
    private final PrintStream out;
    private final long nanos;

    private Cs3Load(String address, String user, String password, long seconds, PrintStream out) {
        this.channel = NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .directExecutor()
                .flowControlWindow(1 << 20)
                .build();
        this.out = out;
        this.nanos = seconds * 1_000_000_000L;
        AuthenticateResponse session = GatewayAPIGrpc.newBlockingStub(channel)
                .authenticate(AuthenticateRequest.newBuilder()
                        .setType("basic")
                        .setClientId(user)
                        .setClientSecret(password)
                        .build());
        if (session.getStatus().getCode() != Code.CODE_OK) {
            throw new IllegalStateException("sign-in: " + session.getStatus().getMessage());
        }
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-access-token", Metadata.ASCII_STRING_MARSHALLER), session.getToken());
        this.signedIn = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    /** Runs each load three times; the first warms up. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length < 5) {
            throw new IllegalArgumentException("HOST:PORT USER PASSWORD STATTED-PATH LISTED-PATH [SECONDS]");
        }
        long seconds = args.length > 5 ? Long.parseLong(args[5]) : 5;
        Cs3Load load = new Cs3Load(args[0], args[1], args[2], seconds, System.out);
        try {
            StatRequest stat = StatRequest.newBuilder().setRef(path(args[3])).build();
            for (int round = 0; round < 3; round++) {
                load.calls("empty", load.channel, HealthGrpc.getCheckMethod(), HealthCheckRequest.getDefaultInstance());
                load.calls("stat", load.signedIn, GatewayAPIGrpc.getStatMethod(), stat);
                load.stream(path(args[4]));
            }
        } finally {
            load.channel.shutdownNow();
        }
    }

    private static Reference path(String path) {
        return Reference.newBuilder().setPath(path).build();
    }

    private <Q, A> void calls(String name, Channel over, MethodDescriptor<Q, A> method, Q request)
            throws InterruptedException {
        Calls<Q, A> calls = new Calls<>(over, method, request, System.nanoTime() + nanos);
        long begin = System.nanoTime();
        for (int i = 0; i < IN_FLIGHT; i++) {
            calls.next();
        }
        calls.ended.await();
        out.printf("%-8s %,12.0f calls/s%n", name, calls.done.get() * 1e9 / (System.nanoTime() - begin));
    }

    /** Calls of one method, a new one whenever one has ended. */
    private static final class Calls<Q, A> {

        private final Channel over;
        private final MethodDescriptor<Q, A> method;
        private final Q request;
        private final long end;
        private final AtomicLong done = new AtomicLong();
        private final CountDownLatch ended = new CountDownLatch(IN_FLIGHT);

        Calls(Channel over, MethodDescriptor<Q, A> method, Q request, long end) {
            this.over = over;
            this.method = method;
            this.request = request;
            this.end = end;
        }

        void next() {
            ClientCall<Q, A> call = over.newCall(method, CallOptions.DEFAULT);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(A message) {
                            if (message instanceof StatResponse stat
                                    && stat.getStatus().getCode() != Code.CODE_OK) {
                                throw new IllegalStateException(stat.getStatus().getMessage());
                            }
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            if (!status.isOk()) {
                                throw new IllegalStateException(status.toString());
                            }
                            done.incrementAndGet();
                            if (System.nanoTime() < end) {
                                next();
                            } else {
                                ended.countDown();
                            }
                        }
                    },
                    new Metadata());
            call.request(2);
            call.sendMessage(request);
            call.halfClose();
        }
    }

    private void stream(Reference folder) throws InterruptedException {
        AtomicLong count = new AtomicLong();
        AtomicLong first = new AtomicLong();
        CountDownLatch ended = new CountDownLatch(1);
        long begin = System.nanoTime();
        ClientCall<ListContainerStreamRequest, ListContainerStreamResponse> call =
                signedIn.newCall(GatewayAPIGrpc.getListContainerStreamMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(ListContainerStreamResponse message) {
                        if (count.incrementAndGet() == 1) {
                            first.set(System.nanoTime() - begin);
                        }
                        if (count.get() % BATCH == 0) {
                            call.request(BATCH);
                        }
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.countDown();
                    }
                },
                new Metadata());
        call.request(2 * BATCH);
        call.sendMessage(ListContainerStreamRequest.newBuilder().setRef(folder).build());
        call.halfClose();
        ended.await();
        out.printf(
                "%-8s %,12.0f entries/s (%,d entries, first after %d ms)%n",
                "stream", count.get() * 1e9 / (System.nanoTime() - begin), count.get(), first.get() / 1_000_000);
    }
}
