/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.FileUploadProtocol;
import com.cs3.gateway.v1beta1.InitiateFileDownloadResponse;
import com.cs3.gateway.v1beta1.InitiateFileUploadResponse;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileUploadRequest;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.Lock;
import com.cs3.storage.provider.v1beta1.LockType;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.SetLockRequest;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.storage.provider.v1beta1.UnlockRequest;
import com.cs3.types.v1beta1.Opaque;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.fake.FakeSite;
import org.weft.kernel.service.NativeUploads;
import org.weft.kernel.upload.UploadLimits;
import org.weft.kernel.upload.Uploads;

/** Files that pass over the data gateway, by a client that knows nothing but the CS3 APIs. */
class TransferTest {

    private final Path data;
    private final FakeSite site;
    private final ServedSite served;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String token;

    TransferTest(@TempDir Path data) throws Exception {
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

    private InitiateFileUploadResponse initiate(InitiateFileUploadRequest.Builder request) {
        return served.client().gateway(token).initiateFileUpload(request.build());
    }

    private static InitiateFileUploadRequest.Builder to(String path, Opaque opaque) {
        return InitiateFileUploadRequest.newBuilder()
                .setRef(Cs3Client.path(path))
                .setOpaque(opaque);
    }

    private FileUploadProtocol upload(String path, String... opaque) {
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

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder with(FileUploadProtocol protocol) {
        return HttpRequest.newBuilder(URI.create(protocol.getUploadEndpoint()))
                .header("X-Reva-Transfer", protocol.getToken());
    }

    private static HttpRequest.Builder tus(FileUploadProtocol protocol) {
        return with(protocol).header("Tus-Resumable", "1.0.0");
    }

    private static HttpRequest.Builder part(FileUploadProtocol protocol, long offset, byte[] bytes) {
        return tus(protocol)
                .header("Content-Type", "application/offset+octet-stream")
                .header("Upload-Offset", Long.toString(offset))
                .method("PATCH", BodyPublishers.ofByteArray(bytes));
    }

    private byte[] download(String path) throws Exception {
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

    private ResourceInfo stat(String path) {
        return served.client()
                .gateway(token)
                .stat(StatRequest.newBuilder().setRef(Cs3Client.path(path)).build())
                .getInfo();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha1(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-1").digest(bytes);
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
        assertThat(send(with(upload("/home/a")).PUT(BodyPublishers.ofString("2")))
                        .statusCode())
                .isEqualTo(423);
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
    void an_upload_comes_in_parts_and_is_invisible_until_the_last() throws Exception {
        byte[] content = bytes(1_000_000);
        FileUploadProtocol protocol = upload("/home/big", "Upload-Length", "1000000");
        HttpResponse<String> first = send(part(protocol, 0, java.util.Arrays.copyOf(content, 600_000)));
        assertThat(first.statusCode()).isEqualTo(204);
        assertThat(first.headers().firstValue("Upload-Offset")).contains("600000");
        assertThat(stat("/home/big")).isEqualTo(ResourceInfo.getDefaultInstance());
        HttpResponse<String> head = send(tus(protocol).HEAD());
        assertThat(head.headers().firstValue("Upload-Offset")).contains("600000");
        assertThat(head.headers().firstValue("Upload-Length")).contains("1000000");
        assertThat(head.headers().firstValue("Upload-Expires")).isPresent();
        byte[] rest = java.util.Arrays.copyOfRange(content, 600_000, 1_000_000);
        assertThat(send(part(protocol, 500_000, rest)).statusCode()).isEqualTo(409);
        assertThat(send(part(protocol, 600_000, bytes(400_001))).statusCode()).isEqualTo(413);
        HttpResponse<String> last = send(part(protocol, 600_000, rest));
        assertThat(last.statusCode()).isEqualTo(204);
        assertThat(last.headers().firstValue("ETag")).contains(stat("/home/big").getEtag());
        assertThat(download("/home/big")).isEqualTo(content);
        assertThat(send(tus(protocol).HEAD()).headers().firstValue("Upload-Offset"))
                .contains("1000000");
        assertThat(data.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void parts_are_kept_over_a_restart() throws Exception {
        byte[] content = bytes(100_000);
        FileUploadProtocol protocol = upload("/home/big", "Upload-Length", "100000");
        send(part(protocol, 0, java.util.Arrays.copyOf(content, 40_000)));
        try (FakeSite again = new FakeSite(data);
                ServedSite other = new ServedSite(again)) {
            FileUploadProtocol there = protocol.toBuilder()
                    .setUploadEndpoint(other.url() + "/datagateway")
                    .build();
            assertThat(send(tus(there).HEAD()).headers().firstValue("Upload-Offset"))
                    .contains("40000");
            byte[] rest = java.util.Arrays.copyOfRange(content, 40_000, 100_000);
            assertThat(send(part(there, 40_000, rest)).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void a_part_with_a_wrong_checksum_is_forgotten() throws Exception {
        byte[] content = bytes(1000);
        FileUploadProtocol protocol = upload("/home/a", "Upload-Length", "1000");
        String wrong = "sha1 " + Base64.getEncoder().encodeToString(sha1(bytes(7)));
        assertThat(send(part(protocol, 0, content).header("Upload-Checksum", wrong))
                        .statusCode())
                .isEqualTo(460);
        assertThat(send(tus(protocol).HEAD()).headers().firstValue("Upload-Offset"))
                .contains("0");
        String right = "sha1 " + Base64.getEncoder().encodeToString(sha1(content));
        assertThat(send(part(protocol, 0, content).header("Upload-Checksum", right))
                        .statusCode())
                .isEqualTo(204);
        assertThat(download("/home/a")).isEqualTo(content);
        assertThat(send(part(protocol, 0, content).header("Upload-Checksum", "crc32 AAAA"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void an_upload_that_was_ended_is_gone_and_what_was_there_stays() throws Exception {
        send(with(upload("/home/a")).PUT(BodyPublishers.ofString("old")));
        FileUploadProtocol protocol = upload("/home/a", "Upload-Length", "1000");
        send(part(protocol, 0, bytes(10)));
        assertThat(send(tus(protocol).DELETE()).statusCode()).isEqualTo(204);
        assertThat(send(tus(protocol).HEAD()).statusCode()).isEqualTo(404);
        assertThat(send(part(protocol, 10, bytes(990))).statusCode()).isEqualTo(404);
        assertThat(download("/home/a")).isEqualTo("old".getBytes(UTF_8));
        assertThat(data.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void another_version_of_tus_and_a_part_of_another_type_are_refused() throws Exception {
        FileUploadProtocol protocol = upload("/home/a", "Upload-Length", "10");
        assertThat(send(with(protocol).header("Tus-Resumable", "0.2").HEAD()).statusCode())
                .isEqualTo(412);
        assertThat(send(tus(protocol).header("Upload-Offset", "0").method("PATCH", BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(415);
        HttpResponse<String> options =
                send(HttpRequest.newBuilder(served.uri("/datagateway")).method("OPTIONS", BodyPublishers.noBody()));
        assertThat(options.headers().firstValue("Tus-Version")).contains("1.0.0");
        assertThat(options.headers().firstValue("Tus-Extension").orElse("")).contains("checksum", "termination");
    }

    @Test
    void an_upload_is_created_over_http_by_who_is_signed_in_with_its_first_part() throws Exception {
        String metadata = "filename " + Base64.getEncoder().encodeToString("ü.txt".getBytes(UTF_8)) + ",dir "
                + Base64.getEncoder().encodeToString("/home".getBytes(UTF_8));
        HttpRequest.Builder create = HttpRequest.newBuilder(served.uri("/data/tus"))
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", "5")
                .header("Upload-Metadata", metadata)
                .header("Content-Type", "application/offset+octet-stream");
        assertThat(send(create.copy().POST(BodyPublishers.ofString("he"))).statusCode())
                .isEqualTo(401);
        HttpResponse<String> created =
                send(create.copy().header("x-access-token", token).POST(BodyPublishers.ofString("he")));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Upload-Offset")).contains("2");
        URI location = URI.create(created.headers().firstValue("Location").orElseThrow());
        HttpResponse<String> rest = send(HttpRequest.newBuilder(location)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", "2")
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.ofString("llo")));
        assertThat(rest.statusCode()).isEqualTo(204);
        assertThat(download("/home/ü.txt")).isEqualTo("hello".getBytes(UTF_8));
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
    void uploads_that_do_not_go_on_are_forgotten() throws Exception {
        FileUploadProtocol protocol = upload("/home/a", "Upload-Length", "10");
        send(part(protocol, 0, bytes(4)));
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
        new Uploads(
                        site.files,
                        new NativeUploads(site.places, site.files),
                        site.database,
                        data.resolve("spool"),
                        UploadLimits.usual(),
                        later)
                .sweep();
        assertThat(data.resolve("spool")).isEmptyDirectory();
        assertThat(send(tus(protocol).HEAD()).headers().firstValue("Upload-Offset"))
                .contains("0");
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
