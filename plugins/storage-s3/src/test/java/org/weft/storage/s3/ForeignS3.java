/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.weft.storage.s3.fixture.S3Server;

/** An S3 server of somebody else's, installed by {@code .ci/peers}, on a free port and in a folder of its own. */
final class ForeignS3 implements AutoCloseable {

    private static final int ATTEMPTS = 600;

    private final Process process;
    private final URI endpoint;
    private final Path buckets;

    private ForeignS3(Process process, URI endpoint, Path buckets) {
        this.process = process;
        this.endpoint = endpoint;
        this.buckets = buckets;
    }

    /** How a server is started. */
    @FunctionalInterface
    interface Start {
        /** The words after the program's name. */
        List<String> words(int port, Path buckets);
    }

    /** Skips the test by name where the program is missing; on the build machine that is a failure. */
    static ForeignS3 start(Path folder, String program, Map<String, String> environment, Start start)
            throws IOException, InterruptedException {
        String named = System.getenv("WEFT_PEERS");
        Path peers = named == null ? Path.of(System.getProperty("user.home"), ".cache", "weft-peers") : Path.of(named);
        Path command = peers.resolve("bin").resolve(program);
        boolean there = Files.isExecutable(command);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("%s is there, from .ci/peers", command).isTrue();
        }
        Assumptions.assumeTrue(there, program + " is not installed; .ci/peers does it");
        Path buckets = Files.createDirectories(folder.resolve("buckets").toAbsolutePath());
        Path log = folder.resolve("server.log");
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(command.toString());
        builder.command().addAll(start.words(port, buckets));
        builder.environment().putAll(environment);
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        ForeignS3 server = new ForeignS3(process, URI.create("http://127.0.0.1:" + port), buckets);
        for (int i = 0; i < ATTEMPTS && process.isAlive(); i++) {
            if (server.answers()) {
                return server;
            }
            Thread.sleep(100);
        }
        throw new IOException(program + " does not answer: " + Files.readString(log));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(endpoint).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    URI endpoint() {
        return endpoint;
    }

    /** Makes an empty bucket where a folder is one. */
    String newFolderBucket(String name) throws IOException {
        Files.createDirectories(buckets.resolve(name));
        return name;
    }

    /** Makes an empty bucket at a server that asks for no signature. */
    String newBucket(String name) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest make = HttpRequest.newBuilder(endpoint.resolve("/" + name))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(client.send(make, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isIn(200, 409);
        }
        return name;
    }

    static String accessKey() {
        return S3Server.ACCESS_KEY;
    }

    static String secretKey() {
        return S3Server.SECRET_KEY;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
