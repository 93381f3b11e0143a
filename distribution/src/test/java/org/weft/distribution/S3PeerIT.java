/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Homes in buckets of other people's S3 servers, every file of more than a part sent in parts. The page storage-s3.md lists
 * what is run here.
 */
class S3PeerIT {

    private static final int PART = 5 << 20;

    @TempDir
    Path folder = Path.of("");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void files_are_kept_by_versitygw() throws Exception {
        filesAreKept(S3Peer.Kind.VERSITY);
    }

    @Test
    void files_are_kept_by_moto() throws Exception {
        filesAreKept(S3Peer.Kind.MOTO);
    }

    @Test
    void files_are_kept_by_rclone_serve_s3() throws Exception {
        filesAreKept(S3Peer.Kind.RCLONE);
    }

    private void filesAreKept(S3Peer.Kind kind) throws IOException, InterruptedException {
        byte[] small = bytes(1000, 1);
        byte[] large = bytes(2 * PART + 4711, 2);
        byte[] larger = bytes(3 * PART, 3);
        try (S3Peer s3 = S3Peer.start(kind, folder)) {
            s3.makeBucket("weft");
            String[] options = options(s3, kind.options());
            String etag;
            try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), options)) {
                assertThat(weft.log())
                        .as("what the service can do is told at the start")
                        .contains("s3-bucket-ready")
                        .containsPattern("conditional-writes=\"?(true|false)");
                String home = weft.http() + "/remote.php/webdav/";
                assertThat(put(home + "small", small).statusCode()).isEqualTo(201);
                assertThat(get(home + "small").body()).isEqualTo(small);

                etag = etag(put(home + "large", large));
                if (kind.tellsParts()) {
                    assertThat(s3.contents("weft")).as("sent in three parts").containsPattern("[0-9a-f]{32}-3\\b");
                }
                assertThat(get(home + "large").body()).isEqualTo(large);
                HttpResponse<byte[]> across = get(home + "large", "Range", "bytes=" + (PART - 10) + "-" + (PART + 9));
                assertThat(across.statusCode()).isEqualTo(206);
                assertThat(across.body()).isEqualTo(Arrays.copyOfRange(large, PART - 10, PART + 10));

                assertThat(put(home + "large", small, "If-Match", "\"another\"").statusCode())
                        .isEqualTo(412);
                assertThat(get(home + "large").body()).isEqualTo(large);
                HttpResponse<byte[]> replaced = put(home + "large", larger, "If-Match", etag);
                assertThat(replaced.statusCode()).isEqualTo(204);
                etag = etag(replaced);

                assertThat(send(weft.http(), "MOVE", "large", "Destination", home + "moved")
                                .statusCode())
                        .isEqualTo(201);
                assertThat(send(weft.http(), "COPY", "moved", "Destination", home + "copy")
                                .statusCode())
                        .isEqualTo(201);
                assertThat(send(weft.http(), "DELETE", "small").statusCode()).isEqualTo(204);
            }
            try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), options)) {
                String home = weft.http() + "/remote.php/webdav/";
                HttpResponse<byte[]> moved = get(home + "moved");
                assertThat(moved.body()).isEqualTo(larger);
                assertThat(etag(moved)).isEqualTo(etag);
                assertThat(get(home + "copy").body()).isEqualTo(larger);
                assertThat(get(home + "small").statusCode()).isEqualTo(404);
                HttpResponse<byte[]> listing = send(weft.http(), "PROPFIND", "", "Depth", "1");
                assertThat(listing.statusCode()).isEqualTo(207);
                assertThat(new String(listing.body(), StandardCharsets.UTF_8))
                        .contains("/moved<", "/copy<")
                        .doesNotContain("/small<", "/large<");
            }
            Command check = weft("check", options);
            assertThat(check.exitCode()).as(check.output()).isZero();
            Command probe = weft("probe", options);
            assertThat(probe.exitCode()).as(probe.output()).isZero();
            assertThat(probe.output())
                    .contains("good  S3: upload in parts: two parts", "good  S3: clock: as the server's");
        }
    }

    private Command weft(String work, String[] options) throws IOException, InterruptedException {
        return Command.run(
                folder,
                RunningWeft.distribution().toAbsolutePath().resolve("bin/weft").toString(),
                "storage",
                work,
                "home",
                "--data",
                folder.resolve("data").toString(),
                options[1],
                options[2]);
    }

    private String[] options(S3Peer s3, String more) throws IOException {
        Path config = folder.resolve("weft.toml");
        Files.writeString(config, """
            [[storage]]
            name = "home"
            driver = "s3"
            mount = "/home"
            everyone = "none"
            required = true
            [storage.options]
            endpoint = "%s"
            bucket = "weft"
            prefix = "homes/"
            access-key = "%s"
            secret-key = "%s"
            sending = "parts"
            part-size = "5MiB"
            %s
            """.formatted(s3.endpoint(), S3Peer.ACCESS_KEY, S3Peer.SECRET_KEY, more));
        return new String[] {"--demo", "--config", config.toString()};
    }

    private static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String etag(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private HttpResponse<byte[]> put(String url, byte[] body, String... headers)
            throws IOException, InterruptedException {
        return ask(request(url, headers).PUT(BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<byte[]> get(String url, String... headers) throws IOException, InterruptedException {
        return ask(request(url, headers).GET());
    }

    private HttpResponse<byte[]> send(String weft, String method, String path, String... headers)
            throws IOException, InterruptedException {
        return ask(request(weft + "/remote.php/webdav/" + path, headers).method(method, BodyPublishers.noBody()));
    }

    private static HttpRequest.Builder request(String url, String... headers) {
        String credentials = Base64.getEncoder().encodeToString("einstein:relativity".getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Basic " + credentials);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<byte[]> ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }
}
