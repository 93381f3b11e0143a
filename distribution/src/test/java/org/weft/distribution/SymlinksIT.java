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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Symbolic links on the disk, as people's programs and those with whom something is shared meet them. */
class SymlinksIT {

    @TempDir
    Path folder = Path.of("");

    /** A program that syncs a folder with the server. */
    private interface Sync {
        Command run(Path tree) throws IOException, InterruptedException;
    }

    private RunningWeft start(String more) throws IOException, InterruptedException {
        Path config = folder.resolve("weft.toml");
        Files.writeString(config, "[log]\naccess = true\n" + more);
        return RunningWeft.start(folder.resolve("data"), "--demo", "--config", config.toString());
    }

    private Sync client(RunningWeft weft, String program, String path) throws IOException {
        Path none = Files.writeString(folder.resolve("exclude"), "");
        return tree -> Command.run(
                folder,
                program,
                "--exclude",
                none.toString(),
                "--non-interactive",
                "--silent",
                "-u",
                "einstein",
                "-p",
                "relativity",
                tree.toString(),
                weft.http() + path);
    }

    private static void done(Command command) {
        assertThat(command.exitCode()).as(command.output()).isZero();
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.map(path -> root.relativize(path).toString())
                    .filter(name -> !name.isEmpty() && !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** Links of all kinds in a home on the disk: what stays in it is synced like anything else, and nothing else is heard of. */
    private void links(RunningWeft weft, Sync down, Sync up) throws Exception {
        Path one = Files.createDirectories(folder.resolve("one"));
        Files.createDirectories(one.resolve("data/v2"));
        Files.writeString(one.resolve("data/v2/result.txt"), "42");
        Files.writeString(one.resolve("gone.txt"), "to be pruned");
        done(up.run(one));
        Path home;
        try (Stream<Path> paths = Files.walk(folder.resolve("data"))) {
            Path below =
                    paths.filter(path -> path.endsWith("data/v2")).findFirst().orElseThrow();
            home = below.resolve("../..").normalize();
        }
        Files.createSymbolicLink(home.resolve("data/current"), Path.of("v2"));
        Files.createSymbolicLink(home.resolve("latest.txt"), Path.of("data/current/result.txt"));
        Files.createSymbolicLink(home.resolve("dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(home.resolve("passwd"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(home.resolve("data/up"), Path.of("../data"));
        Path other = Files.createDirectories(folder.resolve("other"));
        done(down.run(other));
        assertThat(names(other))
                .containsExactly(
                        "data",
                        "data/current",
                        "data/current/result.txt",
                        "data/v2",
                        "data/v2/result.txt",
                        "gone.txt",
                        "latest.txt");
        assertThat(other.resolve("latest.txt")).hasContent("42");

        Files.delete(other.resolve("gone.txt"));
        Files.writeString(other.resolve("data/current/result.txt"), "43, through the link");
        done(up.run(other));
        assertThat(home.resolve("data/v2/result.txt")).hasContent("43, through the link");
        assertThat(home.resolve("gone.txt")).doesNotExist();
        assertThat(Files.isSymbolicLink(home.resolve("data/current"))).isTrue();
        done(down.run(other));
        assertThat(other.resolve("latest.txt")).hasContent("43, through the link");
        assertThat(other.resolve("data/v2/result.txt")).hasContent("43, through the link");
        int before = weft.log().length();
        done(down.run(other));
        assertThat(weft.log().substring(before))
                .as("at rest")
                .doesNotContain("GET\" path=\"/remote.php", "method=\"DELETE\"");
        assertThat(weft.log()).doesNotContain("request-failed", "answer-broken-off");
    }

    @Test
    void owncloud_syncs_and_prunes_a_tree_with_links() throws Exception {
        Tools.require("owncloudcmd");
        try (RunningWeft weft = start("")) {
            links(
                    weft,
                    client(weft, "owncloudcmd", "/remote.php/webdav/"),
                    client(weft, "owncloudcmd", "/remote.php/webdav/"));
        }
    }

    @Test
    void nextcloud_syncs_and_prunes_a_tree_with_links() throws Exception {
        Tools.require("nextcloudcmd");
        try (RunningWeft weft = start("")) {
            links(weft, client(weft, "nextcloudcmd", ""), client(weft, "nextcloudcmd", ""));
        }
    }

    @Test
    void rclone_syncs_and_prunes_a_tree_with_links() throws Exception {
        Tools.require("rclone");
        try (RunningWeft weft = start("")) {
            done(rclone(
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
                    "--obscure"));
            links(
                    weft,
                    tree -> rclone("sync", "weft:", tree.toString()),
                    tree -> rclone("sync", tree.toString(), "weft:"));
        }
    }

    private Command rclone(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("rclone", "--config", folder.resolve("rclone.conf").toString()));
        command.addAll(List.of(words));
        return Command.run(folder, command.toArray(String[]::new));
    }

    /** A request of somebody's with curl. */
    private String curl(RunningWeft weft, String who, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-S", "-u", who));
        for (String word : words) {
            command.add(word.startsWith("/") ? weft.http() + word : word);
        }
        Command run = Command.run(folder, command.toArray(String[]::new));
        done(run);
        return run.output();
    }

    @Test
    void nobody_reaches_more_through_a_link_in_a_shared_folder() throws Exception {
        Tools.require("curl");
        String marie = "marie:radioactivity";
        String einstein = "einstein:relativity";
        try (RunningWeft weft = start("[shares]\nauto-accept = true\n")) {
            curl(weft, marie, "-X", "MKCOL", "/remote.php/webdav/team");
            curl(weft, marie, "-X", "MKCOL", "/remote.php/webdav/team/plans");
            curl(weft, marie, "-X", "PUT", "-d", "in the open", "/remote.php/webdav/team/plans/plan.txt");
            curl(weft, marie, "-X", "MKCOL", "/remote.php/webdav/private");
            curl(weft, marie, "-X", "PUT", "-d", "nobody's business", "/remote.php/webdav/private/diary.txt");
            Path team;
            try (Stream<Path> paths = Files.walk(folder.resolve("data"))) {
                team = paths.filter(path -> path.endsWith("team")).findFirst().orElseThrow();
            }
            Files.createSymbolicLink(team.resolve("diary.txt"), Path.of("../private/diary.txt"));
            Files.createSymbolicLink(team.resolve("closed"), Path.of("../private"));
            Files.createSymbolicLink(team.resolve("open"), Path.of("plans"));
            String share = curl(
                    weft,
                    marie,
                    "-H",
                    "OCS-APIRequest: true",
                    "-d",
                    "path=%2Fteam&shareType=0&shareWith=einstein&permissions=15",
                    "/ocs/v1.php/apps/files_sharing/api/v1/shares");
            assertThat(share).contains("<statuscode>100</statuscode>");

            String owners = curl(weft, marie, "-X", "PROPFIND", "-H", "Depth: 1", "/remote.php/webdav/team");
            assertThat(owners).contains("team/diary.txt", "team/closed/", "team/open/");
            assertThat(curl(weft, marie, "/remote.php/webdav/team/closed/diary.txt"))
                    .isEqualTo("nobody's business");

            String shared = curl(weft, einstein, "-X", "PROPFIND", "-H", "Depth: 1", "/remote.php/webdav/Shares/team");
            assertThat(shared).contains("team/open/").doesNotContain("diary.txt", "closed");
            assertThat(curl(weft, einstein, "/remote.php/webdav/Shares/team/open/plan.txt"))
                    .isEqualTo("in the open");
            for (String path : List.of("diary.txt", "closed/", "closed/diary.txt", "open/../closed/diary.txt")) {
                String url = "/remote.php/webdav/Shares/team/" + path;
                assertThat(curl(weft, einstein, "--path-as-is", url))
                        .as(path)
                        .doesNotContain("nobody's business")
                        .doesNotContain("diary.txt</d:href>");
                curl(weft, einstein, "-X", "PUT", "-d", "scrawled", url);
                curl(weft, einstein, "-X", "DELETE", url);
            }
            assertThat(curl(weft, marie, "/remote.php/webdav/private/diary.txt"))
                    .isEqualTo("nobody's business");
            String archive = curl(weft, einstein, "-o", "a.tar", "/archiver?format=tar&path=/home/Shares/team");
            assertThat(archive).isEmpty();
            assertThat(Command.run(folder, "tar", "tf", "a.tar").output())
                    .contains("open/plan.txt")
                    .doesNotContain("diary");
        }
    }
}
