/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.FileUploadProtocol;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.Lock;
import com.cs3.storage.provider.v1beta1.LockType;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.SetLockRequest;
import com.cs3.storage.provider.v1beta1.UnlockRequest;
import com.cs3.types.v1beta1.Opaque;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;

/** Files that pass over the data gateway in one request. */
class TransferTest extends TransferCases {

    TransferTest(@TempDir Path data) throws Exception {
        super(data);
    }

    @Test
    void a_client_signs_in_uploads_lists_downloads_and_gets_back_what_it_sent() throws Exception {
        byte[] content = bytes(3_000_000);
        FileUploadProtocol protocol = upload(
                "/home/data.bin",
                "Upload-Length",
                Integer.toString(content.length),
                "Upload-Checksum",
                "sha1 " + HexFormat.of().formatHex(sha1(content)),
                "X-OC-Mtime",
                "1700000000");
        HttpResponse<String> stored = send(with(protocol).PUT(BodyPublishers.ofByteArray(content)));
        assertThat(stored.statusCode()).isEqualTo(200);
        assertThat(stored.body()).isEmpty();
        ResourceInfo info = served.client()
                .gateway(token)
                .listContainer(ListContainerRequest.newBuilder()
                        .setRef(Cs3Client.path("/home"))
                        .build())
                .getInfos(0);
        assertThat(info.getPath()).isEqualTo("/home/data.bin");
        assertThat(info.getSize()).isEqualTo(content.length);
        assertThat(info.getMtime().getSeconds()).isEqualTo(1_700_000_000);
        assertThat(info.getChecksum().getSum()).isEqualTo(HexFormat.of().formatHex(sha1(content)));
        assertThat(stored.headers().firstValue("ETag")).contains(info.getEtag());
        assertThat(download("/home/data.bin")).isEqualTo(content);
    }

    @Test
    void a_range_of_a_file_and_its_head_are_served_under_a_token_in_the_path() throws Exception {
        send(with(upload("/home/a.txt")).PUT(BodyPublishers.ofString("0123456789")));
        var protocol = served.client()
                .gateway(token)
                .initiateFileDownload(InitiateFileDownloadRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/a.txt"))
                        .build())
                .getProtocols(0);
        URI uri = URI.create(protocol.getDownloadEndpoint() + "/" + protocol.getToken());
        HttpResponse<String> part = send(HttpRequest.newBuilder(uri).header("Range", "bytes=2-4"));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 2-4/10");
        assertThat(send(HttpRequest.newBuilder(uri).header("Range", "bytes=20-"))
                        .statusCode())
                .isEqualTo(416);
        HttpResponse<String> head = send(HttpRequest.newBuilder(uri).HEAD());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains("10");
        assertThat(head.headers().firstValue("Content-Type")).contains("text/plain");
    }

