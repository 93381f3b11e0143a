/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Upkeep;
import org.weft.spi.storage.Upkeep.Finding;
import org.weft.testkit.storage.StorageBench;

/** Each thing that can be wrong on the disk is found by its name, and put right by tidying. */
@Tag("process")
class UpkeepTest {

    @TempDir
    private Path tmp;

    private StorageBench bench;

    @BeforeEach
    void start() throws IOException {
        bench = BenchOf.in(tmp);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private Path root() {
        return tmp.resolve("root");
    }

    private Upkeep upkeep() {
        return bench.driver().upkeep().orElseThrow();
    }

    private List<Finding> check() throws IOException {
        List<Finding> findings = new ArrayList<>();
        upkeep().check(findings::add);
        return findings;
    }

    private List<String> found() throws IOException {
        return check().stream()
                .map(finding -> finding.kind() + " " + finding.where())
                .toList();
    }

    private List<Finding> tidy() throws IOException {
        List<Finding> done = new ArrayList<>();
        upkeep().tidy(done::add);
        return done;
    }

    private static UserDefinedFileAttributeView attributes(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    }

    private static ByteBuffer attribute(Path file, String name) throws IOException {
        ByteBuffer value = ByteBuffer.allocate(attributes(file).size(name));
        attributes(file).read(name, value);
        return value.flip();
    }

    @Test
    void what_another_program_made_or_wrote_is_found_and_taken_in() throws IOException {
        bench.put("/a", "one");
        Files.writeString(root().resolve("a"), "longer");
        Files.createDirectory(root().resolve("new"));
        Files.writeString(root().resolve("new/b"), "x");
        assertThat(found())
                .contains("changed-outside a", "missing-id new", "missing-id new/b")
                .allMatch(line -> !line.contains("index"));
        assertThat(check()).as("checking changes nothing").hasSameSizeAs(check());
        // What lies in the new folder may have been taken in by who counts it meanwhile.
        assertThat(tidy()).extracting(Finding::where).contains("a", "new");
        assertThat(check()).isEmpty();
        assertThat(bench.stat("/").size()).isEqualTo(7);
    }

    @Test
    void a_copied_id_is_found() throws Exception {
        bench.put("/a", "one");
        assertThat(new ProcessBuilder(
                                "cp",
                                "-a",
                                root().resolve("a").toString(),
                                root().resolve("b").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(found()).contains("duplicate-id b");
        tidy();
        assertThat(check()).isEmpty();
        assertThat(bench.stat("/a").id()).isNotEqualTo(bench.stat("/b").id());
    }

    @Test
    void index_rows_of_what_another_program_deleted_are_found_and_dropped_by_a_scan() throws IOException {
        bench.folder("/f");
        Node deep = bench.folder("/f/g");
        Node a = bench.put("/f/g/a", "x");
        Node b = bench.put("/b", "x");
        Files.delete(root().resolve("b"));
        Files.delete(root().resolve("f/g/a"));
        Files.delete(root().resolve("f/g"));
        Files.delete(root().resolve("f"));
        assertThat(found()).contains("index-stale b", "index-stale f");
        assertThat(tidy()).extracting(Finding::kind).contains("index-stale");
        assertThat(check()).isEmpty();
        for (Node gone : List.of(deep, a, b)) {
            assertThatThrownBy(() -> bench.statById(gone)).isInstanceOf(NotFound.class);
        }
    }

    @Test
    void a_move_by_another_program_is_found_in_the_index() throws IOException {
        bench.folder("/f");
        Node a = bench.put("/a", "x");
        Files.move(root().resolve("a"), root().resolve("f/a"));
        assertThat(found()).contains("index-stale f/a");
        tidy();
        assertThat(check()).isEmpty();
        assertThat(bench.statById(a).path()).isEqualTo(RelPath.parse("f/a"));
    }

    @Test
    void a_folder_that_tells_a_wrong_size_is_found() throws IOException {
        bench.folder("/f");
        bench.put("/f/a", "12345");
        Path folder = root().resolve("f");
        ByteBuffer value = attribute(folder, "weft");
        value.put(38, (byte) 99);
        attributes(folder).write("weft", value);
        assertThat(found()).contains("folder-size f");
        tidy();
        assertThat(check()).isEmpty();
        assertThat(bench.stat("/f").size()).isEqualTo(5);
    }

    @Test
    void leavings_in_our_own_folder_are_found_and_taken_away() throws IOException {
        Node a = bench.put("/a", "one");
        bench.put("/a", "two");
        bench.put("/b", "x");
        bench.delete("/b");
        Path own = root().resolve(".weft");
        Path bin = own.resolve("trash").resolve(a.space().value());
        Path versions = own.resolve("versions/AA/AAAAAAAAAAAAAAAAAAAAAA");
        Files.createDirectories(versions);
        String key = "0000000000000001." + a.space().value();
        Files.writeString(versions.resolve(key), "of nothing");
        Path ofA = own.resolve("versions/" + a.id().value().substring(0, 2)).resolve(a.id().value());
        Files.createLink(ofA.resolve(key), root().resolve("a"));
        Files.writeString(own.resolve("tmp/left"), "half");
        Files.createDirectory(bin.resolve("0000000000000001-00000001-w"));
        Files.writeString(bin.resolve("0000000000000001-00000002"), "from nowhere");
        assertThat(check())
                .extracting(Finding::kind)
                .contains(
                        "version-orphan",
                        "version-leftover",
                        "versions-size",
                        "temp-orphan",
                        "trash-record-without-content",
                        "trash-content-without-record");
        tidy();
        tidy();
        assertThat(check()).isEmpty();
        assertThat(versions).doesNotExist();
        assertThat(ofA.resolve(key)).doesNotExist();
        assertThat(bench.read("/a")).isEqualTo("two");
        try (var left = Files.list(own.resolve("tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void a_space_whose_record_was_lost_is_found() throws IOException {
        var home = bench.driver().spaces().orElseThrow().home(bench.anna());
        assertThat(check()).isEmpty();
        attributes(root().resolve(home.path().toString())).delete("weft.space");
        bench.restart();
        assertThat(found()).contains("space-record " + home.path());
    }

    @Test
    void a_rebuild_makes_the_index_again_for_the_tree_and_the_trash() throws IOException {
        bench.folder("/f");
        Node a = bench.put("/f/a", "x");
        bench.folder("/gone");
        Node b = bench.put("/gone/b", "x");
        bench.delete("/gone");
        long nodes = upkeep().rebuild(finding -> true);
        assertThat(nodes).isEqualTo(3);
        assertThat(check()).isEmpty();
        assertThat(bench.statById(a).path()).isEqualTo(RelPath.parse("f/a"));
        var trash = bench.driver().trash().orElseThrow();
        assertThat(trash.mayHold(b.space(), b.id())).isTrue();
        assertThat(trash.mayHold(a.space(), a.id())).isFalse();
    }
}
