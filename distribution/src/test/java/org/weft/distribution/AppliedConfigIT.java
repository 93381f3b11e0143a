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
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of a storage change under a server that is used all the time. */
class AppliedConfigIT {

    private static final int CHANGES = 10;

    @TempDir
    Path folder = Path.of("");

    private Path data() {
        return folder.resolve("data");
    }

    private void configure(String options, String more) throws IOException {
        Files.createDirectories(data());
        Files.writeString(data().resolve("weft.toml"), """
            [[storage]]
            name = "home"
            driver = "localfs"
            mount = "/home"
            everyone = "none"
            options = { root = "storage/home"%s }
            %s
            """.formatted(options, more));
    }

    private Command apply(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                RunningWeft.distribution().toAbsolutePath().resolve("bin/weft").toString(), "config", "apply"));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data().toString()));
        return Command.run(folder, command.toArray(String[]::new));
    }

    @Test
    void options_change_under_load_and_a_bad_one_changes_nothing() throws Exception {
        configure("", "");
        try (RunningWeft weft = RunningWeft.start(data(), "--demo");
                Load load = Load.of(weft.http() + "/remote.php/webdav/", "einstein:relativity")) {
            Operator operator = new Operator(data());
            load.awaitRounds(1);
            for (int i = 1; i <= CHANGES; i++) {
                configure(", versions-kept = " + (20 + i), "");
                assertThat(operator.applyConfig()).contains("\"what\":\"storage:home\",\"outcome\":\"changed\"");
                load.awaitRounds(1);
            }
            assertThat(operator.applyConfig()).doesNotContain("outcome");
            Files.createDirectories(data().resolve("elsewhere"));
            Files.writeString(
                    data().resolve("weft.toml"),
                    Files.readString(data().resolve("weft.toml")).replace("storage/home", "elsewhere"));
            assertThat(operator.applyConfig())
                    .contains("\"outcome\":\"refused\"", "another tree than the one that serves; restart");
            configure("", "[[storage");
            assertThat(operator.applyConfig()).contains("\"outcome\":\"refused\"", "weft.toml:");
            load.awaitRounds(1);
            load.stop();
            assertThat(load.failures()).isEmpty();

            configure(", quota = \"1kB\"", "");
            Command dry = apply("--dry-run");
            assertThat(dry.exitCode()).as(dry.output()).isZero();
            assertThat(dry.output()).contains("would-change  storage:home");
            configure(
                    ", versions-kept = \"many\"",
                    "[server]\ndrain = \"7s\"\n[[storage]]\nname = \"more\"\ndriver = \"localfs\"\nmount ="
                            + " \"/more\"\noptions = { root = \"more\" }\n");
            Command bad = apply();
            assertThat(bad.exitCode()).as(bad.output()).isEqualTo(1);
            assertThat(bad.output())
                    .contains(
                            "refused  storage:home: ",
                            "weft.toml:6:",
                            "versions-kept",
                            "needs-restart  [server] drain",
                            "needs-restart  [[storage]] more");

            configure(", quota = \"1kB\"", "");
            assertThat(operator.applyConfig()).contains("changed");
            HttpRequest put = HttpRequest.newBuilder(URI.create(weft.http() + "/remote.php/webdav/large"))
                    .header(
                            "Authorization",
                            "Basic " + Base64.getEncoder().encodeToString("einstein:relativity".getBytes()))
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[100_000]))
                    .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                assertThat(client.send(put, BodyHandlers.discarding()).statusCode())
                        .as("the new options hold")
                        .isEqualTo(507);
            }
        }
    }
}