    @Test
    void no_token_a_forged_one_and_an_access_token_are_forbidden() throws Exception {
        String transfer = upload("/home/a").getToken();
        for (String bad : new String[] {"", "nonsense", token, transfer.substring(0, transfer.length() - 4) + "AAAA"}) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(served.uri("/datagateway")).PUT(BodyPublishers.ofString("x"));
            if (!bad.isEmpty()) {
                request.header("X-Reva-Transfer", bad);
            }
            assertThat(send(request).statusCode()).as(bad).isEqualTo(403);
        }
    }

    @Test
    void an_upload_that_is_not_what_was_ordered_leaves_the_old_content() throws Exception {
        send(with(upload("/home/a")).PUT(BodyPublishers.ofString("old")));
        String etag = stat("/home/a").getEtag();
        String wrong = HexFormat.of().formatHex(sha1("other".getBytes(UTF_8)));
        FileUploadProtocol checksum = upload("/home/a", "Upload-Checksum", "sha1 " + wrong);
        assertThat(send(with(checksum).PUT(BodyPublishers.ofString("new"))).statusCode())
                .isEqualTo(419);
        FileUploadProtocol length = upload("/home/a", "Upload-Length", "7");
        assertThat(send(with(length).PUT(BodyPublishers.ofString("new"))).statusCode())
                .isEqualTo(400);
        assertThat(stat("/home/a").getEtag()).isEqualTo(etag);
        assertThat(download("/home/a")).isEqualTo("old".getBytes(UTF_8));
    }

    @Test
    void preconditions_are_judged_when_asked_and_again_at_the_commit() throws Exception {
        FileUploadProtocol first = initiate(
                        to("/home/a", Opaque.getDefaultInstance()).setIfNotExist(true))
                .getProtocols(0);
        FileUploadProtocol second = initiate(
                        to("/home/a", Opaque.getDefaultInstance()).setIfNotExist(true))
                .getProtocols(0);
        assertThat(send(with(first).PUT(BodyPublishers.ofString("1"))).statusCode())
                .isEqualTo(200);
        assertThat(send(with(second).PUT(BodyPublishers.ofString("2"))).statusCode())
                .isEqualTo(412);
        assertThat(initiate(to("/home/a", Opaque.getDefaultInstance()).setIfNotExist(true))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_FAILED_PRECONDITION);
        String etag = stat("/home/a").getEtag();
        FileUploadProtocol matching = initiate(
                        to("/home/a", Opaque.getDefaultInstance()).setIfMatch(etag))
                .getProtocols(0);
        assertThat(send(with(matching).PUT(BodyPublishers.ofString("3"))).statusCode())
                .isEqualTo(200);
        assertThat(send(with(matching).PUT(BodyPublishers.ofString("4"))).statusCode())
                .isEqualTo(412);
        assertThat(download("/home/a")).isEqualTo("3".getBytes(UTF_8));
    }

    @Test
    void a_locked_file_takes_content_from_who_shows_the_lock() throws Exception {
        send(with(upload("/home/a")).PUT(BodyPublishers.ofString("1")));
        FileUploadProtocol before = upload("/home/a");
        var gateway = served.client().gateway(token);
        Lock lock = Lock.newBuilder()
                .setLockId("lock-1")
                .setType(LockType.LOCK_TYPE_EXCL)
                .setAppName("collabora")
                .build();
        SetLockRequest set = SetLockRequest.newBuilder()
                .setRef(Cs3Client.path("/home/a"))
                .setLock(lock)
                .build();
        assertThat(gateway.setLock(set).getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(gateway.setLock(set.toBuilder()
                                .setLock(lock.toBuilder().setLockId("lock-2"))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_FAILED_PRECONDITION);
        assertThat(stat("/home/a").getLock().getLockId()).isEqualTo("lock-1");
        assertThat(initiate(to("/home/a", Opaque.getDefaultInstance()))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_FAILED_PRECONDITION);
        assertThat(send(with(before).PUT(BodyPublishers.ofString("2"))).statusCode())
                .isEqualTo(409);
        for (List<String> wrong : List.of(
                List.of("X-Lock-Id", "lock-2"), List.of("X-Lock-Id", "lock-1", "X-Lock-Holder", "onlyoffice"))) {
            assertThat(send(with(before).headers(wrong.toArray(String[]::new)).PUT(BodyPublishers.ofString("2")))
                            .statusCode())
                    .as("%s", wrong)
                    .isEqualTo(409);
        }
        assertThat(download("/home/a")).isEqualTo("1".getBytes(UTF_8));
        assertThat(send(with(before)
                                .headers("X-Lock-Id", "lock-1", "X-Lock-Holder", "collabora")
                                .PUT(BodyPublishers.ofString("2")))
                        .statusCode())
                .isEqualTo(200);
        FileUploadProtocol shown = initiate(
                        to("/home/a", Opaque.getDefaultInstance()).setLockId("lock-1"))
                .getProtocols(0);
        assertThat(send(with(shown).PUT(BodyPublishers.ofString("3"))).statusCode())
                .isEqualTo(200);
        UnlockRequest unlock = UnlockRequest.newBuilder()
                .setRef(Cs3Client.path("/home/a"))
                .setLock(lock.toBuilder().setAppName("other"))
                .build();
        assertThat(gateway.unlock(unlock).getStatus().getCode()).isEqualTo(Code.CODE_FAILED_PRECONDITION);
        assertThat(gateway.unlock(unlock.toBuilder().setLock(lock).build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_OK);
        assertThat(send(with(upload("/home/a")).PUT(BodyPublishers.ofString("4")))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_file_is_served_by_path_to_who_is_signed_in_and_to_nobody_else() throws Exception {
        send(with(upload("/home/a")).PUT(BodyPublishers.ofString("mine")));
        HttpRequest.Builder request = HttpRequest.newBuilder(served.uri("/data/simple/home/a"));
        assertThat(send(request.copy()).statusCode()).isEqualTo(401);
        assertThat(send(request.copy().header("x-access-token", token)).body()).isEqualTo("mine");
        String marie = site.tokenOf(FakeSite.MARIE);
        assertThat(send(request.copy().header("x-access-token", marie)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void the_provider_behind_a_gateway_puts_the_token_into_the_url() throws Exception {
        var provider = Cs3Client.with(ProviderAPIGrpc.newBlockingStub(served.client().channel), token);
        String endpoint = provider.initiateFileUpload(
                        to("/home/a", Opaque.getDefaultInstance()).build())
                .getProtocols(0)
                .getUploadEndpoint();
        HttpRequest.Builder put = HttpRequest.newBuilder(URI.create(endpoint)).PUT(BodyPublishers.ofString("x"));
        assertThat(send(put).statusCode()).isEqualTo(200);
        assertThat(download("/home/a")).isEqualTo("x".getBytes(UTF_8));
    }

    @Test
    void what_is_in_the_way_is_told_before_bytes_are_sent() {
        assertThat(initiate(to("/home/none/a", Opaque.getDefaultInstance()))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(initiate(to("/home", Opaque.getDefaultInstance()))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_ABORTED);
        assertThat(initiate(to("/home/a", Cs3Client.opaque("Upload-Length", "many")))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
        assertThat(initiate(to("/home/a", Cs3Client.opaque("Upload-Checksum", "md4 00")))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
    }
}
