/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look after plugins and storages, with a server and without one. */
class PluginsIT {

    @TempDir
    Path folder = Path.of("");

    private Command weft(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                RunningWeft.distribution().toAbsolutePath().resolve("bin/weft").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data().toString()));
        return Command.run(folder, command.toArray(String[]::new));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static Path hello() {
        return Path.of(System.getProperty("weft.hello", "none"));
    }

    @Test
    void an_archive_is_verified_without_a_server() throws Exception {
        Command good = weft("plugins", "verify", hello().toString());
        assertThat(good.exitCode()).as(good.output()).isZero();
        assertThat(good.output()).contains("hello 0.1.0, brings storage:hello", "not signed", "a server would use it");

        Path broken = Files.writeString(folder.resolve("broken.jar"), "no archive");
        Command bad = weft("plugins", "verify", broken.toString());
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.output()).contains("error: it is no readable archive").doesNotContain("Exception");

        Command none = weft("plugins", "verify", "nowhere.jar");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.output()).contains("there is no file nowhere.jar");
    }

    @Test
    void a_plugin_is_installed_reloaded_and_removed_while_the_server_runs() throws Exception {
        try (RunningWeft weft = RunningWeft.start(data(), "--demo")) {
            Command install = weft("plugins", "install", hello().toString());
            assertThat(install.exitCode()).as(install.output()).isZero();
            assertThat(install.output()).contains("the server uses it: hello 0.1.0 is SERVING");
            Path newer = folder.resolve("hello-2.jar");
            Shipped.withVersion(hello(), "2.0.0", newer);
            Command update = weft("plugins", "install", newer.toString());
            assertThat(update.exitCode()).as(update.output()).isZero();
            assertThat(update.output()).contains("it takes the place of hello 0.1.0", "hello 2.0.0 is SERVING");
            assertThat(archives()).containsExactly("hello-2.jar");

            Command reload = weft("plugins", "reload", "hello");
            assertThat(reload.exitCode()).as(reload.output()).isZero();
            assertThat(reload.output()).containsPattern("hello-2.jar +hello +2.0.0 .*SERVING");
            Command unknown = weft("plugins", "reload", "unknown");
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.output()).contains("no archive in the plugin folders has the Plugin-Id 'unknown'");

            Path plugins = data().resolve("plugins");
            for (int i = 0; i < 12; i++) {
                Files.createSymbolicLink(plugins.resolve("old-" + i + ".jar"), Path.of("/nonexistent"));
            }
            new Operator(weft.data()).await("a link that leads nowhere");
            assertThat(weft("plugins", "list").output())
                    .containsPattern("hello-2.jar +hello +2.0.0 .*SERVING")
                    .containsPattern("old-11.jar .*FAILED.*it is a link that leads nowhere");
            for (int i = 0; i < 12; i++) {
                Files.delete(plugins.resolve("old-" + i + ".jar"));
            }

            Command remove = weft("plugins", "remove", "hello");
            assertThat(remove.exitCode()).as(remove.output()).isZero();
            new Operator(weft.data()).await("\"name\":\"hello\"[^}]*\"state\":\"WAITING\"");
        }
    }

    private List<String> archives() {
        String[] names = data().resolve("plugins").toFile().list((folder, name) -> name.endsWith(".jar"));
        return names == null ? List.of() : List.of(names);
    }

    @Test
    void a_plugin_goes_back_to_the_version_before_and_one_that_is_refused_changes_nothing() throws Exception {
        Path plugins = Files.createDirectories(data().resolve("plugins"));
        Files.copy(hello(), plugins.resolve("weft-hello.jar"));
        try (RunningWeft weft = RunningWeft.start(data(), "--demo")) {
            Path newer = folder.resolve("hello-2.jar");
            Shipped.withVersion(hello(), "2.0.0", newer);
            Command install = weft("plugins", "install", newer.toString());
            assertThat(install.exitCode()).as(install.output()).isZero();
            assertThat(install.output()).contains("weft plugins rollback hello goes back to it");
            Command refused = weft(
                    "plugins",
                    "install",
                    Shipped.demanding(folder.resolve("hello-3.jar"), "3.0.0").toString());
            assertThat(refused.exitCode()).as(refused.output()).isEqualTo(1);
            assertThat(refused.output())
                    .contains("the server does not use it: ", "'wanted' is missing", "hello-2.jar is there as before");
            assertThat(archives()).containsExactly("hello-2.jar");
            new Operator(weft.data()).await("\"version\":\"2.0.0\"[^}]*\"state\":\"SERVING\"");

            Command back = weft("plugins", "rollback", "hello");
            assertThat(back.exitCode()).as(back.output()).isZero();
            assertThat(back.output())
                    .contains("rolled back: hello 2.0.0 -> 0.1.0", "the server uses it: hello 0.1.0 is SERVING");
            assertThat(archives()).containsExactly("weft-hello.jar");
        }
    }

    @Test
    void without_a_server_the_commands_say_so() throws Exception {
        Command install = weft("plugins", "install", hello().toString());
        assertThat(install.exitCode()).as(install.output()).isZero();
        assertThat(install.output()).contains("No server runs on " + data());
        assertThat(weft("plugins", "list").output()).containsPattern("weft-hello.jar +hello .*USABLE");
        Command reload = weft("plugins", "reload", "hello");
        assertThat(reload.exitCode()).isEqualTo(1);
        assertThat(reload.output()).contains("no server runs on " + data());
        assertThat(weft("plugins", "remove", "storage-localfs").output())
                .contains("plugins that came with the server stay");
    }

    @Test
    void going_back_leads_to_all_versions_before_and_not_to_one_that_is_not_trusted() throws Exception {
        assertThat(weft("plugins", "install", hello().toString()).exitCode()).isZero();
        Path newer = folder.resolve("hello-2.jar");
        Shipped.withVersion(hello(), "2.0.0", newer);
        assertThat(weft("plugins", "install", newer.toString()).exitCode()).isZero();
        assertThat(weft("plugins", "remove", "hello").exitCode()).isZero();
        assertThat(archives()).isEmpty();

        Path config =
                Files.writeString(data().resolve("weft.toml"), "[plugins]\ntrust = [\"" + "0".repeat(64) + "\"]\n");
        Command untrusted = weft("plugins", "rollback", "hello");
        assertThat(untrusted.exitCode()).isEqualTo(1);
        assertThat(untrusted.output()).contains("nothing has changed: none stays");
        assertThat(archives()).isEmpty();
        Files.delete(config);

        assertThat(weft("plugins", "rollback", "hello").output()).contains("rolled back: hello none -> 2.0.0");
        assertThat(weft("plugins", "rollback", "hello").output()).contains("rolled back: hello 2.0.0 -> 0.1.0");
        assertThat(archives()).containsExactly("weft-hello.jar");
        Command none = weft("plugins", "rollback", "hello");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.output()).contains("no version before is kept of 'hello', and nothing has changed");
    }

    @Test
    void a_storage_is_checked_by_the_server_and_without_one() throws Exception {
        try (RunningWeft weft = RunningWeft.start(data())) {
            assertThat(weft("storage", "list").output()).containsPattern("home +localfs +/home +SERVING");
            Command check = weft("storage", "check", "home");
            assertThat(check.exitCode()).as(check.output()).isZero();
            assertThat(check.output()).contains("nothing found");
            Command probe = weft("storage", "probe", "home");
            assertThat(probe.exitCode()).as(probe.output()).isZero();
            assertThat(probe.output())
                    .contains("good  start: it serves", "good  rename over another: ", "good  take away: ", ", 0 bad")
                    .containsPattern("good  upload: 16.0 MiB at [0-9.]+ MB/s");
            Command other = weft("storage", "check", "other");
            assertThat(other.exitCode()).isEqualTo(2);
            assertThat(other.output()).contains("no [[storage]] has the name 'other'");
        }
        Command check = weft("storage", "check", "home");
        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(check.output()).contains("nothing found");
        assertThat(weft("storage", "rebuild", "home").exitCode()).isZero();
        Command probe = weft("storage", "probe", "home", "--size", "100kB", "--files", "10", "--json");
        assertThat(probe.exitCode()).as(probe.output()).isZero();
        assertThat(probe.output())
                .containsPattern("\\{\"what\":\"start\",\"outcome\":\"good\",\"result\":\"in [0-9]+ ms\"")
                .contains("{\"what\":\"list\",\"outcome\":\"good\",\"result\":\"all of 10 files");
        Command unknown = weft("storage", "probe", "other");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.output()).contains("no [[storage]] has the name 'other'");
        assertThat(weft("storage", "check", "other").exitCode()).isEqualTo(2);
    }

    @Test
    void every_command_helps() throws Exception {
        for (String command : List.of("list", "verify", "install", "remove", "rollback", "reload")) {
            assertThat(Command.run(folder, bin(), "plugins", command, "--help").output())
                    .contains("Usage: weft plugins " + command);
        }
        for (String command : List.of("list", "check", "rebuild", "tidy", "probe")) {
            assertThat(Command.run(folder, bin(), "storage", command, "--help").output())
                    .contains("Usage: weft storage " + command);
        }
    }

    private static String bin() {
        return RunningWeft.distribution().toAbsolutePath().resolve("bin/weft").toString();
    }

    @Test
    void options_of_drivers_are_checked_although_other_keys_are_wrong() throws Exception {
        Files.createDirectories(data());
        Files.writeString(data().resolve("weft.toml"), """
            [server]
            htpp = "127.0.0.1:0"
            [database]
            url = "jdbc:postgresql://"
            [[storage]]
            name = "home"
            driver = "localfs"
            mount = "/home"
            options = { roots = "x" }
            """);

        Command check = weft("check");

        assertThat(check.exitCode()).isEqualTo(2);
        assertThat(check.output())
                .contains("weft.toml:2:1: unknown key 'htpp'")
                .contains("weft.toml:4:1: 'url' in [database]")
                .contains("weft.toml:9:13: unknown key 'roots' in options");
    }
}
