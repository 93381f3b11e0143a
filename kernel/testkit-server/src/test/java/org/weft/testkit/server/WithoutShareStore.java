/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.sharing.collaboration.v1beta1.CollaborationAPIGrpc;
import com.cs3.sharing.collaboration.v1beta1.CreateShareRequest;
import com.cs3.sharing.collaboration.v1beta1.CreateShareResponse;
import com.cs3.sharing.collaboration.v1beta1.ShareGrant;
import com.cs3.sharing.collaboration.v1beta1.SharePermissions;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.sun.net.httpserver.HttpServer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/** A server that has storages, people and another site to speak with, but no store of shares. */
@Tag("wire")
abstract class WithoutShareStore {

    private static final String CONFIG = """
        [server]
        external-url = "http://127.0.0.1:1"

        [ocm]
        profile = "open-lab"

        [[storage]]
        name = "homes"
        driver = "memory"
        mount = "/home"

        [[storage]]
        name = "common"
        driver = "memory"
        mount = "/common"
        everyone = "write"
        """;

    static final ResourcePermissions READ = ResourcePermissions.newBuilder()
            .setStat(true)
            .setGetPath(true)
            .setListContainer(true)
            .setInitiateFileDownload(true)
            .build();

    static final String SPOKEN = "store of shares is not available";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    static WeftServer weft;
    static ManagedChannel channel;
    static String token;
    static UserId ben;
    static ResourceInfo file;

    /** Another site, which says who it is. */
    static HttpServer other;

    @BeforeAll
    static void start() throws Exception {
        other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/.well-known/ocm", exchange -> {
            byte[] text = """
                {"enabled": true, "apiVersion": "1.2.0", "endPoint": "http://%1$s/ocm", "provider": "Other",
                 "resourceTypes": [{"name": "file", "shareTypes": ["user"], "protocols": {"webdav": "/dav"}},
                                   {"name": "folder", "shareTypes": ["user"], "protocols": {"webdav": "/dav"}}]}
                """.formatted(otherHost()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, text.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(text);
            }
        });
        other.start();
        weft = WeftServer.site().config(CONFIG).start();
        channel = NettyChannelBuilder.forTarget(weft.grpc()).usePlaintext().build();
        token = signIn("anna", "sesame").getToken();
        ben = signIn("ben", "open").getUser().getId();
        assertThat(ask("PUT", "/remote.php/webdav/a.txt", "hello").statusCode()).isIn(201, 204);
        file = gateway()
                .stat(StatRequest.newBuilder().setRef(at("/home/a.txt")).build())
                .getInfo();
    }

    @AfterAll
    static void stop() throws IOException {
        channel.shutdownNow();
        weft.close();
        other.stop(0);
    }

    static String otherHost() {
        return "127.0.0.1:" + other.getAddress().getPort();
    }

    static com.cs3.gateway.v1beta1.AuthenticateResponse signIn(String user, String password) {
        return GatewayAPIGrpc.newBlockingStub(channel)
                .authenticate(AuthenticateRequest.newBuilder()
                        .setType("basic")
                        .setClientId(user)
                        .setClientSecret(password)
                        .build());
    }

    static <S extends AbstractStub<S>> S anna(S stub) {
        return as(stub, token);
    }

    static <S extends AbstractStub<S>> S as(S stub, String accessToken) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-access-token", Metadata.ASCII_STRING_MARSHALLER), accessToken);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .withDeadlineAfter(1, TimeUnit.MINUTES);
    }

    static GatewayAPIGrpc.GatewayAPIBlockingStub gateway() {
        return anna(GatewayAPIGrpc.newBlockingStub(channel));
    }

    static Reference at(String path) {
        return Reference.newBuilder().setPath(path).build();
    }

    static HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString("anna:sesame".getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(weft.http() + path))
                .header("Authorization", "Basic " + basic)
                .header("OCS-APIRequest", "true")
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    static Grantee toBen() {
        return Grantee.newBuilder()
                .setType(GranteeType.GRANTEE_TYPE_USER)
                .setUserId(ben)
                .build();
    }

    static CreateShareResponse share() {
        return anna(CollaborationAPIGrpc.newBlockingStub(channel))
                .createShare(CreateShareRequest.newBuilder()
                        .setResourceInfo(file)
                        .setGrant(ShareGrant.newBuilder()
                                .setGrantee(toBen())
                                .setPermissions(SharePermissions.newBuilder().setPermissions(READ)))
                        .build());
    }
}
