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
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Two packed servers on one PostgreSQL and one bucket are one site, also when one of them dies. */
class NodesIT extends AtTwoNodes {

    private static final String SHARES = "/ocs/v2.php/apps/files_sharing/api/v1/shares";

    private static final String LOCK = """
        <?xml version="1.0"?>
        <d:lockinfo xmlns:d="DAV:"><d:lockscope><d:exclusive/></d:lockscope>
        <d:locktype><d:write/></d:locktype><d:owner>einstein</d:owner></d:lockinfo>\
        """;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HttpResponse<byte[]> send(RunningWeft node, String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        return send("einstein:relativity", node, method, path, body, headers);
    }

    private HttpResponse<byte[]> send(
            String who, RunningWeft node, String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        BodyPublisher sent = body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        String account = Base64.getEncoder().encodeToString(who.getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.http() + path))
                .method(method, sent)
                .header("Authorization", "Basic " + account)
                .header("OCS-APIRequest", "true");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private int status(RunningWeft node, String method, String name, String body, String... headers)
            throws IOException, InterruptedException {
        return send(node, method, dav(name), body.getBytes(StandardCharsets.UTF_8), headers)
                .statusCode();
    }

    private String text(RunningWeft node, String name) throws IOException, InterruptedException {
        return new String(send(node, "GET", dav(name), new byte[0]).body(), StandardCharsets.UTF_8);
    }

    private String etag(RunningWeft node, String name) throws IOException, InterruptedException {
        return send(node, "HEAD", dav(name), new byte[0])
                .headers()
                .firstValue("ETag")
                .orElseThrow();
    }

    private static String dav(String name) {
        return "/remote.php/dav/files/einstein/" + name;
    }

    @Test
    void what_one_node_does_the_other_shows_with_the_same_etag() throws Exception {
        assertThat(status(one, "PUT", "file", "first")).isEqualTo(201);
        assertThat(text(two, "file")).isEqualTo("first");
        String etag = etag(one, "file");
        assertThat(etag(two, "file")).isEqualTo(etag);

        assertThat(status(two, "PUT", "file", "second", "If-Match", etag)).isEqualTo(204);
        assertThat(status(one, "PUT", "file", "third", "If-Match", etag)).isEqualTo(412);
        assertThat(text(one, "file")).isEqualTo("second");

        assertThat(status(one, "MKCOL", "folder", "")).isEqualTo(201);
        assertThat(status(two, "MOVE", "file", "", "Destination", two.http() + dav("folder/file")))
                .isEqualTo(201);
        assertThat(status(one, "HEAD", "file", "")).isEqualTo(404);
        assertThat(text(one, "folder/file")).isEqualTo("second");
        assertThat(etag(one, "folder/file")).isEqualTo(etag(two, "folder/file"));
        assertThat(status(one, "DELETE", "folder", "")).isEqualTo(204);
        assertThat(status(two, "HEAD", "folder/file", "")).isEqualTo(404);
    }

