/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sync clients that people have, as two machines of one person: changes travel both ways, and where nothing changed,
 * nothing is sent. What was sent is read from the server's access log.
 */
class SyncClientsIT {

    private static final Pattern LINE = Pattern.compile("method=\"([A-Z]+)\" path=\"([^\"]*)\" status=\"([0-9]{3})\"");
    private static final int BIG = 25_000_000;
    private static final String AT_ONCE = "[shares]\nauto-accept = true\n";
    private static final String ACCESS = "[log]\naccess = true\n";

    @TempDir
    Path folder = Path.of("");

    /** A program that syncs a folder with the server. */
    private interface Client {
        Command sync(Path tree) throws IOException, InterruptedException;
    }

    /** What a client asked since the last look. */
    private static final class Traffic {
        private final RunningWeft weft;
        private int seen;

        Traffic(RunningWeft weft) {
            this.weft = weft;
        }

        Map<String, Integer> since() throws IOException {
            List<String> lines = weft.log().lines().toList();
            Map<String, Integer> methods = new TreeMap<>();
            for (String line : lines.subList(seen, lines.size())) {
                Matcher matcher = LINE.matcher(line);
                if (matcher.find() && matcher.group(2).startsWith("/remote.php/")) {
                    methods.merge(matcher.group(1), 1, Integer::sum);
                }
            }
            seen = lines.size();
            return methods;
        }
    }

    private RunningWeft start(String more) throws IOException, InterruptedException {
        Path config = folder.resolve("weft.toml");
        Files.writeString(config, ACCESS + more);
        return RunningWeft.start(folder.resolve("data"), "--demo", "--config", config.toString());
    }

    private Client owncloud(RunningWeft weft) throws IOException {
        Path none = Files.writeString(folder.resolve("exclude"), "");
        return tree -> Command.run(
                folder,
                "owncloudcmd",
                "--exclude",
                none.toString(),
                "--non-interactive",
                "--silent",
                "-u",
                "einstein",
                "-p",
                "relativity",
                tree.toString(),
                weft.http() + "/remote.php/webdav/");
    }

    private Client nextcloud(RunningWeft weft) {
        return tree -> Command.run(
                folder,
                "nextcloudcmd",
                "--non-interactive",
                "--silent",
                "-u",
                "einstein",
                "-p",
                "relativity",
                tree.toString(),
                weft.http());
    }

    private static void done(Command command) {
        assertThat(command.exitCode()).as(command.output()).isZero();
    }

