/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.storage.s3.fixture.FaultyLine;
import org.weft.storage.s3.fixture.S3Server;

/** The packed server with its homes in a bucket of a real S3 server, driven by other people's clients. */
class S3IT {

    private static final Pattern PASSED = Pattern.compile("(\\d+) passed, 0 failed");

    @TempDir
    static Path shared = Path.of("");

    private static S3Server s3;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void startS3() throws Exception {
        s3 = S3Server.start(Files.createDirectories(shared.resolve("s3")));
    }

    @AfterAll
    static void stopS3() throws Exception {
        if (s3 != null) {
            s3.close();
        }
    }

    /** Homes in a bucket of the test's own. */
    private String[] options(String bucket, String endpoint) throws IOException {
        s3.newBucket(bucket);
        Path secret = Files.writeString(folder.resolve("secret"), S3Server.SECRET_KEY + "\n");
        Path config = folder.resolve("weft.toml");
        Files.writeString(config, """
                [[storage]]
                name = "home"
                driver = "s3"
                mount = "/home"
                everyone = "none"
                required = true
                [storage.options]
                endpoint = "%s"
                bucket = "%s"
                prefix = "weft/"
                access-key = "%s"
                secret-key = "file:%s"
                timeout = "5s"
                """.formatted(endpoint, bucket, S3Server.ACCESS_KEY, secret));
        return new String[] {"--demo", "--config", config.toString()};
    }

