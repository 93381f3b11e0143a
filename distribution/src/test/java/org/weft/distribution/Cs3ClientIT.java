/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.AuthenticateResponse;
import com.cs3.gateway.v1beta1.FileDownloadProtocol;
import com.cs3.gateway.v1beta1.FileUploadProtocol;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.storage.provider.v1beta1.CreateContainerRequest;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.GetHomeRequest;
import com.cs3.storage.provider.v1beta1.GetPathRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileUploadRequest;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ListContainerStreamRequest;
import com.cs3.storage.provider.v1beta1.ListFileVersionsRequest;
import com.cs3.storage.provider.v1beta1.ListRecycleRequest;
import com.cs3.storage.provider.v1beta1.MoveRequest;
import com.cs3.storage.provider.v1beta1.PurgeRecycleRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.RestoreFileVersionRequest;
import com.cs3.storage.provider.v1beta1.RestoreRecycleItemRequest;
import com.cs3.types.v1beta1.Opaque;
import com.cs3.types.v1beta1.OpaqueEntry;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that knows nothing but the CS3 APIs and HTTP. */
class Cs3ClientIT {

    @TempDir
    Path folder = Path.of("");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void a_client_signs_in_uploads_lists_moves_and_downloads_what_it_sent() throws Exception {
        byte[] content = bytes(5_000_000);
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            ManagedChannel channel =
                    NettyChannelBuilder.forTarget(weft.grpc()).usePlaintext().build();
            GatewayAPIBlockingStub gateway = signedIn(channel);
            assertThat(gateway.getHome(GetHomeRequest.getDefaultInstance()).getPath())
                    .isEqualTo("/home");
            ok(gateway.createContainer(CreateContainerRequest.newBuilder()
                            .setRef(at("/home/papers"))
                            .build())
                    .getStatus());
            HttpResponse<String> stored = http.send(
                    with(upload(gateway, "/home/papers/relativity.pdf", content.length))
                            .PUT(BodyPublishers.ofByteArray(content))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
            ResourceInfo info = gateway.listContainer(ListContainerRequest.newBuilder()
                            .setRef(at("/home/papers"))
                            .build())
                    .getInfos(0);
            assertThat(info.getName()).isEqualTo("relativity.pdf");
            assertThat(info.getMimeType()).isEqualTo("application/pdf");
            assertThat(info.getSize()).isEqualTo(content.length);
            ok(gateway.move(MoveRequest.newBuilder()
                            .setSource(Reference.newBuilder().setResourceId(info.getId()))
                            .setDestination(at("/home/1905.pdf"))
                            .build())
                    .getStatus());
            assertThat(gateway.getPath(GetPathRequest.newBuilder()
                                    .setResourceId(info.getId())
                                    .build())
                            .getPath())
                    .isEqualTo("/home/1905.pdf");
            assertThat(download(gateway, "/home/1905.pdf")).isEqualTo(content);
            assertThat(gateway.listContainerStream(ListContainerStreamRequest.newBuilder()
                            .setRef(at("/home"))
                            .build()))
                    .toIterable()
                    .extracting(message -> message.getInfo().getName())
                    .containsExactlyInAnyOrder("papers", "1905.pdf");
            channel.shutdownNow();
        }
    }

    @Test
    void an_upload_in_parts_goes_on_after_the_server_was_killed() throws Exception {
        byte[] content = bytes(2_000_000);
        Path data = folder.resolve("data");
        FileUploadProtocol protocol;
        RunningWeft first = RunningWeft.start(data, "--demo");
        try (first) {
            ManagedChannel channel =
                    NettyChannelBuilder.forTarget(first.grpc()).usePlaintext().build();
            protocol = upload(signedIn(channel), "/home/big", content.length);
            assertThat(part(protocol, protocol.getUploadEndpoint(), 0, Arrays.copyOf(content, 1_500_000)))
                    .isEqualTo(204);
            channel.shutdownNow();
            first.kill();
        }
        try (RunningWeft second = RunningWeft.start(data, "--demo")) {
            String endpoint = second.http() + "/datagateway";
            byte[] rest = Arrays.copyOfRange(content, 1_500_000, content.length);
            assertThat(part(protocol, endpoint, 1_400_000, rest)).isEqualTo(409);
            assertThat(part(protocol, endpoint, 1_500_000, rest)).isEqualTo(204);
            ManagedChannel channel =
                    NettyChannelBuilder.forTarget(second.grpc()).usePlaintext().build();
            assertThat(download(signedIn(channel), "/home/big")).isEqualTo(content);
            channel.shutdownNow();
        }
    }

