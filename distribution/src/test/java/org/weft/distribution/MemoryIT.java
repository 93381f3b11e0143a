/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.storage.provider.v1beta1.ListContainerStreamRequest;
import com.cs3.storage.provider.v1beta1.ListContainerStreamResponse;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.StatRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that has little memory, and clients who want it. */
class MemoryIT {

    private static final int USERS = 20;
    private static final int STREAMS = 100;
    private static final int FILES = 300;
    private static final int TRIES = 1000;

    /** How much an unread stream may hold: its batch, the thread that waits, and what gRPC keeps for a call. */
    private static final long STREAM_BYTES = 64 << 10;

    private static final Reference COMMON =
            Reference.newBuilder().setPath("/common").build();

    @TempDir
    Path folder = Path.of("");

    private final List<ManagedChannel> channels = new ArrayList<>();

    @AfterEach
    void disconnect() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    /** A site with a folder whose listing is longer than all windows. */
    private Path site() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path common = Files.createDirectories(folder.resolve("common"));
        for (int i = 0; i < FILES; i++) {
            Files.createFile(common.resolve("a file with a rather long name, number " + i));
        }
        Files.writeString(
                data.resolve("users.json"),
                IntStream.rangeClosed(0, USERS)
                        .mapToObj(i -> """
                            {"id": {"idp": "here", "opaque_id": "u%d", "type": 1}, "username": "u%d", "secret": "secret-%d"}\
                            """.formatted(i, i, i))
                        .collect(Collectors.joining(",", "[", "]")));
        Files.writeString(data.resolve("weft.toml"), """
            [[storage]]
            name = "common"
            driver = "localfs"
            mount = "/common"
            everyone = "read"
            options = { root = "%s" }
            """.formatted(common));
        return data;
    }

    /** Somebody with a connection of one's own, whose window is as small as it may be. */
    private Connected connect(RunningWeft weft, int user) {
        ManagedChannel channel = NettyChannelBuilder.forTarget(weft.grpc())
                .usePlaintext()
                .flowControlWindow(65_535)
                .build();
        channels.add(channel);
        String token = GatewayAPIGrpc.newBlockingStub(channel)
                .authenticate(AuthenticateRequest.newBuilder()
                        .setType("basic")
                        .setClientId("u" + user)
                        .setClientSecret("secret-" + user)
                        .build())
                .getToken();
        assertThat(token).isNotEmpty();
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-access-token", Metadata.ASCII_STRING_MARSHALLER), token);
        return new Connected(channel, metadata);
    }

    private record Connected(ManagedChannel channel, Metadata metadata) {

        GatewayAPIBlockingStub gateway() {
            return GatewayAPIGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
        }

        Status stat() {
            return gateway()
                    .stat(StatRequest.newBuilder().setRef(COMMON).build())
                    .getStatus();
        }

        /** Begins a listing and takes nothing of it. */
        void streamUnread() {
            ClientCall<ListContainerStreamRequest, ListContainerStreamResponse> call = ClientInterceptors.intercept(
                            channel, MetadataUtils.newAttachHeadersInterceptor(metadata))
                    .newCall(GatewayAPIGrpc.getListContainerStreamMethod(), CallOptions.DEFAULT);
            call.start(new ClientCall.Listener<>() {}, new Metadata());
            call.sendMessage(
                    ListContainerStreamRequest.newBuilder().setRef(COMMON).build());
            call.halfClose();
        }

        /** The status of a listing's first message. */
        Status streamed() {
            return gateway()
                    .listContainerStream(ListContainerStreamRequest.newBuilder()
                            .setRef(COMMON)
                            .setPageSize(1)
                            .build())
                    .next()
                    .getStatus();
        }
    }

    /** The bytes of what lives, after a collection. */
    private static long living(RunningWeft weft) throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Command histogram = Command.run(Path.of("."), jcmd, Long.toString(weft.pid()), "GC.class_histogram");
        String total = histogram
                .output()
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElse("");
        assertThat(total).as(histogram.output()).isNotEmpty();
        return Long.parseLong(total.split("\\s+", -1)[2]);
    }

    @Test
    void two_thousand_streams_that_nobody_reads_leave_others_their_answers() throws Exception {
        try (RunningWeft weft = RunningWeft.withJava("-Xmx512m", site())) {
            Connected other = connect(weft, USERS);
            assertThat(other.streamed().getCode()).isEqualTo(Code.CODE_OK);
            List<Connected> greedy = new ArrayList<>();
            for (int user = 0; user < USERS; user++) {
                greedy.add(connect(weft, user));
            }
            long before = living(weft);
            for (Connected connected : greedy) {
                for (int i = 0; i < STREAMS; i++) {
                    connected.streamUnread();
                }
                assertThat(other.stat().getCode()).isEqualTo(Code.CODE_OK);
            }
            Status refused = other.streamed();
            for (int i = 0; i < TRIES && refused.getCode() == Code.CODE_OK; i++) {
                Thread.sleep(20); // until the last has begun
                refused = other.streamed();
            }
            assertThat(refused.getCode()).isEqualTo(Code.CODE_RESOURCE_EXHAUSTED);
            assertThat(refused.getMessage()).contains("as many clients as it can");
            assertThat(other.stat().getCode()).isEqualTo(Code.CODE_OK);
            assertThat((living(weft) - before) / (USERS * STREAMS))
                    .as("bytes that an unread stream holds")
                    .isLessThan(STREAM_BYTES);
            assertThat(connect(weft, 0).streamed().getMessage()).contains(STREAMS + " streams open");
            channels.get(1).shutdownNow();
            Status again = other.streamed();
            for (int i = 0; i < TRIES && again.getCode() != Code.CODE_OK; i++) {
                Thread.sleep(20);
                again = other.streamed();
            }
            assertThat(again.getCode()).isEqualTo(Code.CODE_OK);
        }
    }

    @Test
    void a_server_whose_memory_is_full_ends_so_that_another_can_begin() throws Exception {
        Path fill = folder.resolve("fill");
        String agent = Filler.agent(folder.resolve("filler.jar"), fill);
        try (RunningWeft weft = RunningWeft.withJava("-Xmx96m " + agent, folder.resolve("data"), "--demo")) {
            Files.createFile(fill);
            assertThat(weft.awaitEnd()).isEqualTo(3);
            assertThat(weft.log()).contains("memory-full");
        }
    }
}
