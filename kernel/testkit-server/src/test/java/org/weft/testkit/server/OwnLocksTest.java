/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.Lock;
import com.cs3.storage.provider.v1beta1.LockType;
import com.cs3.storage.provider.v1beta1.MoveRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.SetLockRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A storage with locks of its own behind a server. A lock below a folder that goes is seen by the storage alone, so it is the
 * storage that refuses, and lets pass whoever shows the lock in whichever protocol.
 */
@Tag("wire")
class OwnLocksTest {

    private static final String TREE = "/dav/tree/own";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static WeftServer weft;
    private static ManagedChannel channel;
    private static GatewayAPIGrpc.GatewayAPIBlockingStub cs3;

    @BeforeAll
    static void start() throws IOException {
        weft = WeftServer.site().config("""
            [[storage]]
            name = "own"
            driver = "memory"
            mount = "/own"
            everyone = "write"
            """).start();
        channel = NettyChannelBuilder.forTarget(weft.grpc()).usePlaintext().build();
        String token = GatewayAPIGrpc.newBlockingStub(channel)
                .authenticate(AuthenticateRequest.newBuilder()
                        .setType("basic")
                        .setClientId(WeftServer.USER)
                        .setClientSecret(WeftServer.SECRET)
                        .build())
                .getToken();
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-access-token", Metadata.ASCII_STRING_MARSHALLER), token);
        cs3 = GatewayAPIGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        weft.close();
    }

    private static HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        String basic = WeftServer.USER + ':' + WeftServer.SECRET;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(weft.http() + TREE + path))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)))
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static int status(String method, String path, String... headers) throws IOException, InterruptedException {
        return ask(method, path, "", headers).statusCode();
    }

    private static void plant(String folder) throws IOException, InterruptedException {
        assertThat(status("MKCOL", folder)).isEqualTo(201);
        assertThat(ask("PUT", folder + "/file", "content").statusCode()).isEqualTo(201);
    }

    private static Reference at(String path) {
        return Reference.newBuilder().setPath("/own" + path).build();
    }

    private static Code delete(String path, String lock) {
        return cs3.delete(DeleteRequest.newBuilder()
                        .setRef(at(path))
                        .setLockId(lock)
                        .build())
                .getStatus()
                .getCode();
    }

    private static Code move(String from, String to, String lock) {
        return cs3.move(MoveRequest.newBuilder()
                        .setSource(at(from))
                        .setDestination(at(to))
                        .setLockId(lock)
                        .build())
                .getStatus()
                .getCode();
    }

    @Test
    void a_lock_of_webdav_below_a_folder_is_shown_in_the_if_header() throws Exception {
        plant("/dav");
        HttpResponse<String> locked = ask("LOCK", "/dav/file", """
            <d:lockinfo xmlns:d="DAV:">
              <d:lockscope><d:exclusive/></d:lockscope><d:locktype><d:write/></d:locktype>
            </d:lockinfo>\
            """);
        String token = locked.headers().firstValue("Lock-Token").orElseThrow();
        String shown = "<" + weft.http() + TREE + "/dav/file> (" + token + ")";
        assertThat(ask("PUT", "/dav/file", "other").statusCode()).isEqualTo(423);
        assertThat(ask("PUT", "/dav/file", "new", "If", "(" + token + ")").statusCode())
                .isEqualTo(204);
        String moved = weft.http() + TREE + "/moved";
        assertThat(status("MOVE", "/dav", "Destination", moved)).isEqualTo(423);
        assertThat(status("DELETE", "/dav")).isEqualTo(423);
        assertThat(delete("/dav", "")).isEqualTo(Code.CODE_FAILED_PRECONDITION);
        assertThat(ask("GET", "/dav/file", "").body()).isEqualTo("new");
        assertThat(status("DELETE", "/dav", "If", shown)).isEqualTo(204);
        assertThat(status("GET", "/dav/file")).isEqualTo(404);
    }

    @Test
    void a_lock_of_cs3_below_a_folder_is_shown_as_lock_id() throws Exception {
        plant("/cs3");
        Code locked = cs3.setLock(SetLockRequest.newBuilder()
                        .setRef(at("/cs3/file"))
                        .setLock(Lock.newBuilder().setLockId("the id").setType(LockType.LOCK_TYPE_EXCL))
                        .build())
                .getStatus()
                .getCode();
        assertThat(locked).isEqualTo(Code.CODE_OK);
        assertThat(ask("PUT", "/cs3/file", "other").statusCode()).isEqualTo(423);
        assertThat(delete("/cs3", "")).isEqualTo(Code.CODE_FAILED_PRECONDITION);
        assertThat(delete("/cs3", "another id")).isEqualTo(Code.CODE_FAILED_PRECONDITION);
        assertThat(move("/cs3", "/elsewhere", "")).isEqualTo(Code.CODE_FAILED_PRECONDITION);
        assertThat(status("DELETE", "/cs3")).isEqualTo(423);
        assertThat(ask("GET", "/cs3/file", "").body()).isEqualTo("content");
        assertThat(move("/cs3", "/elsewhere", "the id")).isEqualTo(Code.CODE_OK);
        assertThat(ask("GET", "/elsewhere/file", "").body()).isEqualTo("content");
    }
}
