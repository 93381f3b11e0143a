/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Upkeep.Finding;
import org.weft.spi.storage.Versions;
import org.weft.testkit.storage.StorageBench;

/** A server killed in the middle of anything leaves a tree that is clean after the next start, and loses no answer. */
@Tag("process")
class KillAnywhereTest {

    private static final int ROUNDS = Integer.getInteger("weft.kill.rounds", 6);
    private static final long SEED = Long.getLong("weft.kill.seed", 20_261_124L);

    @TempDir
    private Path tmp;

    @Test
    void the_next_start_leaves_a_clean_tree() throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            String where = "seed " + SEED + ", round " + round;
            Map<String, String> last = workout(SEED + round, 200 + random.nextInt(1_500));
            try (StorageBench bench = BenchOf.in(tmp)) {
                List<Finding> findings = new ArrayList<>();
                bench.driver().upkeep().orElseThrow().check(findings::add);
                assertThat(findings).as(where).isEmpty();
                for (Map.Entry<String, String> entry : last.entrySet()) {
                    if (!entry.getValue().isEmpty()) {
                        assertThat(state(bench, entry.getKey()))
                                .as(where + ", " + entry.getKey())
                                .isEqualTo(entry.getValue());
                    }
                }
                requireWhole(bench, "/", where);
            }
        }
    }

    /** Lets a process work and kills it. @return how each file was last told; empty for what a step was about */
    private Map<String, String> workout(long seed, int lines) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Workout.class.getName(),
                        tmp.toString(),
                        String.valueOf(seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, String> last = new HashMap<>();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < lines; i++) {
                String line = reader.readLine();
                assertThat(line)
                        .as("seed " + seed + ": the workout ended by itself")
                        .isNotNull();
                take(line, last);
            }
            process.toHandle().destroyForcibly();
            process.waitFor();
            reader.lines().forEach(line -> take(line, last));
        }
        return last;
    }

    private static void take(String line, Map<String, String> last) {
        String[] words = line.split(" ");
        if (words[0].equals("E") && words.length == 3) {
            last.put(words[1], words[2]);
        } else if (words.length > 1) {
            last.put(words[1], "");
        }
    }

    private static String state(StorageBench bench, String path) throws IOException {
        return bench.exists(path) ? Workout.numberOf(bench.read(path)) : "-";
    }

    /** Every file, every version and everything in the trash is a content that was once written, whole. */
    private void requireWhole(StorageBench bench, String folder, String where) throws IOException {
        Versions versions = bench.driver().versions().orElseThrow();
        for (Node node : bench.list(folder)) {
            String path = "/" + node.path();
            if (node.isFolder()) {
                requireWhole(bench, path, where);
                continue;
            }
            requireWhole(bench.read(path), where + ", " + path);
            assertThat(bench.statById(node).path()).as(where).isEqualTo(node.path());
            List<Versions.Version> all = new ArrayList<>();
            versions.list(bench.anna(), StorageBench.at(path), all::add);
            for (Versions.Version version : all) {
                try (Content content =
                        versions.open(bench.anna(), StorageBench.at(path), version.key(), ReadSpec.whole())) {
                    assertThat(content.length()).as(where + ", " + path).isEqualTo(version.size());
                }
            }
        }
        if (folder.equals("/")) {
            Trash trash = bench.driver().trash().orElseThrow();
            List<Trash.Item> items = new ArrayList<>();
            trash.list(bench.anna(), bench.stat("/").space(), Optional.empty(), RelPath.root(), items::add);
            assertThat(items)
                    .as(where)
                    .allMatch(item -> item.original().toString().startsWith("t"));
        }
    }

    private static void requireWhole(String text, String where) {
        int number = Integer.parseInt(Workout.numberOf(text));
        assertThat(text).as(where).isEqualTo(Workout.content(number));
    }
}
