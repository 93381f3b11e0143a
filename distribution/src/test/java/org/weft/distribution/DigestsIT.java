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
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file on the local file system has all three digests, whichever way it came in. */
class DigestsIT {

    private static final String FILES = "/remote.php/dav/files/einstein/";

    @TempDir
    Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private final byte[] content = content();

    private static byte[] content() {
        byte[] content = new byte[11_000_001];
        new Random(7).nextBytes(content);
        return content;
    }

    private HttpResponse<String> send(RunningWeft weft, String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(weft.http()).resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Authorization", "Basic " + base64("einstein:relativity"));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isBetween(200, 299);
        return answer;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String expected() throws Exception {
        Adler32 adler = new Adler32();
        adler.update(content);
        HexFormat hex = HexFormat.of();
        return "SHA1:" + hex.formatHex(MessageDigest.getInstance("SHA-1").digest(content))
                + " MD5:" + hex.formatHex(MessageDigest.getInstance("MD5").digest(content))
                + " ADLER32:" + hex.toHexDigits((int) adler.getValue());
    }

    private String told(RunningWeft weft, String name) throws IOException, InterruptedException {
        String wanted = "<d:propfind xmlns:d='DAV:' xmlns:oc='http://owncloud.org/ns'><d:prop><oc:checksums/></d:prop>"
                + "</d:propfind>";
        return send(weft, "PROPFIND", FILES + name, wanted.getBytes(StandardCharsets.UTF_8), "Depth", "0")
                .body();
    }

    private String begin(RunningWeft weft, String name) throws IOException, InterruptedException {
        HttpResponse<String> begun = send(
                weft,
                "POST",
                FILES,
                new byte[0],
                "Tus-Resumable",
                "1.0.0",
                "Upload-Length",
                String.valueOf(content.length),
                "Upload-Metadata",
                "filename " + base64(name));
        return URI.create(begun.headers().firstValue("Location").orElseThrow()).getRawPath();
    }

    @Test
    void whatever_way_a_file_comes_in_it_has_sha1_md5_and_adler32() throws Exception {
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            send(weft, "PUT", FILES + "put", content);
            assertThat(told(weft, "put")).contains(expected());

            String upload = begin(weft, "tus");
            for (int at = 0; at < content.length; at += 4_000_003) {
                byte[] part = Arrays.copyOfRange(content, at, Math.min(at + 4_000_003, content.length));
                send(
                        weft,
                        "PATCH",
                        upload,
                        part,
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Offset",
                        String.valueOf(at),
                        "Content-Type",
                        "application/offset+octet-stream");
            }
            assertThat(told(weft, "tus")).contains(expected());

            send(weft, "MKCOL", "/remote.php/dav/uploads/einstein/chunked", new byte[0]);
            int half = content.length / 2;
            send(weft, "PUT", "/remote.php/dav/uploads/einstein/chunked/00001", Arrays.copyOf(content, half));
            send(
                    weft,
                    "PUT",
                    "/remote.php/dav/uploads/einstein/chunked/00002",
                    Arrays.copyOfRange(content, half, content.length));
            send(
                    weft,
                    "MOVE",
                    "/remote.php/dav/uploads/einstein/chunked/.file",
                    new byte[0],
                    "Destination",
                    weft.http() + FILES + "chunked");
            assertThat(told(weft, "chunked")).contains(expected());

            send(weft, "COPY", FILES + "tus", new byte[0], "Destination", weft.http() + FILES + "copy");
            assertThat(told(weft, "copy")).contains(expected());
        }
    }
}
