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
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way of somebody who writes a driver and has nothing of Weft but the unpacked archive: the project that {@code weft plugins
 * new} writes for each kind is built as it is, and its jar is dropped into a server that runs.
 */
class StandaloneIT {

    /** The names of the projects, and their kinds. */
    private static final Map<String, String> KINDS = new TreeMap<>(Map.of(
            "greetings", "storage",
            "door", "auth",
            "people", "directory",
            "drawer", "share-store",
            "rules", "share-policy",
            "notes", "app"));

    private static final String HOME = """

        [[storage]]
        name = "home"
        driver = "localfs"
        mount = "/home"
        everyone = "none"
        options = { root = "storage/home" }

        """;

    @TempDir
    Path folder = Path.of("");

    private Path projects = Path.of("");

    @Test
    void projects_of_all_kinds_are_built_from_the_archive_alone_and_serve() throws Exception {
        Tools.require("mvn");
        projects = Files.createDirectories(folder.resolve("projects"));
        for (Map.Entry<String, String> project : KINDS.entrySet()) {
            make(project.getKey(), project.getValue());
        }
        Path kept = Path.of(System.getProperty("weft.root", "")).resolve("docs/examples/standalone");
        assertThat(files(projects.resolve("greetings")))
                .as("what " + kept + " keeps; run 'weft plugins new greetings'")
                .isEqualTo(files(kept));
        linkRepository();
        build();

        Path data = Files.createDirectories(folder.resolve("data"));
        StringBuilder config = new StringBuilder(HOME);
        for (String project : KINDS.keySet()) {
            config.append(Files.readString(projects.resolve(project).resolve("weft.toml")));
        }
        Files.writeString(data.resolve("weft.toml"), config);
        try (RunningWeft server = RunningWeft.start(data)) {
            Operator operator = new Operator(data);
            for (String project : KINDS.keySet()) {
                Path built = projects.resolve(project).resolve("target").resolve(project + ".jar");
                Path building = Files.copy(built, data.resolve("plugins/" + project + ".tmp"));
                Files.move(building, data.resolve("plugins/" + project + ".jar"), StandardCopyOption.ATOMIC_MOVE);
            }
            for (String project : KINDS.keySet()) {
                operator.await("\"id\":\"" + project + "\"[^}]*\"state\":\"SERVING\"");
            }
            use(server);
        }
    }

    private void make(String name, String kind) throws Exception {
        String weft = RunningWeft.distribution().resolve("bin/weft").toString();
        Command made = Command.run(
                projects, weft, "plugins", "new", name, projects.resolve(name).toString(), "--kind", kind);
        assertThat(made.exitCode()).as(made.output()).isZero();
    }

    /** All in one run of Maven. What the machine's own repository does not have yet is fetched. */
    private void build() throws IOException, InterruptedException {
        String modules = KINDS.keySet().stream()
                .map(name -> "<module>" + name + "</module>")
                .collect(Collectors.joining());
        Files.writeString(projects.resolve("pom.xml"), """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>org.example</groupId>
              <artifactId>all</artifactId>
              <version>1</version>
              <packaging>pom</packaging>
              <modules>%s</modules>
            </project>
            """.formatted(modules));
        Command offline = maven("-o", "-Daether.offline.protocols=file");
        if (offline.exitCode() != 0) {
            Command online = maven();
            assertThat(online.exitCode()).as(offline.output() + online.output()).isZero();
        }
    }

    /** On the JDK of the tests, which then compiles in Maven's own process, and without a second compiler for what runs briefly. */
    private Command maven(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "JAVA_TOOL_OPTIONS=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                "mvn",
                "-q",
                "-T2",
                "-Dmaven.repo.local=" + folder.resolve("repository")));
        command.addAll(List.of(options));
        command.add("verify");
        return Command.run(projects, command.toArray(String[]::new));
    }

    /** Each driver does once what it is for. */
    private static void use(RunningWeft server) throws IOException, InterruptedException {
        String ocs = server.http() + "/ocs/v2.php/apps/files_sharing/api/v1/";
        String home = server.http() + "/remote.php/webdav/";
        String notes = "By hand, one by one";

        ask("einstein:relativity", "PUT", server.http() + "/dav/tree/greetings/one.txt", "Good morning");
        assertThat(ask("einstein:relativity", "GET", server.http() + "/dav/tree/greetings/one.txt", ""))
                .isEqualTo("Good morning");
        ask("anna:sesame", "PUT", home + "mine.txt", "Anna's");
        assertThat(ask("anna:sesame", "GET", home + "mine.txt", "")).isEqualTo("Anna's");
        assertThat(ask("einstein:relativity", "GET", ocs + "sharees?search=ben&itemType=file", ""))
                .contains("ben");

        ask("einstein:relativity", "PUT", home + "notes.txt", notes);
        String share =
                ask("einstein:relativity", "POST", ocs + "shares", "path=/notes.txt&shareType=0&shareWith=marie");
        assertThat(share).contains("marie");
        String link = ask("einstein:relativity", "POST", ocs + "shares", "path=/notes.txt&shareType=3");
        assertThat(link).containsPattern("<expiration>2\\d\\d\\d-");

        String opened = ask("einstein:relativity", "POST", server.http() + "/app/open", "path=/home/notes.txt");
        String page = value(opened, "app_url");
        assertThat(ask("", "POST", page, "access_token=" + value(opened, "access_token")))
                .contains("<textarea", notes);
    }

    private static String value(String json, String key) {
        Matcher found = Pattern.compile("\"" + key + "\":\"([^\"]+)\"").matcher(json);
        assertThat(found.find()).as("%s in %s", key, json).isTrue();
        return found.group(1);
    }

    /** @param who name and password; empty for nobody */
    private static String ask(String who, String method, String url, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("OCS-APIRequest", "true");
        if (!who.isEmpty()) {
            String basic = Base64.getEncoder().encodeToString(who.getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + basic);
        }
        if (method.equals("POST")) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode())
                    .as("%s %s: %s", method, url, answer.body())
                    .isBetween(200, 299);
            return answer.body();
        }
    }

    private static Map<String, String> files(Path project) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(project)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = project.relativize(file).toString();
                if (!name.startsWith("target")) {
                    files.put(name, Files.readString(file).replaceAll("<weft.home>.*</", "<weft.home>…</"));
                }
            }
        }
        return files;
    }

    /** Makes a repository with what others publish, and nothing of Weft. */
    private void linkRepository() throws IOException {
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
    }

    private static void link(Path copy, Path file) throws IOException {
        try {
            Files.createLink(copy, file);
        } catch (IOException | UnsupportedOperationException anotherDisk) {
            Files.copy(file, copy);
        }
    }
}