    private String curl(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 4];
        command[0] = "curl";
        command[1] = "-sS";
        command[2] = "-u";
        command[3] = "einstein:relativity";
        System.arraycopy(words, 0, command, 4, words.length);
        return Command.run(folder, command).output();
    }

    private void rclone(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 3];
        command[0] = "rclone";
        command[1] = "--config";
        command[2] = folder.resolve("rclone.conf").toString();
        System.arraycopy(words, 0, command, 3, words.length);
        Command done = Command.run(folder, command);
        assertThat(done.exitCode()).as(done.output()).isZero();
    }

    @Test
    void all_of_litmus_passes_without_warnings() throws Exception {
        Tools.require("litmus");
        Path work = Files.createDirectories(folder.resolve("litmus"));
        try (RunningWeft weft = RunningWeft.start(
                folder.resolve("data"), options("litmus", s3.endpoint().toString()))) {
            Command litmus =
                    Command.run(work, "litmus", "-k", weft.http() + "/remote.php/webdav/", "einstein", "relativity");
            int passed = PASSED.matcher(litmus.output())
                    .results()
                    .map(MatchResult::group)
                    .mapToInt(text -> Integer.parseInt(text.substring(0, text.indexOf(' '))))
                    .sum();
            assertThat(passed).as(litmus.output()).isEqualTo(104);
            assertThat(litmus.output()).doesNotContain("WARNING", "FAIL", "SKIPPED");
        }
    }

    @Test
    void a_tree_goes_there_and_back_with_rclone() throws Exception {
        Tools.require("rclone");
        Path source = folder.resolve("source");
        for (int i = 0; i < 25; i++) {
            Path file = source.resolve("dir " + i % 5 + "/ü&" + i % 3 + "/file#" + i + "%.txt");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "content of " + i + "\n".repeat(i));
        }
        Files.write(source.resolve("empty"), new byte[0]);
        Files.write(source.resolve("large.bin"), bytes(20 << 20));
        try (RunningWeft weft = RunningWeft.start(
                folder.resolve("data"), options("rclone", s3.endpoint().toString()))) {
            rclone(
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
            rclone("copy", source.toString(), "weft:tree");
            rclone("moveto", "weft:tree", "weft:moved/tree");
            rclone("copyto", "weft:moved/tree/large.bin", "weft:copy.bin");
            rclone("check", "--download", source.toString(), "weft:moved/tree");
            rclone("purge", "weft:moved");
            rclone("copyto", "weft:copy.bin", folder.resolve("copy.bin").toString());
            assertThat(folder.resolve("copy.bin")).hasSameBinaryContentAs(source.resolve("large.bin"));
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void when_s3_dies_during_an_upload_the_old_content_stays_and_all_works_again_once_it_is_back() throws Exception {
        Tools.require("curl");
        Files.write(folder.resolve("large"), bytes(30 << 20));
        try (FaultyLine line = FaultyLine.to(s3.port());
                RunningWeft weft = RunningWeft.start(
                        folder.resolve("data"),
                        options("faults", line.endpoint().toString()))) {
            String file = weft.http() + "/remote.php/webdav/file";
            Files.writeString(folder.resolve("small"), "the old content");
            assertThat(curl("-T", "small", file, "-w", "%{http_code}")).isEqualTo("201");
            String etag = curl("-I", file)
                    .lines()
                    .filter(l -> l.startsWith("ETag"))
                    .toList()
                    .toString();

            // the line breaks in the middle of the body, and then nothing answers any more
            line.cutRequestsAfter(12 << 20);
            Thread breaking = Thread.ofVirtual().start(() -> {
                while (line.cuts() == 0) {
                    Thread.onSpinWait();
                    Thread.yield();
                }
                line.turn(FaultyLine.Mode.REFUSE);
            });
            String answer = curl("-D", "-", "-o", "said", "-T", "large", file, "-w", "%{http_code}");
            breaking.join();
            assertThat(answer).endsWith("503").containsIgnoringCase("Retry-After:");
            assertThat(Files.readString(folder.resolve("said")))
                    .contains("object store")
                    .doesNotContain("software.amazon", "\tat ", S3Server.ACCESS_KEY, S3Server.SECRET_KEY);

            line.turn(FaultyLine.Mode.PASS);
            assertThat(curl(file)).isEqualTo("the old content");
            assertThat(curl("-I", file)).contains(etag.substring(1, etag.length() - 1));
            assertThat(curl("-T", "large", file, "-w", "%{http_code}")).isEqualTo("204");

            // a download goes on where the line broke
            line.cutAnswersAfter(8 << 20);
            curl(file, "-o", "back");
            assertThat(line.cuts()).isEqualTo(2);
            assertThat(folder.resolve("back")).hasSameBinaryContentAs(folder.resolve("large"));
            assertThat(weft.log()).doesNotContain(S3Server.SECRET_KEY);
        }
    }

    @Test
    void a_server_that_was_killed_in_the_middle_of_an_upload_has_all_that_it_said_it_had() throws Exception {
        Tools.require("curl");
        Files.write(folder.resolve("large"), bytes(30 << 20));
        Files.writeString(folder.resolve("small"), "committed");
        String[] options = options("killed", s3.endpoint().toString());
        RunningWeft weft = RunningWeft.start(folder.resolve("data"), options);
        String url = weft.http() + "/remote.php/webdav/";
        assertThat(curl("-T", "small", url + "committed", "-w", "%{http_code}")).isEqualTo("201");
        Process upload = new ProcessBuilder(
                        "curl",
                        "-sS",
                        "-u",
                        "einstein:relativity",
                        "--limit-rate",
                        "8M",
                        "-T",
                        folder.resolve("large").toString(),
                        url + "under-way")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        awaitUpload("killed");
        weft.kill();
        upload.waitFor();
        try (RunningWeft again = RunningWeft.start(folder.resolve("data"), options)) {
            String after = again.http() + "/remote.php/webdav/";
            assertThat(curl(after + "committed")).isEqualTo("committed");
            assertThat(curl("-o", "none", after + "under-way", "-w", "%{http_code}"))
                    .isEqualTo("404");
            assertThat(curl("-T", "large", after + "under-way", "-w", "%{http_code}"))
                    .isEqualTo("201");
        }
    }

    /** Until S3 has the first part of something. */
    private static void awaitUpload(String bucket) throws IOException, InterruptedException {
        Path kept = shared.resolve("s3").resolve("buckets").resolve(bucket);
        for (int i = 0; i < 600; i++) {
            try (var files = Files.walk(kept)) {
                if (files.anyMatch(file -> file.toString().contains("blobs"))) {
                    return;
                }
            } catch (java.io.UncheckedIOException changing) {
                // looked at while a file went away
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no part of the upload arrived in " + kept);
    }
}
