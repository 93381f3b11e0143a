/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An S3 server of somebody else's, from {@code .ci/peers}, on a free port and over a folder of its own. */
final class S3Peer implements AutoCloseable {

    static final String ACCESS_KEY = "weft-test";
    static final String SECRET_KEY = "weft-test-secret";

    private static final int ATTEMPTS = 600;

    private final Process process;
    private final Path folder;
    private final String endpoint;

    private S3Peer(Process process, Path folder, String endpoint) {
        this.process = process;
        this.folder = folder;
        this.endpoint = endpoint;
    }

    /**
     * A server that can be started.
     *
     * @param name its own name
     * @param program its command
     * @param environment what it wants to find there
     * @param words of the command line, in which {@code PORT} and {@code FOLDER} are replaced
     * @param options that the storage needs with it, in TOML
     * @param tellsParts whether an etag tells of how many parts an object was made
     */
    record Kind(
            String name,
            String program,
            Map<String, String> environment,
            List<String> words,
            String options,
            boolean tellsParts) {

        static final Kind VERSITY = new Kind(
                "versitygw",
                "versitygw",
                Map.of("ROOT_ACCESS_KEY", ACCESS_KEY, "ROOT_SECRET_KEY", SECRET_KEY),
                List.of("--port", "127.0.0.1:PORT", "posix", "FOLDER"),
                "",
                true);

        static final Kind MOTO =
                new Kind("moto", "moto_server", Map.of(), List.of("-H", "127.0.0.1", "-p", "PORT"), "", true);

        static final Kind RCLONE = new Kind(
                "rclone serve s3",
                "rclone-s3",
                Map.of(),
                List.of(
                        "serve",
                        "s3",
                        "--auth-key",
                        ACCESS_KEY + "," + SECRET_KEY,
                        "--addr",
                        "127.0.0.1:PORT",
                        "--vfs-cache-mode",
                        "off",
                        "FOLDER"),
                "checksums = \"when-required\"",
                false);

        @Override
        public String toString() {
            return name;
        }
    }

    /** Starts one; skips the test by name where it is missing. */
    static S3Peer start(Kind kind, Path folder) throws IOException, InterruptedException {
        String command = Tools.peer(kind.program());
        Path buckets = Files.createDirectories(folder.resolve("buckets").toAbsolutePath());
        Path log = folder.resolve("peer.log");
        int port = freePort();
        List<String> words = new ArrayList<>(List.of(command));
        kind.words().stream()
                .map(word -> word.replace("PORT", Integer.toString(port)).replace("FOLDER", buckets.toString()))
                .forEach(words::add);
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(kind.environment());
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        S3Peer peer = new S3Peer(process, folder, "http://127.0.0.1:" + port);
        for (int i = 0; i < ATTEMPTS && process.isAlive(); i++) {
            if (Command.run(folder, "curl", "-s", "-o", "none", peer.endpoint).exitCode() == 0) {
                return peer;
            }
            Thread.sleep(100);
        }
        peer.close();
        throw new IOException(kind + " does not answer: " + Files.readString(log));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String endpoint() {
        return endpoint;
    }

    void makeBucket(String name) throws IOException, InterruptedException {
        String status = curl("-o", "none", "-w", "%{http_code}", "-X", "PUT", endpoint + "/" + name);
        assertThat(status).isEqualTo("200");
    }

    /** What the service itself says that the bucket holds, as it says it. */
    String contents(String bucket) throws IOException, InterruptedException {
        return curl(endpoint + "/" + bucket + "?list-type=2");
    }

    private String curl(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--aws-sigv4",
                "aws:amz:us-east-1:s3",
                "--user",
                ACCESS_KEY + ":" + SECRET_KEY,
                "-H",
                "x-amz-content-sha256: UNSIGNED-PAYLOAD"));
        command.addAll(List.of(words));
        Command done = Command.run(folder, command.toArray(String[]::new));
        assertThat(done.exitCode()).as(done.output()).isZero();
        return done.output();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
