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
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way of somebody who writes a driver and has nothing of Weft but its published artifacts and a server: the project that
 * {@code weft plugins new} writes is built as it is, and its jar is dropped into a server that runs.
 */
class StandaloneIT {

    private static final String VERSION = System.getProperty("weft.version", "");
    private static final int LOOKS = 600;

    @TempDir
    Path folder = Path.of("");

    @Test
    void a_new_project_is_built_from_published_artifacts_alone_and_serves() throws Exception {
        Tools.require("mvn");
        Path project = folder.resolve("greetings");
        String weft = RunningWeft.distribution().resolve("bin/weft").toString();
        Command made = Command.run(folder, weft, "plugins", "new", "greetings", project.toString());
        assertThat(made.exitCode()).as(made.output()).isZero();
        Path kept = Path.of(System.getProperty("weft.root", "")).resolve("docs/examples/standalone");
        assertThat(files(project))
                .as("what " + kept + " keeps; run 'weft plugins new greetings'")
                .isEqualTo(files(kept));

        Command built = build(project);
        assertThat(built.exitCode()).as(built.output()).isZero();

        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("weft.toml"), """
                [[storage]]
                name = "greetings"
                driver = "greetings"
                mount = "/greetings"
                everyone = "read"
                options = { text = "Good morning" }
                """);
        try (RunningWeft server = RunningWeft.start(data, "--demo")) {
            assertThat(ask(server).statusCode()).isEqualTo(503);
            Path dropped = data.resolve("plugins/greetings.jar");
            Path building = Files.copy(project.resolve("target/greetings.jar"), data.resolve("plugins/greetings.tmp"));
            Files.move(building, dropped, StandardCopyOption.ATOMIC_MOVE);
            HttpResponse<String> answer = ask(server);
            for (int look = 0; look < LOOKS && answer.statusCode() == 503; look++) {
                Thread.sleep(100);
                answer = ask(server);
            }
            assertThat(answer.statusCode()).as(server.log()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("Good morning");
        }
    }

    /** What an author needs beyond what Weft itself was built with is fetched where the machine doesn't have it yet. */
    private Command build(Path project) throws IOException, InterruptedException {
        String repository = "-Dmaven.repo.local=" + repository();
        Command offline = Command.run(project, "mvn", "-o", "-q", repository, "verify");
        return offline.exitCode() == 0 ? offline : Command.run(project, "mvn", "-q", repository, "verify");
    }

    private static HttpResponse<String> ask(RunningWeft server) throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString("einstein:relativity".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.http() + "/dav/tree/greetings/one.txt"))
                .header("Authorization", "Basic " + basic)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }

    private static Map<String, String> files(Path project) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(project)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = project.relativize(file).toString();
                if (!name.startsWith("target")) {
                    files.put(name, Files.readString(file));
                }
            }
        }
        return files;
    }

    /** A repository with what others publish, and of Weft only what an author compiles and tests with. */
    private Path repository() throws IOException {
        Path usual = Path.of(System.getProperty("weft.repository", ""));
        Path own = folder.resolve("repository");
        Path weft = Path.of("org", "weft");
        try (Stream<Path> all = Files.walk(usual)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path name = usual.relativize(file);
                if (!name.startsWith(weft)) {
                    Path copy = own.resolve(name);
                    Files.createDirectories(copy.resolveSibling(""));
                    link(copy, file);
                }
            }
        }
        Path root = Path.of(System.getProperty("weft.root", ""));
        publish(own, "weft", root.resolve("pom.xml"));
        publish(own, "weft-spi", root.resolve("spi/pom.xml"));
        publish(own, "weft-testkit", root.resolve("testkit/pom.xml"));
        return own;
    }

    private static void link(Path copy, Path file) throws IOException {
        try {
            Files.createLink(copy, file);
        } catch (IOException | UnsupportedOperationException anotherDisk) {
            Files.copy(file, copy);
        }
    }

    private static void publish(Path repository, String artifact, Path pom) throws IOException {
        Path place = Files.createDirectories(repository.resolve(Path.of("org", "weft", artifact, VERSION)));
        Files.copy(pom, place.resolve(artifact + "-" + VERSION + ".pom"));
        Path jar = Path.of(System.getProperty("weft.published", "")).resolve(artifact + ".jar");
        if (Files.exists(jar)) {
            Files.copy(jar, place.resolve(artifact + "-" + VERSION + ".jar"));
        }
    }
}
