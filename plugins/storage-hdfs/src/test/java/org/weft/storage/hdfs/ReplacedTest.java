/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockManagerTestUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Versions;
import org.weft.testkit.storage.StorageBench;

/** Who reads a file that is replaced meanwhile, and whose blocks the data nodes have deleted, reads one content to its end. */
@Tag("process")
class ReplacedTest {

    private static final MiniHdfs HDFS = MiniHdfs.shared();
    private static final int LARGE = 20 << 20;
    private static final int READERS = 3;
    private static final int ROUNDS = 150;

    @TempDir
    private java.nio.file.Path tmp;

    private StorageBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = Benches.in(tmp);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static String text(char letter, int length) {
        return String.valueOf(letter).repeat(length);
    }

    /** The blocks of a file. */
    private List<ExtendedBlock> blocks(String path) throws IOException {
        return HDFS
                .files()
                .getClient()
                .getLocatedBlocks(MiniHdfs.rootOf(tmp) + path, 0, Long.MAX_VALUE)
                .getLocatedBlocks()
                .stream()
                .map(LocatedBlock::getBlock)
                .toList();
    }

    /** Waits until nothing is left of the blocks of a file that was deleted. */
    private static void vanish(List<ExtendedBlock> blocks) throws Exception {
        assertThat(Benches.eventually(0, () -> {
                    invalidate();
                    return blocks.stream()
                            .mapToInt(block -> HDFS.cluster().getAllBlockFiles(block).length)
                            .sum();
                }))
                .as("replicas that are left")
                .isZero();
    }

    private Content reading(String path, ReadSpec spec) throws IOException {
        return bench.driver().open(bench.anna(), StorageBench.at(path), spec);
    }

    @Test
    void a_reader_that_began_reads_to_the_end() throws Exception {
        bench.put("/a", text('a', LARGE));
        List<ExtendedBlock> blocks = blocks("/a");
        try (Content content = reading("/a", ReadSpec.whole())) {
            bench.put("/a", "b");
            vanish(blocks);
            assertThat(string(content)).isEqualTo(text('a', LARGE));
        }
        assertThat(bench.read("/a")).isEqualTo("b");
    }

