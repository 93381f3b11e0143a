/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.FileDownloadProtocol;
import com.cs3.gateway.v1beta1.FileUploadProtocol;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.storage.provider.v1beta1.CreateContainerRequest;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileUploadRequest;
import com.cs3.storage.provider.v1beta1.ListFileVersionsRequest;
import com.cs3.storage.provider.v1beta1.ListFileVersionsResponse;
import com.cs3.storage.provider.v1beta1.ListRecycleRequest;
import com.cs3.storage.provider.v1beta1.ListRecycleResponse;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.StatRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;

/** A site that keeps versions and what was deleted in one storage and not in another, and what tests ask it. */
@OverWire
abstract class VersionsAndTrashSite {

    final FakeSite site;
    final ServedSite served;
    final GatewayAPIGrpc.GatewayAPIBlockingStub gateway;
    final HttpClient http = HttpClient.newHttpClient();

    VersionsAndTrashSite(@TempDir Path data) throws Exception {
        site = new FakeSite(data, Set.of("versions", "trash", "symlinks"));
        served = new ServedSite(site);
        gateway = served.client().gateway(site.tokenOf(FakeSite.EINSTEIN));
    }

    @AfterEach
    void stop() {
        http.close();
        served.close();
        site.close();
    }

    static void assertOk(Status status) {
        assertThat(status.getCode()).as(status.getMessage()).isEqualTo(Code.CODE_OK);
    }

    void put(String path, String content) throws Exception {
        FileUploadProtocol protocol = gateway.initiateFileUpload(InitiateFileUploadRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .build())
                .getProtocols(0);
        HttpRequest put = HttpRequest.newBuilder(URI.create(protocol.getUploadEndpoint()))
                .header("X-Reva-Transfer", protocol.getToken())
                .PUT(HttpRequest.BodyPublishers.ofString(content))
                .build();
        assertThat(http.send(put, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    String get(String path, String... opaque) throws Exception {
        FileDownloadProtocol protocol = gateway.initiateFileDownload(InitiateFileDownloadRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .setOpaque(Cs3Client.opaque(opaque))
                        .build())
                .getProtocols(0);
        HttpRequest get = HttpRequest.newBuilder(URI.create(protocol.getDownloadEndpoint()))
                .header("X-Reva-Transfer", protocol.getToken())
                .build();
        return http.send(get, HttpResponse.BodyHandlers.ofString()).body();
    }

    void folder(String path) {
        assertOk(gateway.createContainer(CreateContainerRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .build())
                .getStatus());
    }

    void delete(String path) {
        assertOk(gateway.delete(
                        DeleteRequest.newBuilder().setRef(Cs3Client.path(path)).build())
                .getStatus());
    }

    ResourceInfo stat(String path) {
        return gateway.stat(
                        StatRequest.newBuilder().setRef(Cs3Client.path(path)).build())
                .getInfo();
    }

    ListFileVersionsResponse versions(String path) {
        return gateway.listFileVersions(ListFileVersionsRequest.newBuilder()
                .setRef(Cs3Client.path(path))
                .build());
    }

    ListRecycleResponse recycle(String path, String key) {
        return gateway.listRecycle(ListRecycleRequest.newBuilder()
                .setRef(Cs3Client.path(path))
                .setKey(key)
                .build());
    }
}