    @Test
    void what_was_overwritten_or_deleted_comes_back() throws Exception {
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            ManagedChannel channel =
                    NettyChannelBuilder.forTarget(weft.grpc()).usePlaintext().build();
            GatewayAPIBlockingStub gateway = signedIn(channel);
            put(gateway, "/home/a.bin", bytes(10));
            put(gateway, "/home/a.bin", bytes(20));
            var versions = gateway.listFileVersions(ListFileVersionsRequest.newBuilder()
                    .setRef(at("/home/a.bin"))
                    .build());
            ok(versions.getStatus());
            assertThat(versions.getVersionsList()).hasSize(1);
            assertThat(versions.getVersions(0).getSize()).isEqualTo(10);
            ok(gateway.restoreFileVersion(RestoreFileVersionRequest.newBuilder()
                            .setRef(at("/home/a.bin"))
                            .setKey(versions.getVersions(0).getKey())
                            .build())
                    .getStatus());
            assertThat(download(gateway, "/home/a.bin")).isEqualTo(bytes(10));
            ok(gateway.delete(
                            DeleteRequest.newBuilder().setRef(at("/home/a.bin")).build())
                    .getStatus());
            var trash = gateway.listRecycle(
                    ListRecycleRequest.newBuilder().setRef(at("/home")).build());
            ok(trash.getStatus());
            assertThat(trash.getRecycleItems(0).getRef().getPath()).isEqualTo("/home/a.bin");
            ok(gateway.restoreRecycleItem(RestoreRecycleItemRequest.newBuilder()
                            .setRef(at("/home"))
                            .setKey(trash.getRecycleItems(0).getKey())
                            .setRestoreRef(at("/home/b.bin"))
                            .build())
                    .getStatus());
            assertThat(download(gateway, "/home/b.bin")).isEqualTo(bytes(10));
            ok(gateway.purgeRecycle(
                            PurgeRecycleRequest.newBuilder().setRef(at("/home")).build())
                    .getStatus());
            channel.shutdownNow();
        }
    }

    private void put(GatewayAPIBlockingStub gateway, String path, byte[] content) throws Exception {
        HttpRequest request = with(upload(gateway, path, content.length))
                .PUT(BodyPublishers.ofByteArray(content))
                .build();
        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    static GatewayAPIBlockingStub signedIn(ManagedChannel channel) {
        GatewayAPIBlockingStub gateway = GatewayAPIGrpc.newBlockingStub(channel);
        AuthenticateResponse session = gateway.authenticate(AuthenticateRequest.newBuilder()
                .setType("basic")
                .setClientId("einstein")
                .setClientSecret("relativity")
                .build());
        ok(session.getStatus());
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-access-token", Metadata.ASCII_STRING_MARSHALLER), session.getToken());
        return gateway.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private static FileUploadProtocol upload(GatewayAPIBlockingStub gateway, String path, long length) {
        OpaqueEntry plain = OpaqueEntry.newBuilder()
                .setDecoder("plain")
                .setValue(ByteString.copyFromUtf8(Long.toString(length)))
                .build();
        var answer = gateway.initiateFileUpload(InitiateFileUploadRequest.newBuilder()
                .setRef(at(path))
                .setOpaque(Opaque.newBuilder().putMap("Upload-Length", plain))
                .build());
        ok(answer.getStatus());
        return answer.getProtocols(0);
    }

    private static HttpRequest.Builder with(FileUploadProtocol protocol) {
        return HttpRequest.newBuilder(URI.create(protocol.getUploadEndpoint()))
                .header("X-Reva-Transfer", protocol.getToken());
    }

    private int part(FileUploadProtocol protocol, String endpoint, long offset, byte[] bytes) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint))
                .header("X-Reva-Transfer", protocol.getToken())
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", Long.toString(offset))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.ofByteArray(bytes))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private byte[] download(GatewayAPIBlockingStub gateway, String path) throws Exception {
        var answer = gateway.initiateFileDownload(
                InitiateFileDownloadRequest.newBuilder().setRef(at(path)).build());
        ok(answer.getStatus());
        FileDownloadProtocol protocol = answer.getProtocols(0);
        HttpRequest request = HttpRequest.newBuilder(URI.create(protocol.getDownloadEndpoint()))
                .header("X-Reva-Transfer", protocol.getToken())
                .build();
        return http.send(request, BodyHandlers.ofByteArray()).body();
    }

    private static Reference at(String path) {
        return Reference.newBuilder().setPath(path).build();
    }

    private static void ok(Status status) {
        assertThat(status.getCode()).as(status.getMessage()).isEqualTo(Code.CODE_OK);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
