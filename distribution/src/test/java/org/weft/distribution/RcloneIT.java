/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The WebDAV server against rclone as an ownCloud-like remote. */
class RcloneIT {

    @TempDir
    Path folder = Path.of("");

    private Path source = Path.of("");

    @BeforeEach
    void makeTree() throws IOException {
        source = folder.resolve("source");
        for (int i = 0; i < 60; i++) {
            Path file = source.resolve("dir " + i % 7 + "/ü&" + i % 3 + "/file#" + i + "%.txt");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "content of " + i + "\n".repeat(i));
            Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_500_000_000L + i)));
        }
        Files.write(source.resolve("empty"), new byte[0]);
        Files.write(source.resolve("large.bin"), new byte[20 << 20]);
    }

    private Command rclone(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 3];
        command[0] = "rclone";
        command[1] = "--config";
        command[2] = folder.resolve("rclone.conf").toString();
        System.arraycopy(words, 0, command, 3, words.length);
        return Command.run(folder, command);
    }

    private void done(String... words) throws IOException, InterruptedException {
        Command command = rclone(words);
        assertThat(command.exitCode()).as(command.output()).isZero();
    }

    @Test
    void a_tree_is_copied_checked_moved_and_purged() throws Exception {
        Tools.require("rclone");
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            done(
                    "config",
                    "create",
                    "weft",
                    "webdav",
                    "url",
                    weft.http() + "/remote.php/webdav",
                    "vendor",
                    "nextcloud",
                    "user",
                    "einstein",
                    "pass",
                    "relativity",
                    "--obscure");
            done("copy", source.toString(), "weft:tree");
            done("check", source.toString(), "weft:tree");
            Command again = rclone("copy", source.toString(), "weft:tree", "--dry-run", "-v");
            assertThat(again.output()).as("times and sizes were kept").doesNotContain("Skipped copy");

            done("moveto", "weft:tree", "weft:moved/tree");
            done("check", "--download", source.toString(), "weft:moved/tree");
            done("copyto", "weft:moved/tree/large.bin", "weft:copy.bin");
            done("sync", "weft:moved/tree", folder.resolve("back").toString());
            done("check", source.toString(), folder.resolve("back").toString());
            done("about", "weft:");
            done("purge", "weft:moved");
            assertThat(rclone("lsf", "weft:").output()).isEqualTo("copy.bin\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"owncloud", "nextcloud"})
    void a_file_that_changed_within_its_size_is_found_by_its_digest(String vendor) throws Exception {
        Tools.require("rclone");
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data-" + vendor), "--demo")) {
            done(
                    "config",
                    "create",
                    "weft",
                    "webdav",
                    "url",
                    weft.http() + "/remote.php/webdav",
                    "vendor",
                    vendor,
                    "user",
                    "einstein",
                    "pass",
                    "relativity",
                    "--obscure");
            Path local = Files.createDirectories(folder.resolve("local-" + vendor));
            Files.writeString(local.resolve("a.txt"), "one");
            done("copy", local.toString(), "weft:tree");
            done("check", local.toString(), "weft:tree");
            FileTime time = Files.getLastModifiedTime(local.resolve("a.txt"));
            Files.writeString(local.resolve("a.txt"), "two");
            Files.setLastModifiedTime(local.resolve("a.txt"), time);
            Command check = rclone("check", local.toString(), "weft:tree");
            assertThat(check.exitCode()).as(check.output()).isNotZero();
            done("copy", "--checksum", local.toString(), "weft:tree");
            assertThat(rclone("cat", "weft:tree/a.txt").output()).isEqualTo("two");
        }
    }
}
