/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Upkeep;
import org.weft.testkit.storage.StorageBench;

/** A server that is killed in the middle of its work loses nothing that it had answered. */
@Tag("process")
class KillTest {

    private static final int ACKNOWLEDGED = 60;
    private static final int FILES = 10;

    @TempDir
    private Path tmp;

    /** Writes and overwrites files for ever; tells each one that is done. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            HdfsConfig config = new HdfsConfig(
                    Optional.of(URI.create(arguments[0])),
                    arguments[1],
                    List.of(),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    true,
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofSeconds(20),
                    List.of("SHA1", "MD5", "ADLER32"),
                    MakeRoom.TRASH);
            try (StorageBench bench = Benches.with(Path.of(arguments[2]), config)) {
                bench.folder("/f");
                for (int i = 0; ; i++) {
                    Node node = bench.put("/f/" + i % FILES, content(i));
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
    void acknowledged_files_are_whole_and_nothing_is_in_between() throws Exception {
        MiniHdfs hdfs = MiniHdfs.shared();
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        hdfs.uri().toString(),
                        MiniHdfs.rootOf(tmp),
                        tmp.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> told = new ArrayList<>();
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            while (told.size() < ACKNOWLEDGED) {
                String line = lines.readLine();
                assertThat(line).as("the writer ended by itself").isNotNull();
                if (line.split(" ").length == 3) {
                    told.add(line);
                }
            }
            writer.toHandle().destroyForcibly();
            writer.waitFor();
            lines.lines().filter(line -> line.split(" ").length == 3).forEach(told::add);
        }
        try (StorageBench bench = Benches.with(tmp, hdfs.config(MiniHdfs.rootOf(tmp)))) {
            int last = told.size() - 1;
            for (int i = last - FILES + 2; i <= last; i++) {
                String[] words = told.get(i).split(" ");
                Node node = bench.stat("/f/" + i % FILES);
                assertThat(node.id()).hasToString(words[1]);
                if (!node.etag().equals(words[2])) {
                    assertThat(i % FILES)
                            .as("only the next write may have been under way")
                            .isEqualTo((last + 1) % FILES);
                }
            }
            for (Node node : bench.list("/f")) {
                String text = bench.read("/" + node.path());
                int number = Integer.parseInt(text.substring(8, text.indexOf('\n')));
                assertThat(text).isEqualTo(content(number));
                assertThat(bench.statById(node).path()).isEqualTo(node.path());
                assertThat(bench.put("/" + node.path(), "x").id()).isEqualTo(node.id());
            }
            List<Upkeep.Finding> wrong = new ArrayList<>();
            bench.driver().upkeep().orElseThrow().check(wrong::add);
            assertThat(wrong).isEmpty();
        }
    }
}
