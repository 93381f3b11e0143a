/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Versions;
import org.weft.testkit.storage.StorageBench;

/** Snapshots of the root are the versions of its files. */
@Tag("process")
class SnapshotVersionsTest {

    @TempDir
    private Path tmp;

    private final DistributedFileSystem files = MiniHdfs.shared().files();
    private org.apache.hadoop.fs.Path root;
    private StorageBench bench;

    @BeforeEach
    void open() throws IOException {
        root = new org.apache.hadoop.fs.Path(MiniHdfs.rootOf(tmp));
        files.mkdirs(root);
        files.allowSnapshot(root);
        bench = Benches.in(tmp);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Versions versions() {
        return bench.driver().versions().orElseThrow();
    }

    private List<Versions.Version> list(String path) throws IOException {
        List<Versions.Version> all = new ArrayList<>();
        versions().list(bench.anna(), StorageBench.at(path), all::add);
        return all;
    }

    private String read(String path, String key) throws IOException {
        try (Content content = versions().open(bench.anna(), StorageBench.at(path), key, ReadSpec.whole())) {
            return new String(((Content.OfStream) content).stream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void what_a_snapshot_holds_is_listed_newest_first_each_content_once() throws IOException {
        Node first = bench.put("/a", "one");
        files.createSnapshot(root, "s1");
        files.createSnapshot(root, "s2");
        bench.put("/a", "two!");
        files.createSnapshot(root, "s3");
        Node now = bench.put("/a", "three");
        files.createSnapshot(root, "s4");
        assertThat(list("/a")).extracting(Versions.Version::size).containsExactly(4L, 3L);
        assertThat(list("/a").getLast().etag()).isEqualTo(first.etag());
        assertThat(read("/a", list("/a").getFirst().key())).isEqualTo("two!");
        assertThat(read("/a", list("/a").getLast().key())).isEqualTo("one");
        assertThat(bench.stat("/a")).hasToString(now.toString());
    }

    @Test
    void another_file_that_had_the_name_before_is_no_version() throws IOException {
        bench.put("/a", "another");
        files.createSnapshot(root, "s1");
        bench.delete("/a");
        bench.put("/a", "mine");
        assertThat(list("/a")).isEmpty();
    }

    @Test
    void a_restored_version_is_present_and_what_was_present_is_a_version() throws IOException {
        Node before = bench.put("/a", "one");
        files.createSnapshot(root, "s1");
        Node latest = bench.put("/a", "two");
        Node restored = versions()
                .restore(
                        bench.anna(),
                        StorageBench.at("/a"),
                        list("/a").getFirst().key(),
                        Guard.none());
        assertThat(bench.read("/a")).isEqualTo("one");
        assertThat(restored.id()).isEqualTo(before.id());
        assertThat(restored.etag()).isNotIn(before.etag(), latest.etag());
        assertThat(list("/a").stream().map(Versions.Version::etag)).contains(latest.etag());
    }

    @Test
    void unknown_versions_and_folders_are_refused() throws IOException {
        bench.folder("/f");
        bench.put("/a", "one");
        assertThatThrownBy(() -> list("/f")).isInstanceOf(WeftException.Conflict.class);
        assertThatThrownBy(() -> list("/missing")).isInstanceOf(WeftException.NotFound.class);
        assertThatThrownBy(() -> read("/a", "1-2-3")).isInstanceOf(WeftException.NotFound.class);
    }

    @Test
    void files_that_only_snapshots_hold_do_not_count_into_sizes() throws IOException {
        bench.folder("/f");
        bench.put("/f/a", "12345");
        files.createSnapshot(root, "s1");
        bench.put("/f/a", "123");
        files.setTimes(new org.apache.hadoop.fs.Path(root, "f"), 5, -1);
        assertThat(bench.stat("/f").size()).isEqualTo(3);
    }

    @Test
    void there_is_no_such_ability_where_the_cluster_makes_no_snapshots(@TempDir Path other) throws IOException {
        try (StorageBench plain = Benches.in(other)) {
            assertThat(plain.driver().versions()).isEmpty();
        }
    }
}
