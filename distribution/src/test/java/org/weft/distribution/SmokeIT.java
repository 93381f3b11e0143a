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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmokeIT {

    @TempDir
    Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> send(String method, String url, String user, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
        if (method.equals("PROPFIND")) {
            request.header("Depth", "1");
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private Command weft(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 1];
        command[0] = RunningWeft.distribution().resolve("bin/weft").toString();
        System.arraycopy(words, 0, command, 1, words.length);
        return Command.run(folder, command);
    }

    @Test
    void the_archive_unpacks_to_a_server_that_serves_files_and_stops_when_it_is_told() throws Exception {
        Command unpacked = Command.run(folder, "tar", "xzf", System.getProperty("weft.archive", "none"));
        assertThat(unpacked.exitCode()).as(unpacked.output()).isZero();
        Path unpackedTo = onlyFolder();
        assertThat(unpackedTo.resolve("LICENSE")).exists();
        assertThat(unpackedTo.resolve("weft-sbom.json")).content().contains("jetty-server", "weft-kernel");

        RunningWeft weft = RunningWeft.start(unpackedTo, folder.resolve("data"), "--demo");
        try (weft) {
            String file = weft.http() + "/remote.php/webdav/hello.txt";
            assertThat(send("PUT", file, "einstein:relativity", "gravity").statusCode())
                    .isEqualTo(201);
            assertThat(send("GET", file, "einstein:relativity", "").body()).isEqualTo("gravity");
            assertThat(send("GET", file, "marie:radioactivity", "").statusCode())
                    .isEqualTo(404);
            assertThat(send("GET", file, "einstein:radioactivity", "").statusCode())
                    .isEqualTo(401);
            assertThat(send("PROPFIND", weft.http() + "/dav/files/einstein/", "einstein:relativity", "")
                            .body())
                    .contains("hello.txt");
            assertThat(weft.stop()).isZero();
        }
    }

    private Path onlyFolder() throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    @Test
    void what_was_stored_outlives_a_restart() throws Exception {
        Path data = folder.resolve("data");
        try (RunningWeft weft = RunningWeft.start(data, "--demo")) {
            send("PUT", weft.http() + "/remote.php/webdav/kept.txt", "marie:radioactivity", "radium");
        }
        try (RunningWeft weft = RunningWeft.start(data, "--demo")) {
            assertThat(send("GET", weft.http() + "/remote.php/webdav/kept.txt", "marie:radioactivity", "")
                            .body())
                    .isEqualTo("radium");
        }
    }

    @Test
    void a_plugin_dropped_into_the_running_server_serves_its_mount() throws Exception {
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("plugins"));
        Files.writeString(data.resolve("weft.toml"), """
            [[storage]]
            name = "home"
            driver = "localfs"
            mount = "/home"
            options = { root = "storage/home" }
            [[storage]]
            name = "greetings"
            driver = "hello"
            mount = "/greetings"
            everyone = "read"
            """);
        try (RunningWeft weft = RunningWeft.start(data, "--demo")) {
            Command before = weft("plugins", "list", "--data", data.toString());
            assertThat(before.output()).containsPattern("greetings +hello +WAITING");

            Path copy = Files.copy(
                    Path.of(System.getProperty("weft.hello", "none")), data.resolve("plugins/hello.jar.tmp"));
            Files.move(copy, data.resolve("plugins/hello.jar"));
            String listed = eventuallyListed(data, "greetings +hello +SERVING");
            assertThat(listed).containsPattern("hello.jar +hello ");
            assertThat(send("GET", weft.http() + "/readyz", "einstein:relativity", "")
                            .body())
                    .startsWith("ready");
        }
    }

    private String eventuallyListed(Path data, String pattern) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (true) {
            Command list = weft("plugins", "list", "--data", data.toString());
            if (list.output().replaceAll("\\s+", " ").matches("(?s).*" + pattern.replace(" +", " ") + ".*")
                    || System.nanoTime() > deadline) {
                return list.output();
            }
        }
    }

    @Test
    void mistakes_in_the_configuration_are_told_all_at_once_and_end_with_2() throws Exception {
        Path config = Files.writeString(folder.resolve("bad.toml"), """
            [server]
            htpp = "127.0.0.1:0"
            [[storage]]
            name = "home"
            driver = "localfs"
            mount = "home"
            """);

        Command serve = weft("serve", "--config", config.toString());

        assertThat(serve.exitCode()).isEqualTo(2);
        assertThat(serve.output())
                .contains("bad.toml:2:1: unknown key 'htpp' in [server]; did you mean 'http'?")
                .contains("bad.toml:6:1: 'mount' in [[storage]]: 'home' does not begin with a slash")
                .doesNotContain("Exception");
        assertThat(weft("check", "--config", config.toString()).exitCode()).isEqualTo(2);
    }

    @Test
    void options_of_a_driver_are_checked_by_the_plugin_that_brings_it() throws Exception {
        Path config = Files.writeString(folder.resolve("bad.toml"), """
            [[storage]]
            name = "home"
            driver = "localfs"
            mount = "/home"
            options = { roots = "x" }
            """);

        Command check = weft("check", "--config", config.toString());

        assertThat(check.exitCode()).isEqualTo(2);
        assertThat(check.output()).contains("unknown key 'roots' in options; did you mean 'root'?");
    }

    @Test
    void who_is_open_to_other_machines_without_a_url_of_its_own_is_warned() throws Exception {
        Path config = Files.writeString(folder.resolve("weft.toml"), "[server]\nhttp = \"0.0.0.0:8080\"\n");

        assertThat(weft("check", "--config", config.toString()).output()).contains("Set external-url");

        Files.writeString(config, "external-url = \"https://files.example.org\"\n", StandardOpenOption.APPEND);
        assertThat(weft("check", "--config", config.toString()).output()).doesNotContain("warning:");
    }

    @Test
    void groups_that_no_directory_knows_are_told_and_a_silent_directory_is_not_taken_for_one_without_them()
            throws Exception {
        Files.writeString(folder.resolve("users.json"), """
            [{"id": {"opaque_id": "1", "idp": "here"}, "username": "marie", "groups": ["physicists"]}]
            """);
        String file = """
            [spaces]
            create = ["group:physicists", "marie"]
            admins = ["group:physicist"]

            [[auth]]
            name = "local"
            driver = "json"
            options = { users = "users.json" }

            [[directory]]
            name = "local"
            driver = "json"
            options = { users = "users.json" }
            """;
        Path config = Files.writeString(folder.resolve("weft.toml"), file);

        Command check = weft("check", "--config", config.toString());

        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(check.output())
                .contains("warning: admins of [spaces] names group:physicist,")
                .doesNotContain("group:physicists");

        Files.writeString(config, file + """
            [[directory]]
            name = "far"
            driver = "ldap"
            [directory.options]
            idp = "far"
            server = { urls = ["ldap://127.0.0.1:1"] }
            users = { base = "dc=example,dc=org" }
            """);
        check = weft("check", "--config", config.toString());

        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(check.output())
                .contains("note: whether there is a group 'physicist'", "'far' could not be asked")
                .doesNotContain("warning");
    }

    @Test
    void the_demo_does_not_listen_to_other_machines() throws Exception {
        Command serve = weft("serve", "--demo", "--http", "0.0.0.0:0");

        assertThat(serve.exitCode()).isEqualTo(2);
        assertThat(serve.output()).contains("--demo").contains("loopback");
    }

    @Test
    void an_account_can_be_added_and_signs_in() throws Exception {
        Path data = folder.resolve("data");
        Process add = new ProcessBuilder(
                        RunningWeft.distribution().resolve("bin/weft").toString(),
                        "users",
                        "add",
                        "lise",
                        "--data",
                        data.toString())
                .redirectErrorStream(true)
                .start();
        add.getOutputStream().write("fission\n".getBytes(StandardCharsets.UTF_8));
        add.getOutputStream().close();
        String said = new String(add.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(add.waitFor()).as(said).isZero();
        assertThat(data.resolve("users.json")).content().contains("lise").doesNotContain("fission");

        try (RunningWeft weft = RunningWeft.start(data)) {
            assertThat(send("PUT", weft.http() + "/remote.php/webdav/a", "lise:fission", "x")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(Files.getPosixFilePermissions(data.resolve("admin.json")))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
    }

    @Test
    void the_reference_in_the_documentation_is_what_the_program_prints() throws Exception {
        Command docs = weft("config", "docs", "--data", folder.toString());

        assertThat(docs.exitCode()).as(docs.output()).isZero();
        assertThat(Path.of(System.getProperty("weft.reference", "none")))
                .as("write it anew by: ./weft config docs > docs/reference/configuration.md")
                .content()
                .isEqualTo(docs.output());
    }

    @Test
    void the_catalogue_in_the_documentation_is_what_the_jars_tell() throws Exception {
        Command catalogue = weft("plugins", "catalogue", "--data", folder.toString());

        assertThat(catalogue.exitCode()).as(catalogue.output()).isZero();
        assertThat(Path.of(System.getProperty("weft.reference", "none")).resolveSibling("drivers.md"))
                .as("write it anew, between its marks, by: ./weft plugins catalogue")
                .content()
                .contains("<!-- drivers -->\n" + catalogue.output() + "<!-- end -->");
    }

    @Test
    void every_command_helps() throws Exception {
        for (String command : new String[] {"serve", "check", "plugins", "users", "config", "version"}) {
            Command help = weft(command, "--help");
            assertThat(help.exitCode()).isZero();
            assertThat(help.output()).contains("Usage: weft " + command);
        }
        assertThat(weft("sevre").exitCode()).isEqualTo(2);
    }
}
