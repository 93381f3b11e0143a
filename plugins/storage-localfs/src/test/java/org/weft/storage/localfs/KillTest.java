/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.Node;
import org.weft.testkit.storage.StorageBench;

/** A server that is killed in the middle of its work loses nothing that it had answered. */
@Tag("process")
class KillTest {

    private static final int ACKNOWLEDGED = 300;

    @TempDir
    private Path tmp;

    /** Writes and overwrites files for ever; tells each one that is done. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            try (StorageBench bench = BenchOf.in(Path.of(arguments[0]))) {
                bench.folder("/f");
                for (int i = 0; ; i++) {
                    Node node = bench.put("/f/" + i % 50, content(i));
                    System.out.println(i + " " + node.id() + " " + node.etag());
                    System.out.flush();
                }
            }
        }
    }

    private static String content(int i) {
        return ("content " + i + "\n").repeat(2_000 + i);
    }

    @Test
    void acknowledged_files_are_whole_after_a_kill_and_nothing_else_is_left() throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        tmp.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> told = new ArrayList<>();
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            while (told.size() < ACKNOWLEDGED) {
                String line = lines.readLine();
                assertThat(line).as("the writer ended by itself").isNotNull();
                told.add(line);
            }
            assertThatThrownBy(() -> BenchOf.in(tmp))
                    .as("a second server while the first one runs")
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(writer.pid()));
            writer.toHandle().destroyForcibly();
            writer.waitFor();
            lines.lines().filter(line -> line.split(" ").length == 3).forEach(told::add);
        }
        try (StorageBench bench = BenchOf.in(tmp)) {
            int last = told.size() - 1;
            for (int i = Math.max(0, last - 48); i <= last; i++) {
                String[] words = told.get(i).split(" ");
                Node node = bench.stat("/f/" + i % 50);
                assertThat(node.id()).hasToString(words[1]);
                if (!node.etag().equals(words[2])) {
                    assertThat(i % 50)
                            .as("only the next write may have been under way")
                            .isEqualTo((last + 1) % 50);
                }
            }
            for (Node node : bench.list("/f")) {
                String text = bench.read("/" + node.path());
                int number = Integer.parseInt(text.substring(8, text.indexOf('\n')));
                assertThat(text).isEqualTo(content(number));
                assertThat(bench.statById(node).path()).isEqualTo(node.path());
            }
            try (var entries = Files.list(tmp.resolve("root/.weft/tmp"))) {
                assertThat(entries).isEmpty();
            }
            assertThat(Eventually.equal(
                            bench.list("/f").stream().mapToLong(Node::size).sum(),
                            () -> bench.stat("/f").size()))
                    .isEqualTo(bench.list("/f").stream().mapToLong(Node::size).sum());
        }
    }
}
