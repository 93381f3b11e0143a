/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.weft.kernel.http.ServerKeys;
import org.weft.kernel.runtime.observe.Metrics;

/** Serves all CS3 services on one port, each call on a virtual thread of its own. */
public final class Cs3Server implements AutoCloseable {

    private static final int METADATA_LIMIT = 32 << 10;
    private static final int CALLS_PER_CONNECTION = 1000;

    /** How much a connection sends before somebody takes it. Requests are small. */
    private static final int FLOW_WINDOW = 64 << 10;

    /** Whoever ends more calls by reset within so many seconds has its connection closed. */
    private static final int RESETS = 1000;

    private static final int RESETS_SECONDS = 30;

    private final Cs3Settings settings;
    private final Server server;
    private final HealthStatusManager health = new HealthStatusManager();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("cs3-", 0).factory());

    /**
     * @param metrics counts the calls
     */
    public Cs3Server(Cs3Settings settings, Cs3Services services, Metrics metrics) {
        this.settings = settings;
        RpcTable rpcs = new RpcTable(executor, settings.limits());
        services.register(rpcs, this::address);
        AuthInterceptor auth = new AuthInterceptor(
                services.signIn()::verify, settings.clients(), settings.limits().lookups());
        ClientConnections connections = new ClientConnections(settings.clients());
        RequestArrivals arrivals =
                new RequestArrivals(connections, executor, Runtime.getRuntime().maxMemory());
        NettyServerBuilder builder = NettyServerBuilder.forAddress(settings.listen())
                .executor(executor)
                .channelFactory(() -> new Acceptor(connections))
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .addStreamTracerFactory(arrivals)
                .maxRstFramesPerWindow(RESETS, RESETS_SECONDS)
                .maxInboundMessageSize(RpcTable.REQUEST_LIMIT)
                .maxInboundMetadataSize(METADATA_LIMIT)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
                .flowControlWindow(FLOW_WINDOW)
                .keepAliveTime(2, TimeUnit.MINUTES)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionIdle(1, TimeUnit.HOURS)
                .handshakeTimeout(20, TimeUnit.SECONDS)
                .addService(ParsedRequest.of(health.getHealthService().bindService()));
        settings.tls().ifPresent(keys -> builder.sslContext(tls(keys)));
        builder.intercept(arrivals);
        builder.intercept(new RpcMetrics(metrics, ServiceDescriptors.all()));
        for (ServerServiceDefinition service : rpcs.services()) {
            builder.addService(ParsedRequest.of(ServerInterceptors.intercept(service, auth)));
            health.setStatus(service.getServiceDescriptor().getName(), ServingStatus.SERVING);
        }
        if (settings.reflection()) {
            builder.addService(
                    ParsedRequest.of(ProtoReflectionServiceV1.newInstance().bindService()));
            builder.addService(ParsedRequest.of(olderReflection()));
        }
        this.server = builder.build();
    }

    /** By the JDK's TLS, which asks for the key at each handshake, so that a renewed one is shown. */
    private static SslContext tls(ServerKeys keys) {
        try {
            return GrpcSslContexts.configure(SslContextBuilder.forServer(keys.keys()), SslProvider.JDK)
                    .protocols("TLSv1.2", "TLSv1.3")
                    .build();
        } catch (SSLException unusable) {
            throw new UncheckedIOException("gRPC can't use TLS", unusable);
        }
    }

    /** Reflection as clients asked for it before gRPC named it v1; many still do. */
    @SuppressWarnings("deprecation") // of the protocol, which is what is wanted here
    private static ServerServiceDefinition olderReflection() {
        return io.grpc.protobuf.services.ProtoReflectionService.newInstance().bindService();
    }

    /**
     * Begins to listen.
     *
     * @throws IOException when the address can't be had; the message names it
     */
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException failure) {
            throw new IOException("gRPC can't listen on " + settings.listen() + ": " + failure.getMessage(), failure);
        }
    }

    /** The port that is really bound. */
    public int port() {
        return server.getPort();
    }

    /** {@code host:port}, as a client on this machine writes it. */
    public String address() {
        InetSocketAddress listen = settings.listen();
        String host = listen.getHostString();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port();
    }

    /** Takes no new calls, lets those under way finish for the time of the settings, then ends them. */
    @Override
    public void close() {
        health.enterTerminalState();
        server.shutdown();
        try {
            if (!server.awaitTermination(settings.drain().toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
                boolean ended = server.awaitTermination(5, TimeUnit.SECONDS);
                if (!ended) {
                    executor.shutdownNow();
                }
            }
        } catch (InterruptedException stopped) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        executor.shutdown();
        var unused = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }
}
