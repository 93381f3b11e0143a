/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trash, versions and moves between storages, with curl and files on disk. */
class AbilitiesIT {

    private static final String CONFIG = """
        [[storage]]
        name = "home"
        driver = "localfs"
        mount = "/home"
        everyone = "none"
        options = { root = "home" }
        [[storage]]
        name = "archive"
        driver = "localfs"
        mount = "/archive"
        everyone = "write"
        disable = ["trash", "versions"]
        options = { root = "archive" }
        """;

    private static final String FILES = "/remote.php/dav/files/einstein/";
    private static final String BIN = "/remote.php/dav/trash-bin/einstein";

    @TempDir
    Path folder = Path.of("");

    private RunningWeft start() throws IOException, InterruptedException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("weft.toml"), CONFIG);
        return RunningWeft.start(data, "--demo");
    }

    /** The answer's body, and behind it the status in a line of its own. */
    private String curl(RunningWeft weft, String method, String path, String... words)
            throws IOException, InterruptedException {
        String[] command = Stream.concat(
                        Stream.of(
                                "curl",
                                "-sS",
                                "-u",
                                "einstein:relativity",
                                "-w",
                                "\n%{http_code}",
                                "-X",
                                method,
                                weft.http() + path),
                        Stream.of(words))
                .toArray(String[]::new);
        return Command.run(folder, command).output();
    }

    private static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    @Test
    void what_was_deleted_or_overwritten_comes_back() throws Exception {
        Tools.require("curl");
        try (RunningWeft weft = start()) {
            curl(weft, "PUT", FILES + "a.txt", "--data-binary", "first");
            String head = curl(weft, "HEAD", FILES + "a.txt", "-I");
            String id = first("(?i)OC-FileId: (\\S+)", head);
            curl(weft, "PUT", FILES + "a.txt", "--data-binary", "second");
            String versions = curl(weft, "PROPFIND", "/remote.php/dav/meta/" + id + "/v");
            String key = first("/v/([^/<]+)</d:href>", versions);
            String version = "/remote.php/dav/meta/" + id + "/v/" + key;
            assertThat(curl(weft, "GET", version)).isEqualTo("first\n200");
            assertThat(curl(weft, "COPY", version, "-H", "Destination: " + FILES + "a.txt"))
                    .endsWith("204");
            assertThat(curl(weft, "GET", FILES + "a.txt")).isEqualTo("first\n200");
            assertThat(curl(weft, "DELETE", FILES + "a.txt")).endsWith("204");
            String item = first("trash-bin/einstein/([^/<]+)</d:href>", curl(weft, "PROPFIND", BIN));
            assertThat(curl(weft, "MOVE", BIN + "/" + item, "-H", "Destination: " + FILES + "b.txt"))
                    .endsWith("201");
            assertThat(curl(weft, "GET", FILES + "b.txt")).isEqualTo("first\n200");
            assertThat(curl(weft, "HEAD", FILES + "b.txt", "-I")).contains(id);
            assertThat(curl(weft, "PROPFIND", "/remote.php/dav/meta/" + id + "/v"))
                    .contains("/v/");
            curl(weft, "DELETE", FILES + "b.txt");
            assertThat(curl(weft, "DELETE", BIN)).endsWith("204");
            assertThat(curl(weft, "PROPFIND", BIN)).doesNotContain("trashbin-original-filename>b.txt");
        }
    }

    @Test
    void a_tree_moves_to_another_storage_where_trash_and_versions_are_switched_off() throws Exception {
        Tools.require("curl");
        try (RunningWeft weft = start()) {
            curl(weft, "MKCOL", FILES + "papers");
            curl(weft, "PUT", FILES + "papers/1905", "--data-binary", "light");
            String to = "Destination: /remote.php/dav/tree/archive/papers";
            assertThat(curl(weft, "MOVE", FILES + "papers", "-H", to)).endsWith("201");
            assertThat(curl(weft, "GET", "/remote.php/dav/tree/archive/papers/1905"))
                    .isEqualTo("light\n200");
            assertThat(curl(weft, "GET", FILES + "papers/1905")).endsWith("404");
            assertThat(curl(weft, "DELETE", "/remote.php/dav/tree/archive/papers"))
                    .endsWith("204");
            // Out of the tree at once; off the disk when the background has come to it.
            Path archive = weft.data().resolve("archive");
            for (int i = 0; i < 600 && holds(archive, "1905"); i++) {
                Thread.sleep(100);
            }
            assertThat(holds(archive, "1905")).isFalse();
        }
    }

    private static boolean holds(Path folder, String name) throws IOException {
        boolean[] found = {false};
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found[0] |= file.endsWith(name);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE; // it went while it was looked for
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found[0];
    }

    @Test
    void a_move_whose_server_is_killed_leaves_the_source_whole() throws Exception {
        Tools.require("curl");
        try (RunningWeft weft = start()) {
            curl(weft, "MKCOL", FILES + "big");
            Path file = folder.resolve("file");
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(300_000_000);
            }
            for (String name : List.of("1", "2", "3")) {
                assertThat(curl(weft, "PUT", FILES + "big/" + name, "-T", "file"))
                        .endsWith("201");
            }
            Process moving = new ProcessBuilder(
                            "curl",
                            "-sS",
                            "-u",
                            "einstein:relativity",
                            "-X",
                            "MOVE",
                            "-H",
                            "Destination: /remote.php/dav/tree/archive/big",
                            weft.http() + FILES + "big")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            while (moving.isAlive() && isEmpty(weft.data().resolve("archive"))) {
                Thread.onSpinWait();
            }
            weft.kill();
            moving.waitFor();
        }
        try (RunningWeft weft = start()) {
            assertThat(curl(weft, "PROPFIND", "/remote.php/dav/tree/archive", "-H", "Depth: 1"))
                    .doesNotContain("weft-copy");
            String there = curl(weft, "HEAD", "/remote.php/dav/tree/archive/big/3", "-I");
            if (there.endsWith("404")) {
                for (String name : List.of("1", "2", "3")) {
                    assertThat(curl(weft, "HEAD", FILES + "big/" + name, "-I")).contains("300000000");
                }
            } else {
                assertThat(there).contains("300000000"); // the move was quicker than the kill
            }
        }
    }

    /** Whether nothing but what the driver keeps for itself is in a folder. */
    private static boolean isEmpty(Path storage) throws IOException {
        try (Stream<Path> names = Files.list(storage)) {
            return names.allMatch(path -> path.endsWith(".weft"));
        }
    }
}
