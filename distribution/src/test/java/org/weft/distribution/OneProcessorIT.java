/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that has one thread of the system for all its virtual ones, and clients who never keep it waiting: who comes meanwhile
 * is answered all the same.
 */
class OneProcessorIT {

    private static final int FILES = 50_000;
    private static final int MOST_MIB = 2_048;
    private static final String EINSTEIN = "4c510ada-c86b-4815-8820-42cdf82c3d51";
    private static final String AUTHORIZATION =
            "Basic " + Base64.getEncoder().encodeToString("einstein:relativity".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder = Path.of("");

    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        clients.shutdownNow();
    }

    private RunningWeft start() throws IOException, InterruptedException {
        RunningWeft weft = RunningWeft.withJava(
                "-Djdk.virtualThreadScheduler.parallelism=1 -Djdk.virtualThreadScheduler.maxPoolSize=1",
                folder.resolve("data"),
                "--demo");
        small(weft);
        return weft;
    }

    @Test
    void a_large_upload_keeps_nobody_waiting() throws Exception {
        try (RunningWeft weft = start()) {
            AtomicBoolean answered = new AtomicBoolean();
            CountDownLatch begun = new CountDownLatch(1);
            Future<Integer> upload = clients.submit(() -> upload(weft, begun, answered));
            begun.await();
            small(weft);
            answered.set(true);
            assertThat(upload.get()).as("MiB until somebody else was answered").isLessThan(MOST_MIB);
        }
    }

    /** @return how many MiB were sent until somebody else was answered */
    private int upload(RunningWeft weft, CountDownLatch begun, AtomicBoolean answered) throws IOException {
        HttpURLConnection put = connect(weft, "large");
        put.setRequestMethod("PUT");
        put.setDoOutput(true);
        put.setChunkedStreamingMode(1 << 20);
        byte[] piece = new byte[1 << 20];
        int sent = 0;
        try (OutputStream body = put.getOutputStream()) {
            while (sent < MOST_MIB && !answered.get()) {
                body.write(piece);
                sent++;
                if (sent == 64) { // more than lies between client and server
                    begun.countDown();
                }
            }
        }
        assertThat(put.getResponseCode()).isEqualTo(201);
        return sent;
    }

    @Test
    void a_long_listing_keeps_nobody_waiting() throws Exception {
        try (RunningWeft weft = start();
                Stream<Path> homes = Files.find(weft.data(), 6, (path, is) -> path.endsWith("users/" + EINSTEIN))) {
            Path full = Files.createDirectories(homes.findFirst().orElseThrow().resolve("full"));
            for (int i = 0; i < FILES; i++) {
                Files.createFile(full.resolve("file " + i));
            }
            CountDownLatch begun = new CountDownLatch(1);
            Future<?> listing = clients.submit(() -> list(weft, begun));
            begun.await();
            small(weft);
            boolean meanwhile = !listing.isDone();
            listing.get();
            assertThat(meanwhile)
                    .as("somebody was answered while a listing went on")
                    .isTrue();
        }
    }

    private static boolean list(RunningWeft weft, CountDownLatch begun) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> answer = client.send(
                    HttpRequest.newBuilder(URI.create(weft.http() + "/remote.php/webdav/full/"))
                            .method("PROPFIND", HttpRequest.BodyPublishers.noBody())
                            .header("Depth", "1")
                            .header("Authorization", AUTHORIZATION)
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(207);
            byte[] buffer = new byte[1 << 16];
            try (InputStream body = answer.body()) {
                while (body.read(buffer) >= 0) {
                    begun.countDown();
                }
            }
            return true;
        }
    }

    /** A request like any other, on a connection of its own. */
    private static void small(RunningWeft weft) throws IOException {
        HttpURLConnection options = connect(weft, "");
        options.setRequestMethod("OPTIONS");
        assertThat(options.getResponseCode()).isEqualTo(200);
    }

    private static HttpURLConnection connect(RunningWeft weft, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(weft.http() + "/remote.php/webdav/" + path).toURL().openConnection();
        connection.setRequestProperty("Authorization", AUTHORIZATION);
        return connection;
    }
}
