/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.storage.s3.fixture.S3Server;

/** Plugins are swapped under a server that is used all the time. */
class SwapIT {

    private static final int SWAPS = 50;
    private static final int FEW = 30;
    private static final Duration PAUSE = Duration.ofMillis(200);

    @TempDir
    Path folder = Path.of("");

    @Test
    void localfs_is_swapped_fifty_times_and_no_request_fails() throws Exception {
        try (RunningWeft weft = RunningWeft.withoutSoftReferences(folder.resolve("data"), "--demo")) {
            swap(weft, "storage-localfs", "weft-storage-localfs-");
        }
    }

    @Test
    void s3_is_swapped_fifty_times_and_no_request_fails() throws Exception {
        try (S3Server s3 = S3Server.start(Files.createDirectories(folder.resolve("s3")))) {
            Path data = Files.createDirectories(folder.resolve("data"));
            Files.writeString(data.resolve("weft.toml"), """
                [[storage]]
                name = "home"
                driver = "s3"
                mount = "/home"
                options = { bucket = "%s", endpoint = "%s", access-key = "%s", secret-key = "%s" }
                """.formatted(
                            s3.newBucket("swap"), s3.endpoint(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY));
            try (RunningWeft weft = RunningWeft.withoutSoftReferences(data, "--demo")) {
                swap(weft, "storage-s3", "weft-storage-s3-");
            }
        }
    }

    /** What is compiled only after the swap is compiled by what the machine saw of the classes that are gone. */
    @Test
    void a_server_that_few_people_use_outlives_a_swap() throws Exception {
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            Operator operator = new Operator(weft.data());
            Shipped.withVersion(
                    Shipped.plugin("weft-storage-localfs-"),
                    "99.0.0",
                    weft.data().resolve("plugins/swapped.jar"));
            operator.awaitMetric("weft_plugin_operations_total{operation=\"unload\",outcome=\"done\"} 1.0");
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(weft.http() + "/remote.php/webdav/"))
                        .header("Authorization", "Basic " + basic("einstein:relativity"))
                        .header("Depth", "0")
                        .method("PROPFIND", HttpRequest.BodyPublishers.noBody())
                        .build();
                for (int round = 0; round < FEW; round++) {
                    assertThat(client.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode())
                            .isEqualTo(207);
                    Thread.sleep(PAUSE);
                }
            }
        }
    }

    private static String basic(String login) {
        return Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    private void swap(RunningWeft weft, String id, String archive) throws Exception {
        Path shipped = Shipped.plugin(archive);
        Path site = Files.createDirectories(weft.data().resolve("plugins"));
        Operator operator = new Operator(weft.data());
        try (Load load = Load.of(weft.http() + "/remote.php/webdav/", "einstein:relativity")) {
            for (int round = 1; round <= SWAPS; round++) {
                String version = "99.0." + round;
                Shipped.withVersion(shipped, version, site.resolve("swapped.jar"));
                operator.await("\"id\":\"" + id + "\",\"version\":\"" + version + "\"[^}]*\"state\":\"SERVING\"");
                load.awaitRounds(1);
            }
            load.stop();
            assertThat(load.failures()).isEmpty();
            assertThat(load.requests()).isGreaterThan(SWAPS * 3L);
        }
        // A request that hangs in an old copy on a busy machine holds it for a while, and that is told too.
        operator.awaitMetric("weft_plugins_uncollected 0.0");
        assertThat(operator.plugins()).doesNotContain("LEAKED", "FAILED");
        assertThat(operator.metrics())
                .contains("weft_plugin_operations_total{operation=\"unload\",outcome=\"done\"} " + SWAPS + ".0");
        assertThat(openCopies(weft)).as("handles of the copies that are gone").isZero();
    }

    /** Files that are open although they were deleted. */
    private static long openCopies(RunningWeft weft) throws IOException {
        try (var handles = Files.list(Path.of("/proc/" + weft.pid() + "/fd"))) {
            return handles.filter(handle -> {
                        try {
                            String target = Files.readSymbolicLink(handle).toString();
                            return target.contains("plugins-work") && target.endsWith("(deleted)");
                        } catch (IOException closed) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void an_upload_that_does_not_end_is_answered_with_503_when_its_driver_must_go() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("weft.toml"), "[plugins]\ndrain = \"1s\"\n");
        try (RunningWeft weft = RunningWeft.start(data, "--demo")) {
            URI http = URI.create(weft.http());
            try (Socket socket = new Socket(http.getHost(), http.getPort())) {
                socket.setSoTimeout((int) Duration.ofMinutes(1).toMillis());
                OutputStream out = socket.getOutputStream();
                out.write(("PUT /remote.php/webdav/slow.bin HTTP/1.1\r\nHost: weft\r\nContent-Length: 1000000\r\n"
                                + "Authorization: Basic "
                                + basic("einstein:relativity")
                                + "\r\n\r\nthe beginning")
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                Operator operator = new Operator(data);
                operator.await("\"name\":\"home\"[^}]*\"calls\":[1-9]");

                Shipped.withVersion(
                        Shipped.plugin("weft-storage-localfs-"), "99.0.0", data.resolve("plugins/swapped.jar"));

                InputStream in = socket.getInputStream();
                String answer = new String(in.readNBytes(4096), StandardCharsets.UTF_8);
                assertThat(answer).startsWith("HTTP/1.1 503").contains("Retry-After: ");
                operator.awaitMetric("weft_drain_ended_calls_total{instance=\"home\",kind=\"storage\"} 1.0");
            }
        }
    }
}
