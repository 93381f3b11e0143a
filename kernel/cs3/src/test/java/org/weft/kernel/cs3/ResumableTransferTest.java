/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.FileUploadProtocol;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.upload.ChunkLimits;
import org.weft.kernel.storage.upload.DriverUploads;
import org.weft.kernel.storage.upload.Reservations;
import org.weft.kernel.storage.upload.ResumableUploads;
import org.weft.kernel.storage.upload.UploadLimits;

/** Uploads that come over the data gateway in parts, by TUS. */
class ResumableTransferTest extends TransferCases {

    ResumableTransferTest(@TempDir Path data) throws Exception {
        super(data);
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
    void uploads_that_do_not_go_on_are_forgotten() throws Exception {
        FileUploadProtocol protocol = upload("/home/a", "Upload-Length", "10");
        send(part(protocol, 0, bytes(4)));
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
        new ResumableUploads(
                        site.files,
                        new DriverUploads(site.namespace, site.files),
                        site.database,
                        data.resolve("spool"),
                        new Reservations(site.database, site.files, ChunkLimits.usual(), later),
                        UploadLimits.usual(),
                        later)
                .sweep();
        assertThat(data.resolve("spool")).isEmptyDirectory();
        assertThat(send(tus(protocol).HEAD()).headers().firstValue("Upload-Offset"))
                .contains("0");
    }
}