    @Test
    void what_is_replaced_while_its_part_is_chosen_is_read_as_it_was() throws Exception {
        bench.put("/a", text('a', LARGE) + "0123456789");
        List<ExtendedBlock> blocks = blocks("/a");
        List<Node> chosen = new ArrayList<>();
        ReadSpec spec = new ReadSpec(node -> {
            chosen.add(node);
            try {
                bench.put("/a", "b");
                vanish(blocks);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
            return new ReadSpec.Span(LARGE - 1, 6);
        });
        try (Content content = reading("/a", spec)) {
            assertThat(string(content)).isEqualTo("a01234");
        }
        assertThat(chosen).as("the selection is asked once").hasSize(1);
    }

    /** Opens the driver anew, with snapshots allowed and blocks of a megabyte. */
    private Path snapshots() throws IOException {
        bench.close();
        Path root = new Path(MiniHdfs.rootOf(tmp));
        HDFS.files().allowSnapshot(root);
        bench = Benches.in(tmp, options -> options.property("dfs.blocksize", "1048576"));
        return root;
    }

    private static List<String> kept(Path root) throws IOException {
        return Arrays.stream(HDFS.files().listStatus(new Path(root, ".snapshot")))
                .map(each -> each.getPath().getName())
                .toList();
    }

    @Test
    void where_snapshots_are_allowed_a_reader_of_many_blocks_reads_to_the_end_and_they_are_dropped_later()
            throws Exception {
        Path root = snapshots();
        bench.put("/a", text('a', LARGE));
        List<ExtendedBlock> blocks = blocks("/a");
        assertThat(blocks).hasSize(20);
        try (Content content = reading("/a", ReadSpec.whole())) {
            bench.put("/a", "b");
            for (int i = 0; i < 50; i++) {
                invalidate();
                Thread.sleep(5);
            }
            assertThat(string(content)).isEqualTo(text('a', LARGE));
        }
        assertThat(bench.read("/a")).isEqualTo("b");
        assertThat(kept(root)).hasSize(1);
        List<Versions.Version> versions = new ArrayList<>();
        bench.driver().versions().orElseThrow().list(bench.anna(), StorageBench.at("/a"), versions::add);
        assertThat(versions).as("what is kept for readers is no version").isEmpty();

        bench.driver().upkeep().orElseThrow().tidy(finding -> true);
        assertThat(kept(root)).as("it is young").hasSize(1);
        HDFS.files().renameSnapshot(root, kept(root).getFirst(), "weft-reading-1-1");
        bench.driver().upkeep().orElseThrow().tidy(finding -> true);
        assertThat(kept(root)).isEmpty();
        vanish(blocks);
    }

    @Test
    void a_snapshot_that_another_server_has_deleted_is_no_failure() throws Exception {
        Path root = snapshots();
        Cluster cluster = Cluster.join(HDFS.config(MiniHdfs.rootOf(tmp)), new ClusterHealth("hdfs"));
        HDFS.files().createSnapshot(root, "s1");
        assertThat(cluster.own().deleteSnapshot(MiniHdfs.rootOf(tmp), "s1")).isTrue();
        assertThat(cluster.own().deleteSnapshot(MiniHdfs.rootOf(tmp), "s1")).isFalse();
        cluster.close();
    }

    @Test
    void one_snapshot_keeps_all_that_is_replaced_and_was_there_when_it_was_made() throws Exception {
        Path root = snapshots();
        bench.put("/a", text('a', LARGE));
        bench.put("/b", text('b', LARGE));
        bench.put("/small", "s");
        bench.put("/small", "t");
        assertThat(kept(root)).isEmpty();
        bench.put("/a", text('c', LARGE));
        bench.put("/b", "b");
        assertThat(kept(root)).hasSize(1);
        bench.put("/a", "a");
        assertThat(kept(root))
                .as("the second content of /a came after the first snapshot")
                .hasSize(2);
    }

    @Test
    void a_file_that_a_snapshot_holds_is_never_taken_for_the_one_that_replaced_it() throws Exception {
        Path root = snapshots();
        bench.put("/a", text('o', 200_000));
        HDFS.files().createSnapshot(root, "s1");
        ReadSpec tail = new ReadSpec(node -> {
            try {
                bench.put("/a", text('n', 300_000));
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
            return new ReadSpec.Span(150_000, 8);
        });
        try (Content content = reading("/a", tail)) {
            assertThat(string(content)).isEqualTo("oooooooo");
        }
    }

    @Test
    void readers_of_a_file_that_is_overwritten_again_and_again_see_one_content_each() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        bench.put("/a", round(0));
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> others = new ArrayList<>();
            others.add(executor.submit(() -> {
                int times = 0;
                for (; !ended.get(); times++) {
                    invalidate();
                    Thread.sleep(1);
                }
                return times;
            }));
            for (int i = 0; i < READERS; i++) {
                others.add(executor.submit(() -> {
                    int reads = 0;
                    for (; !ended.get(); reads++) {
                        assertThat(bench.read("/a").lines().distinct()).hasSize(1);
                    }
                    return reads;
                }));
            }
            try {
                for (int i = 1; i <= ROUNDS; i++) {
                    bench.put("/a", round(i));
                }
            } finally {
                ended.set(true);
            }
            for (Future<Integer> each : others) {
                assertThat(each.get()).isPositive();
            }
        }
    }

    private static String round(int i) {
        return ("round " + i + "\n").repeat(1 + 500 * (i % 7));
    }

    /** Makes HDFS do at once what it does every three seconds: delete the blocks of deleted files. */
    private static void invalidate() throws IOException {
        BlockManagerTestUtil.computeInvalidationWork(
                HDFS.cluster().getNamesystem().getBlockManager());
        HDFS.cluster().triggerHeartbeats();
    }

    @Test
    void parts_begin_where_they_are_asked_for() throws IOException {
        String text = text('a', 64 << 10) + text('b', 64 << 10) + text('c', 64 << 10);
        bench.put("/a", text);
        for (int offset : new int[] {0, 1, 2, 65_535, 65_536, 65_537, 131_071, 131_072, 196_607}) {
            for (int length : new int[] {0, 1, 2, text.length() - offset}) {
                if (offset + length <= text.length()) {
                    ReadSpec spec = new ReadSpec(node -> new ReadSpec.Span(offset, length));
                    try (Content content = reading("/a", spec)) {
                        assertThat(string(content))
                                .as("%d bytes from %d", length, offset)
                                .isEqualTo(text.substring(offset, offset + length));
                    }
                }
            }
        }
    }

    private static String string(Content content) throws IOException {
        try (InputStream stream = ((Content.OfStream) content).stream()) {
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
