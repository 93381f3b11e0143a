/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an operator is told that needs a restart: all that differs, and nothing else. */
class ConfigDifferencesTest {

    private static final String FILE = """
        [server]
        http = "127.0.0.1:8080"
        proxies = ["10.0.0.0/8"]
        external-url = "https://files.example.org"
        [grpc]
        open-lookups = ["192.168.0.0/16"]
        [uploads]
        chunk = "50MiB"
        [[storage]]
        name = "home"
        driver = "localfs"
        mount = "/home"
        managers = ["group:physicists"]
        options = { root = "a" }
        [[storage]]
        name = "data"
        driver = "localfs"
        mount = "/data"
        options = { root = "b" }
        """;

    private static ServerConfig read(String text) {
        ParsedConfig parsed = new ConfigFile(Map.of()).parse("weft.toml", text, Path.of("/etc/weft"));
        return parsed.config().orElseThrow(() -> new AssertionError(parsed.problems()));
    }

    @Test
    void the_same_file_read_twice_differs_in_nothing() {
        assertThat(ConfigDifferences.of(read(FILE), read(FILE))).isEmpty();
    }

    @Test
    void options_of_drivers_are_not_among_the_differences() {
        assertThat(ConfigDifferences.of(
                        read(FILE), read(FILE.replace("root = \"a\"", "root = \"c\", quota = \"1GiB\""))))
                .isEmpty();
    }

    @Test
    void keys_are_named_with_their_section_and_entry() {
        String other = FILE.replace("8080", "8081").replace("/data", "/archive").replace("50MiB", "10MiB");
        assertThat(ConfigDifferences.of(read(FILE), read(other)))
                .containsExactly("[server] http", "[uploads] chunk", "[[storage]] data: mount");
    }

    @Test
    void entries_that_come_go_or_change_places_are_named() {
        String home = FILE.substring(FILE.indexOf("[[storage]]"), FILE.lastIndexOf("[[storage]]"));
        String without = FILE.replace(home, "");
        assertThat(ConfigDifferences.of(read(FILE), read(without))).containsExactly("[[storage]] home was taken out");
        assertThat(ConfigDifferences.of(read(without), read(FILE))).containsExactly("[[storage]] home is new");
        assertThat(ConfigDifferences.of(read(FILE), read(without + home)))
                .containsExactly("[[storage]] in another order");
    }
}