    private String shared(RunningWeft node, String form) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(
                node,
                "POST",
                SHARES + "?format=json",
                form.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded");
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.statusCode()).as(body).isEqualTo(200);
        return body;
    }

    private static String field(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"?([^\",]+)").matcher(json);
        assertThat(found.find()).as(json).isTrue();
        return found.group(1);
    }

    @Test
    void a_share_and_a_link_that_one_node_ends_are_over_on_the_other_at_once() throws Exception {
        String marie = "marie:radioactivity";
        byte[] nothing = new byte[0];
        assertThat(status(one, "MKCOL", "folder", "")).isEqualTo(201);
        assertThat(status(one, "PUT", "folder/file", "mine")).isEqualTo(201);
        for (int round = 0; round < 5; round++) {
            RunningWeft here = round % 2 == 0 ? one : two;
            RunningWeft there = round % 2 == 0 ? two : one;
            String share = field(shared(here, "path=/folder&shareType=0&shareWith=marie&permissions=15"), "id");
            String link = shared(here, "path=/folder&shareType=3");
            assertThat(send(marie, there, "POST", SHARES + "/pending/" + share, nothing)
                            .statusCode())
                    .isEqualTo(200);
            String received = "/remote.php/dav/files/marie/Shares/folder/file";
            String open = "/remote.php/dav/public-files/" + field(link, "token") + "/file";
            assertThat(send(marie, there, "PUT", received, "hers".getBytes(StandardCharsets.UTF_8))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(send("public:", there, "GET", open, nothing).statusCode())
                    .isEqualTo(200);

            assertThat(send(here, "DELETE", SHARES + "/" + share, nothing).statusCode())
                    .isEqualTo(200);
            assertThat(send(marie, there, "GET", received, nothing).statusCode())
                    .isEqualTo(404);
            assertThat(send(marie, there, "PUT", received, nothing).statusCode())
                    .isIn(404, 409);
            assertThat(send(here, "DELETE", SHARES + "/" + field(link, "id"), nothing)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(send("public:", there, "GET", open, nothing).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void a_lock_that_was_taken_on_one_node_holds_on_the_other() throws Exception {
        assertThat(status(one, "PUT", "file", "free")).isEqualTo(201);
        HttpResponse<byte[]> locked = send(
                one, "LOCK", dav("file"), LOCK.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/xml");
        assertThat(locked.statusCode()).isEqualTo(200);
        String token = locked.headers().firstValue("Lock-Token").orElseThrow();

        assertThat(status(two, "PUT", "file", "without")).isEqualTo(423);
        assertThat(status(two, "DELETE", "file", "")).isEqualTo(423);
        assertThat(status(two, "LOCK", "file", LOCK, "Content-Type", "application/xml"))
                .isEqualTo(423);
        assertThat(status(two, "PUT", "file", "with", "If", "(" + token + ")")).isEqualTo(204);
        assertThat(status(two, "UNLOCK", "file", "", "Lock-Token", token)).isEqualTo(204);
        assertThat(status(one, "PUT", "file", "free again")).isEqualTo(204);
        assertThat(text(two, "file")).isEqualTo("free again");
    }

    @Test
    void an_upload_that_was_begun_on_one_node_is_finished_on_the_other_after_the_first_has_died() throws Exception {
        byte[] content = new byte[13 << 20];
        new Random(1).nextBytes(content);
        HttpResponse<byte[]> begun = send(
                one,
                "POST",
                "/data/tus",
                new byte[0],
                "Tus-Resumable",
                "1.0.0",
                "Upload-Length",
                String.valueOf(content.length),
                "Upload-Metadata",
                "filename " + base64("large.bin") + ",dir " + base64("/home"));
        assertThat(begun.statusCode()).isEqualTo(201);
        String upload =
                URI.create(begun.headers().firstValue("Location").orElseThrow()).getRawPath();

        assertThat(patch(one, upload, content, 0, 7 << 20)).isEqualTo(204);
        one.kill();
        HttpResponse<byte[]> state = send(two, "HEAD", upload, new byte[0], "Tus-Resumable", "1.0.0");
        assertThat(state.headers().firstValue("Upload-Offset")).hasValue(String.valueOf(7 << 20));
        assertThat(patch(two, upload, content, 6 << 20, content.length)).isEqualTo(409);
        assertThat(patch(two, upload, content, 7 << 20, content.length)).isEqualTo(204);
        assertThat(send(two, "GET", dav("large.bin"), new byte[0]).body()).isEqualTo(content);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private int patch(RunningWeft node, String upload, byte[] content, int from, int to) throws Exception {
        return send(
                        node,
                        "PATCH",
                        upload,
                        Arrays.copyOfRange(content, from, to),
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Offset",
                        String.valueOf(from),
                        "Content-Type",
                        "application/offset+octet-stream")
                .statusCode();
    }

    @Test
    void a_node_that_is_killed_under_load_loses_nothing_that_it_answered() throws Exception {
        Map<String, String> answered = new ConcurrentHashMap<>();
        AtomicBoolean isOver = new AtomicBoolean();
        CountDownLatch busy = new CountDownLatch(30);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                String name = "file" + i;
                RunningWeft node = i % 2 == 0 ? one : two;
                clients.submit(() -> {
                    for (int round = 0; !isOver.get(); round++) {
                        String content = name + " in round " + round;
                        // what is under way when the node dies may be there or not: it has a name of its own
                        String target = name + "-" + round;
                        int status = status(node, "PUT", target, content);
                        if (status == 201) {
                            answered.put(target, content);
                        }
                        busy.countDown();
                    }
                    return null;
                });
            }
            busy.await();
            one.kill();
            int before = answered.size();
            for (int i = 0; i < 1500 && answered.size() < before + 10; i++) {
                Thread.sleep(20);
            }
            isOver.set(true);
            assertThat(answered).as("the other goes on").hasSizeGreaterThanOrEqualTo(before + 10);
        }
        assertThat(answered.keySet()).anyMatch(name -> name.startsWith("file0"));
        for (Map.Entry<String, String> file : answered.entrySet()) {
            assertThat(text(two, file.getKey())).as(file.getKey()).isEqualTo(file.getValue());
        }
        String listing = new String(
                send(two, "PROPFIND", dav(""), new byte[0], "Depth", "1").body(), StandardCharsets.UTF_8);
        assertThat(answered.keySet()).allSatisfy(name -> assertThat(listing).contains("/" + name + "<"));
    }
}
