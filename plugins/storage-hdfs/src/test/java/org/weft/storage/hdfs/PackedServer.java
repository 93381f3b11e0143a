/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The unpacked distribution with this plugin's jar dropped in, as a process, and einstein, who asks it. */
final class PackedServer implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("weft ready http=(http://\\S+) grpc=\\S+");

    private final Process process;
    private final Path log;
    private final String http;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private PackedServer(Process process, Path log, String http) {
        this.process = process;
        this.log = log;
        this.http = http;
    }

    /**
     * Starts a server; the storage at {@code /home} answers when this returns.
     *
     * @param data its data folder
     * @param config its configuration
     */
    static PackedServer start(Path data, Path config) throws Exception {
        Path launcher = Path.of(System.getProperty("weft.distribution", "../../distribution/target/weft"), "bin/weft");
        Path jar = Path.of(System.getProperty("weft.hdfs.jar", "target/weft-storage-hdfs-0.1.0-SNAPSHOT.jar"));
        require(Files.isExecutable(launcher), "the unpacked distribution, built before this module");
        require(Files.isReadable(jar), "this plugin's jar");
        Files.copy(jar, Files.createDirectories(data.resolve("plugins")).resolve("storage-hdfs.jar"));
        Path log = data.resolve("log");
        Process process = new ProcessBuilder(
                        launcher.toString(),
                        "serve",
                        "--demo",
                        "--data",
                        data.toString(),
                        "--config",
                        config.toString(),
                        "--http",
                        "127.0.0.1:0",
                        "--grpc",
                        "127.0.0.1:0")
                .redirectError(log.toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = String.valueOf(out.readLine());
        Matcher ready = READY.matcher(line);
        if (!ready.matches()) {
            process.destroyForcibly();
            throw new AssertionError("'" + line + "': " + Files.readString(log));
        }
        PackedServer server = new PackedServer(process, log, ready.group(1));
        assertThat(Benches.eventually(207, () -> server.status("PROPFIND", "")))
                .as(server.log())
                .isEqualTo(207);
        return server;
    }

    private static void require(boolean there, String what) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as(what).isTrue();
        }
        assumeTrue(there, what + " is missing");
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    String url(String name) {
        return http + "/remote.php/dav/files/einstein/" + name;
    }

    HttpResponse<String> send(String method, String name, String body, String... headers)
            throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString("einstein:relativity".getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(name)))
                .header("Authorization", "Basic " + login)
                .header("Depth", method.equals("PROPFIND") ? "0" : "infinity")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    int status(String method, String name, String... headers) throws IOException, InterruptedException {
        return send(method, name, "", headers).statusCode();
    }

    /** Ends it as a crash would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the server does not end when asked to");
        }
        client.close();
    }
}
