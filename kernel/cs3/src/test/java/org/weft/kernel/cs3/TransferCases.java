/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.FileUploadProtocol;
import com.cs3.gateway.v1beta1.InitiateFileDownloadResponse;
import com.cs3.gateway.v1beta1.InitiateFileUploadResponse;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileUploadRequest;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.types.v1beta1.Opaque;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;

/** A client that knows nothing but the CS3 APIs, and moves contents over the data gateway. */
@OverWire
abstract class TransferCases {

    final Path data;

    final FakeSite site;

    final ServedSite served;

    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final String token;

    TransferCases(@TempDir Path data) throws Exception {
        this.data = data;
        site = new FakeSite(data);
        served = new ServedSite(site);
        token = served.client()
                .gateway()
                .authenticate(AuthenticateRequest.newBuilder()
                        .setType("basic")
                        .setClientId("einstein")
                        .setClientSecret("nietsnie")
                        .build())
                .getToken();
    }

    @AfterEach
    void stop() {
        http.close();
        served.close();
        site.close();
    }

    InitiateFileUploadResponse initiate(InitiateFileUploadRequest.Builder request) {
        return served.client().gateway(token).initiateFileUpload(request.build());
    }

    static InitiateFileUploadRequest.Builder to(String path, Opaque opaque) {
        return InitiateFileUploadRequest.newBuilder()
                .setRef(Cs3Client.path(path))
                .setOpaque(opaque);
    }

    FileUploadProtocol upload(String path, String... opaque) {
        InitiateFileUploadResponse answer = initiate(to(path, Cs3Client.opaque(opaque)));
        assertThat(answer.getStatus().getCode())
                .as(answer.getStatus().getMessage())
                .isEqualTo(Code.CODE_OK);
        assertThat(answer.getProtocolsList())
                .extracting(FileUploadProtocol::getProtocol)
                .containsExactly("simple", "tus");
        assertThat(answer.getProtocols(0).getUploadEndpoint()).isEqualTo(served.url() + "/datagateway");
        return answer.getProtocols(0);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static HttpRequest.Builder with(FileUploadProtocol protocol) {
        return HttpRequest.newBuilder(URI.create(protocol.getUploadEndpoint()))
                .header("X-Reva-Transfer", protocol.getToken());
    }

    static HttpRequest.Builder tus(FileUploadProtocol protocol) {
        return with(protocol).header("Tus-Resumable", "1.0.0");
    }

    static HttpRequest.Builder part(FileUploadProtocol protocol, long offset, byte[] bytes) {
        return tus(protocol)
                .header("Content-Type", "application/offset+octet-stream")
                .header("Upload-Offset", Long.toString(offset))
                .method("PATCH", BodyPublishers.ofByteArray(bytes));
    }

    byte[] download(String path) throws Exception {
        InitiateFileDownloadResponse answer = served.client()
                .gateway(token)
                .initiateFileDownload(InitiateFileDownloadRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .build());
        assertThat(answer.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        var protocol = answer.getProtocols(0);
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(URI.create(protocol.getDownloadEndpoint()))
                        .header("X-Reva-Transfer", protocol.getToken())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    ResourceInfo stat(String path) {
        return served.client()
                .gateway(token)
                .stat(StatRequest.newBuilder().setRef(Cs3Client.path(path)).build())
                .getInfo();
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static byte[] sha1(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-1").digest(bytes);
    }
}