    /** Files below a folder and what they hold, without what clients keep for themselves. */
    private static Map<String, Integer> tree(Path root) throws IOException {
        Map<String, Integer> tree = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String name = root.relativize(path).toString();
                boolean own = name.isEmpty() || name.startsWith(".");
                if (!own) {
                    tree.put(name, Files.isDirectory(path) ? 0 : java.util.Arrays.hashCode(Files.readAllBytes(path)));
                }
            }
        }
        return tree;
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void fill(Path root) throws IOException {
        Files.createDirectories(root.resolve("ümlaut 日本"));
        Files.createDirectories(root.resolve("dir/deep"));
        Files.writeString(root.resolve("ümlaut 日本/ä & 100%.txt"), "hello");
        Files.writeString(root.resolve("dir/deep/note.txt"), "note");
        Files.writeString(root.resolve("gone.txt"), "to be deleted");
        Files.write(root.resolve("empty"), new byte[0]);
        Files.write(root.resolve("big.bin"), bytes(BIG, 1));
    }

    /**
     * The story of two machines.
     *
     * @param sendsBig the methods by which the big file travels
     */
    private void twoMachines(RunningWeft weft, Client client, List<String> sendsBig) throws Exception {
        Traffic traffic = new Traffic(weft);
        Path one = Files.createDirectories(folder.resolve("one"));
        Path other = Files.createDirectories(folder.resolve("other"));
        fill(one);

        done(client.sync(one));
        assertThat(traffic.since()).as("the first upload").containsKeys(sendsBig.toArray(String[]::new));
        done(client.sync(one));
        assertThat(traffic.since().keySet()).as("the second run only looks").containsExactly("PROPFIND");
        done(client.sync(other));
        assertThat(tree(other)).isEqualTo(tree(one));
        traffic.since();

        changeAtTheOther(other);
        done(client.sync(other));
        assertThat(traffic.since())
                .as("a renamed folder is moved, not sent again")
                .containsEntry("DELETE", 1)
                .containsKey("MOVE");
        done(client.sync(one));
        assertThat(tree(one)).isEqualTo(tree(other));
        assertThat(one.resolve("gone.txt")).doesNotExist();
        assertThat(one.resolve("moved/deep/note.txt")).hasContent("note");

        conflict(client, one, other);
        done(client.sync(one));
        done(client.sync(other));
        traffic.since();
        done(client.sync(one));
        done(client.sync(other));
        assertThat(traffic.since().keySet()).as("at rest").containsExactly("PROPFIND");
        assertThat(weft.log()).doesNotContain("request-failed", "answer-broken-off");
    }

    private static void changeAtTheOther(Path other) throws IOException {
        Files.move(other.resolve("dir"), other.resolve("moved"), StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(other.resolve("ümlaut 日本/ä & 100%.txt"), "hello, changed");
        Files.write(other.resolve("big.bin"), bytes(BIG + 1, 2));
        Files.delete(other.resolve("gone.txt"));
        Files.writeString(other.resolve("new #1?.txt"), "new");
    }

    /** Both change one file: the second to sync keeps its own beside what came. */
    private static void conflict(Client client, Path one, Path other) throws Exception {
        Files.writeString(one.resolve("moved/deep/note.txt"), "from the one");
        Files.writeString(other.resolve("moved/deep/note.txt"), "from the other machine");
        Files.setLastModifiedTime(
                other.resolve("moved/deep/note.txt"),
                FileTime.from(Instant.now().minusSeconds(100)));
        done(client.sync(one));
        done(client.sync(other));
        assertThat(other.resolve("moved/deep/note.txt")).hasContent("from the one");
        try (Stream<Path> files = Files.list(other.resolve("moved/deep"))) {
            List<Path> kept =
                    files.filter(file -> file.toString().contains("conflict")).toList();
            assertThat(kept).hasSize(1);
            assertThat(kept.getFirst()).hasContent("from the other machine");
        }
    }

    @Test
    void owncloud_syncs_two_machines_by_tus() throws Exception {
        Tools.require("owncloudcmd");
        try (RunningWeft weft = start("")) {
            twoMachines(weft, owncloud(weft), List.of("POST"));
        }
    }

    /** The file needs more parts than one, and the space has room for it once. */
    @Test
    void owncloud_ended_in_the_middle_of_a_large_file_sends_it_when_it_runs_again() throws Exception {
        Tools.require("owncloudcmd");
        Path store = folder.resolve("store");
        String home = "[[storage]]\nname = 'home'\nmount = '/home'\ndriver = 'localfs'\noptions = { root = '" + store
                + "', quota = '200MiB' }\n";
        try (RunningWeft weft = start(home)) {
            Path one = Files.createDirectories(folder.resolve("one"));
            Files.write(one.resolve("large.bin"), bytes(160 << 20, 3));
            Files.writeString(folder.resolve("exclude"), "");
            List<String> slowly = new ArrayList<>(List.of("owncloudcmd", "--exclude", "exclude", "--non-interactive"));
            slowly.addAll(List.of("--silent", "--uplimit", "10000", "-u", "einstein", "-p", "relativity"));
            slowly.addAll(List.of(one.toString(), weft.http() + "/remote.php/webdav/"));
            Process process = new ProcessBuilder(slowly)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            while (sent(store) < 8 << 20) {
                assertThat(process.isAlive()).as("it is still sending").isTrue();
                Thread.sleep(50);
            }
            process.destroyForcibly().waitFor();

            done(owncloud(weft).sync(one));
            Path other = Files.createDirectories(folder.resolve("other"));
            done(owncloud(weft).sync(other));
            assertThat(tree(other)).isEqualTo(tree(one));
        }
    }

    /** How many bytes have come of the upload that is under way. */
    private static long sent(Path store) {
        File[] uploads = store.resolve(".weft/uploads").toFile().listFiles();
        return uploads == null ? 0 : Stream.of(uploads).mapToLong(File::length).sum();
    }

    @Test
    void owncloud_syncs_two_machines_in_chunks() throws Exception {
        Tools.require("owncloudcmd");
        try (RunningWeft weft = start("[webdav]\ntus = false\n")) {
            twoMachines(weft, owncloud(weft), List.of("PUT", "MOVE"));
            assertThat(weft.log()).contains("/remote.php/dav/uploads/einstein/");
        }
    }

    @Test
    void nextcloud_syncs_two_machines_in_chunks() throws Exception {
        Tools.require("nextcloudcmd");
        try (RunningWeft weft = start("")) {
            twoMachines(weft, nextcloud(weft), List.of("PUT", "MOVE"));
            assertThat(weft.log()).contains("/remote.php/dav/uploads/einstein/");
        }
    }

    /** A request of marie's, who shares. */
    private String marie(RunningWeft weft, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-S", "-u", "marie:radioactivity"));
        for (String word : words) {
            command.add(word.startsWith("/") ? weft.http() + word : word);
        }
        Command done = Command.run(folder, command.toArray(String[]::new));
        assertThat(done.exitCode()).as(done.output()).isZero();
        return done.output();
    }

    /** Shares a folder that marie makes with einstein, who may change everything in it. */
    private void share(RunningWeft weft) throws IOException, InterruptedException {
        marie(weft, "-X", "MKCOL", "/remote.php/webdav/team");
        marie(weft, "-X", "PUT", "-d", "first", "/remote.php/webdav/team/plan.txt");
        String answer = marie(
                weft,
                "-H",
                "OCS-APIRequest: true",
                "-d",
                "path=%2Fteam&shareType=0&shareWith=einstein&permissions=15",
                "/ocs/v1.php/apps/files_sharing/api/v1/shares");
        assertThat(answer).contains("<statuscode>100</statuscode>");
    }

    /** What marie shares is synced both ways, renamed and declined by its receiver, and stays hers. */
    private void received(RunningWeft weft, Client client) throws Exception {
        Traffic traffic = new Traffic(weft);
        Path one = Files.createDirectories(folder.resolve("one"));
        Files.writeString(one.resolve("own.txt"), "own");
        done(client.sync(one));
        assertThat(one.resolve("Shares")).doesNotExist();

        share(weft);
        done(client.sync(one));
        assertThat(one.resolve("Shares/team/plan.txt")).hasContent("first");
        traffic.since();
        done(client.sync(one));
        assertThat(traffic.since().keySet()).as("at rest").containsExactly("PROPFIND");

        marie(weft, "-X", "PUT", "-d", "second, longer", "/remote.php/webdav/team/plan.txt");
        Files.writeString(one.resolve("Shares/team/answer.txt"), "an answer");
        done(client.sync(one));
        assertThat(one.resolve("Shares/team/plan.txt")).hasContent("second, longer");
        assertThat(marie(weft, "/remote.php/webdav/team/answer.txt")).isEqualTo("an answer");

        Files.move(one.resolve("Shares/team"), one.resolve("Shares/crew"));
        done(client.sync(one));
        assertThat(one.resolve("Shares/crew/plan.txt")).exists();
        assertThat(marie(weft, "/remote.php/webdav/team/plan.txt")).isEqualTo("second, longer");
        marie(weft, "-X", "PUT", "-d", "third", "/remote.php/webdav/team/plan.txt");
        done(client.sync(one));
        assertThat(one.resolve("Shares/crew/plan.txt")).hasContent("third");

        try (Stream<Path> paths = Files.walk(one.resolve("Shares/crew"))) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        done(client.sync(one));
        assertThat(marie(weft, "/remote.php/webdav/team/plan.txt")).isEqualTo("third");
        done(client.sync(one));
        assertThat(one.resolve("Shares/crew")).doesNotExist();
        assertThat(one.resolve("own.txt")).hasContent("own");
        assertThat(weft.log()).doesNotContain("request-failed", "answer-broken-off");
    }

    @Test
    void owncloud_syncs_what_was_received() throws Exception {
        Tools.require("owncloudcmd");
        Tools.require("curl");
        try (RunningWeft weft = start(AT_ONCE)) {
            received(weft, owncloud(weft));
        }
    }

    @Test
    void nextcloud_syncs_what_was_received() throws Exception {
        Tools.require("nextcloudcmd");
        Tools.require("curl");
        try (RunningWeft weft = start(AT_ONCE)) {
            received(weft, nextcloud(weft));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"owncloud", "nextcloud"})
    void rclone_syncs_both_ways(String vendor) throws Exception {
        Tools.require("rclone");
        try (RunningWeft weft = start("")) {
            Traffic traffic = new Traffic(weft);
            Path one = Files.createDirectories(folder.resolve("one"));
            Path other = Files.createDirectories(folder.resolve("other"));
            fill(one);
            done(rclone(
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
                    "--obscure"));

            done(rclone("sync", one.toString(), "weft:"));
            traffic.since();
            done(rclone("sync", one.toString(), "weft:"));
            assertThat(traffic.since().keySet()).as("the second run only looks").containsExactly("PROPFIND");
            done(rclone("sync", "weft:", other.toString()));
            assertThat(tree(other)).isEqualTo(tree(one));

            changeAtTheOther(other);
            done(rclone("sync", other.toString(), "weft:", "--track-renames"));
            done(rclone("sync", "weft:", one.toString()));
            assertThat(tree(one)).isEqualTo(tree(other));
            traffic.since();
            done(rclone("sync", "weft:", one.toString()));
            assertThat(traffic.since().keySet()).containsExactly("PROPFIND");
        }
    }

    @Test
    void rclone_sees_and_fills_what_was_received() throws Exception {
        Tools.require("rclone");
        Tools.require("curl");
        try (RunningWeft weft = start(AT_ONCE)) {
            share(weft);
            done(rclone(
                    "config",
                    "create",
                    "weft",
                    "webdav",
                    "url",
                    weft.http() + "/remote.php/webdav",
                    "vendor",
                    "owncloud",
                    "user",
                    "einstein",
                    "pass",
                    "relativity",
                    "--obscure"));
            Path one = Files.createDirectories(folder.resolve("one"));
            done(rclone("sync", "weft:", one.toString()));
            assertThat(one.resolve("Shares/team/plan.txt")).hasContent("first");
            Files.writeString(one.resolve("Shares/team/answer.txt"), "an answer");
            done(rclone("sync", one.toString(), "weft:"));
            assertThat(marie(weft, "/remote.php/webdav/team/answer.txt")).isEqualTo("an answer");
        }
    }

    private Command rclone(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 3];
        command[0] = "rclone";
        command[1] = "--config";
        command[2] = folder.resolve("rclone.conf").toString();
        System.arraycopy(words, 0, command, 3, words.length);
        return Command.run(folder, command);
    }
}
