/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Upkeep;
import org.weft.testkit.storage.StorageBench;

/** Other programs work in the same folder of HDFS, with Hadoop's own means. */
@Tag("process")
class OutsideChangesTest {

    @TempDir
    private Path tmp;

    private StorageBench bench;
    private FileSystem files;

    @BeforeEach
    void open() throws IOException {
        bench = Benches.in(tmp);
        files = MiniHdfs.shared().files();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private org.apache.hadoop.fs.Path at(String path) {
        return new org.apache.hadoop.fs.Path(MiniHdfs.rootOf(tmp) + path);
    }

    private void write(String path, String text) throws IOException {
        try (OutputStream out = files.create(at(path))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void what_weft_writes_other_programs_read_under_the_same_name() throws IOException {
        bench.folder("/f");
        bench.put("/f/a", "from weft");
        try (var in = files.open(at("/f/a"))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("from weft");
        }
        assertThat(files.getFileStatus(at("/f/a")).getGroup())
                .isEqualTo(files.getFileStatus(at("/f")).getGroup());
        assertThat(files.getFileStatus(at("/f/a")).getPermission().toShort()).isEqualTo((short) 0644);
    }

    @Test
    void what_others_write_has_an_id_that_stays_when_they_move_it_and_when_weft_overwrites_it() throws IOException {
        files.mkdirs(at("/f/g"));
        write("/f/g/a", "theirs");
        Node seen = bench.list("/f/g").getFirst();
        assertThat(bench.read("/f/g/a")).isEqualTo("theirs");
        files.rename(at("/f/g"), at("/h"));
        files.rename(at("/h/a"), at("/h/b"));
        assertThat(bench.statById(seen).path()).hasToString("h/b");
        assertThat(bench.put("/h/b", "ours").id()).isEqualTo(seen.id());
        files.rename(at("/h/b"), at("/c"));
        assertThat(bench.statById(seen).path()).hasToString("c");
        bench.restart();
        assertThat(bench.statById(seen).path()).hasToString("c");
        assertThat(bench.read("/c")).isEqualTo("ours");
    }

    @Test
    void a_change_shows_in_all_folders_above_once_the_folder_is_looked_at() throws IOException {
        bench.folder("/f");
        bench.folder("/f/g");
        Node root = bench.stat("/");
        Node f = bench.stat("/f");
        write("/f/g/a", "12345");
        bench.list("/f/g");
        assertThat(bench.stat("/f").etag()).isNotEqualTo(f.etag());
        assertThat(bench.stat("/").etag()).isNotEqualTo(root.etag());
        assertThat(bench.stat("/f/g").size()).isEqualTo(5);
        assertThat(bench.stat("/").size()).isEqualTo(root.size() + 5);
    }

    @Test
    void content_that_others_append_shows_at_the_file_at_once_and_above_it_after_a_look_through() throws IOException {
        bench.folder("/f");
        Node before = bench.put("/f/a", "12345");
        String folder = bench.stat("/f").etag();
        try (OutputStream out = files.append(at("/f/a"))) {
            out.write("678".getBytes(StandardCharsets.UTF_8));
        }
        Node after = bench.stat("/f/a");
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.size()).isEqualTo(8);
        assertThat(after.etag()).isNotEqualTo(before.etag());
        assertThat(after.checksums()).isEmpty();
        List<Upkeep.Finding> done = new ArrayList<>();
        bench.driver().upkeep().orElseThrow().tidy(done::add);
        assertThat(done).extracting(Upkeep.Finding::kind).contains("changed-outside");
        assertThat(bench.stat("/f").etag()).isNotEqualTo(folder);
        assertThat(bench.stat("/f").size()).isEqualTo(8);
        assertThat(bench.stat("/").size()).isEqualTo(8);
    }

    @Test
    void a_copy_with_all_attributes_is_a_node_of_its_own() throws IOException {
        bench.put("/a", "1");
        Node original = bench.put("/a", "2");
        write("/copy", "2");
        for (Map.Entry<String, byte[]> attribute : files.getXAttrs(at("/a")).entrySet()) {
            files.setXAttr(at("/copy"), attribute.getKey(), attribute.getValue());
        }
        assertThat(bench.stat("/copy").id()).isNotEqualTo(original.id());
        assertThat(bench.statById(original).path()).hasToString("a");
    }

    @Test
    void names_that_hdfs_cannot_hold_are_told_as_they_were_meant() throws IOException {
        bench.put("/12:30", "time");
        assertThat(files.exists(at("/12\uff1a30"))).isTrue();
        write("/\u201b\u201b", "cannot be asked for");
        assertThat(bench.names("/")).containsExactly("12:30");
    }

    @Test
    void the_drivers_own_folder_and_snapshots_are_not_in_the_tree() throws IOException {
        assertThat(bench.list("/")).isEmpty();
        assertThatThrownBy(() -> bench.stat("/.weft")).isInstanceOf(WeftException.NotFound.class);
        assertThatThrownBy(() -> bench.list("/.weft/tmp")).isInstanceOf(WeftException.NotFound.class);
        assertThatThrownBy(() -> bench.put("/.weft/x", "x")).isInstanceOf(WeftException.class);
        assertThatThrownBy(() -> bench.folder("/.snapshot")).isInstanceOf(WeftException.InvalidArgument.class);
    }

    @Test
    void a_file_that_is_deleted_under_way_or_replaced_by_a_folder_is_told_clearly() throws IOException {
        Node node = bench.put("/a", "x");
        files.delete(at("/a"), false);
        files.mkdirs(at("/a"));
        assertThatThrownBy(() -> bench.read("/a")).isInstanceOf(WeftException.Conflict.class);
        assertThatThrownBy(() -> bench.statById(node)).isInstanceOf(WeftException.NotFound.class);
    }

    @Test
    void ids_of_overwritten_files_come_back_from_the_attributes_when_the_database_is_lost() throws Exception {
        bench.folder("/f");
        bench.put("/f/a", "1");
        Node overwritten = bench.put("/f/a", "2");
        Node plain = bench.put("/f/b", "1");
        bench.close();
        bench = Benches.with(tmp.resolve("elsewhere"), MiniHdfs.shared().config(MiniHdfs.rootOf(tmp)));
        assertThat(bench.statById(plain).path()).hasToString("f/b");
        assertThat(Benches.eventually("f/a", () -> {
                    try {
                        return bench.statById(overwritten).path().toString();
                    } catch (WeftException.Unavailable lookedFor) {
                        return lookedFor.text();
                    }
                }))
                .isEqualTo("f/a");
        assertThat(bench.stat("/f/a").id()).isEqualTo(overwritten.id());
    }
}
