/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.storage.sftp.fixture.OpenSsh;

/** The packed server, with little memory, over a folder of Debian's SFTP server. */
class SftpIT {

    private static final Pattern PASSED = Pattern.compile("(\\d+) passed, 0 failed");

    /** Twice the server's memory. */
    private static final long LARGE = 256L << 20;

    @TempDir
    static Path shared = Path.of("");

    private static OpenSsh sshd;
    private static Path disk;
    private static RunningWeft weft;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void start() throws Exception {
        sshd = OpenSsh.start(shared.resolve("sshd"));
        disk = Files.createDirectories(shared.resolve("disk"));
        Path config = shared.resolve("weft.toml");
        Files.writeString(config, """
            [[storage]]
            name = "lab"
            driver = "sftp"
            mount = "/lab"
            everyone = "write"
            required = true
            [storage.options]
            host = "127.0.0.1"
            port = %d
            user = "%s"
            root = "%s"
            private-key = "%s"
            known-hosts = "%s"
            timeout = "5s"
            """.formatted(sshd.port(), OpenSsh.user(), disk, sshd.key(), sshd.knownHosts()));
        weft = RunningWeft.withJava("-Xmx128m", shared.resolve("data"), "--demo", "--config", config.toString());
    }

    @AfterAll
    static void stop() throws Exception {
        if (weft != null) {
            weft.close();
        }
        if (sshd != null) {
            sshd.close();
        }
    }

    private String curl(String... words) throws IOException, InterruptedException {
        String[] command = Stream.concat(Stream.of("curl", "-sS", "-u", "einstein:relativity"), Stream.of(words))
                .toArray(String[]::new);
        return Command.run(folder, command).output();
    }

    private static String url(String path) {
        return weft.http() + "/remote.php/dav/tree/lab/" + path;
    }

    @Test
    void all_of_litmus_passes_without_warnings() throws Exception {
        Tools.require("litmus");
        Command litmus = Command.run(folder, "litmus", "-k", url(""), "einstein", "relativity");
        int passed = PASSED.matcher(litmus.output())
                .results()
                .map(MatchResult::group)
                .mapToInt(text -> Integer.parseInt(text.substring(0, text.indexOf(' '))))
                .sum();
        assertThat(passed).as(litmus.output()).isEqualTo(104);
        assertThat(litmus.output()).doesNotContain("WARNING", "FAIL", "SKIPPED");
    }

    @Test
    void a_file_larger_than_the_servers_memory_goes_there_and_back() throws Exception {
        Path large = folder.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(LARGE);
            file.seek(LARGE / 2);
            file.writeBytes("in the middle");
        }
        assertThat(curl("-T", "large", url("large"), "-w", "%{http_code}")).isEqualTo("201");
        assertThat(curl("-o", "back", url("large"), "-w", "%{http_code}")).isEqualTo("200");
        assertThat(folder.resolve("back")).hasSameBinaryContentAs(large);
        assertThat(curl("-r", LARGE / 2 + "-" + (LARGE / 2 + 12), url("large"))).isEqualTo("in the middle");
    }

    @Test
    void when_the_sftp_server_drops_its_connections_in_an_upload_the_old_content_stays() throws Exception {
        Files.writeString(folder.resolve("small"), "the old content");
        Files.write(folder.resolve("large"), new byte[8 << 20]);
        assertThat(curl("-T", "small", url("file"), "-w", "%{http_code}")).isEqualTo("201");
        Process upload = new ProcessBuilder(
                        "curl",
                        "-sS",
                        "-u",
                        "einstein:relativity",
                        "--limit-rate",
                        "2M",
                        "-T",
                        "large",
                        url("file"),
                        "-w",
                        "%{http_code}")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("answer").toFile())
                .start();
        awaitGrowth();
        sshd.signal("KILL", false);
        upload.waitFor();
        assertThat(folder.resolve("answer")).content().endsWith("503").doesNotContain("org.apache", "\tat ");
        assertThat(disk.resolve("file")).hasContent("the old content");
        assertThat(curl("--retry", "5", url("file"))).isEqualTo("the old content");
        assertThat(curl("-T", "large", url("file"), "-w", "%{http_code}")).isEqualTo("204");
    }

    /** Until the new content is under way. */
    private static void awaitGrowth() throws IOException, InterruptedException {
        for (int i = 0; i < 600; i++) {
            try (Stream<Path> growing = Files.list(disk.resolve(".~weft-tree"))) {
                List<Path> files = growing.toList();
                if (!files.isEmpty() && Files.size(files.getFirst()) > 1 << 20) {
                    return;
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("the upload does not arrive");
    }
}
