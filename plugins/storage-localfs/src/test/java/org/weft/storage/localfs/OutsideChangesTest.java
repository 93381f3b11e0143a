/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.RelPath;
import org.weft.testkit.storage.StorageBench;

/** What other programs do to the tree is seen, and ids stay where they belong. */
@Tag("process")
class OutsideChangesTest {

    @TempDir
    private Path tmp;

    private Path root;
    private StorageBench bench;

    @BeforeEach
    void start() throws IOException {
        root = tmp.resolve("root");
        bench = BenchOf.in(tmp);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void a_file_written_in_place_gets_another_etag_and_loses_its_digests() throws IOException {
        List<Checksum> digests = List.of(new Checksum(Checksum.Algorithm.ADLER32, "0000000a"));
        Node before = bench.put(
                "/a",
                new PutSpec(
                        OptionalLong.empty(),
                        Optional.empty(),
                        Precondition.none(),
                        Guard.none(),
                        OnConflict.REPLACE,
                        () -> digests,
                        Optional.empty()),
                "one");
        assertThat(before.checksums()).isEqualTo(digests);
        Node rootBefore = bench.stat("/");
        Files.writeString(root.resolve("a"), "three", StandardOpenOption.TRUNCATE_EXISTING);
        Node after = bench.stat("/a");
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.etag()).isNotEqualTo(before.etag());
        assertThat(after.size()).isEqualTo(5);
        assertThat(after.checksums()).isEmpty();
        assertThat(bench.stat("/").etag()).isNotEqualTo(rootBefore.etag());
        assertThat(bench.stat("/").size()).isEqualTo(5);
        assertThat(bench.stat("/a")).hasToString(after.toString());
    }

    @Test
    void a_precondition_sees_what_another_program_wrote() throws IOException {
        Node before = bench.put("/a", "one");
        Files.writeString(root.resolve("a"), "two!", StandardOpenOption.TRUNCATE_EXISTING);
        PutSpec simple = PutSpec.simple();
        PutSpec onlyIfSame = new PutSpec(
                simple.length(),
                simple.mtime(),
                Precondition.etag(before.etag()),
                simple.guard(),
                simple.onConflict(),
                simple.digests(),
                simple.mediaType());
        assertThatThrownBy(() -> bench.put("/a", onlyIfSame, "mine")).isInstanceOf(PreconditionFailed.class);
        assertThat(bench.read("/a")).isEqualTo("two!");
    }

    @Test
    void new_files_and_folders_are_served_with_ids_of_their_own() throws Exception {
        bench.folder("/f");
        String before = bench.stat("/f").etag();
        Files.createDirectories(root.resolve("f/new/deep"));
        Files.writeString(root.resolve("f/new/deep/a"), "12345");
        Files.writeString(root.resolve("f/b"), "123");
        assertThat(bench.names("/f")).containsExactly("b", "new");
        assertThat(bench.stat("/f").etag()).isNotEqualTo(before);
        Node deep = bench.stat("/f/new/deep/a");
        assertThat(deep.id()).isEqualTo(bench.stat("/f/new/deep/a").id());
        assertThat(bench.statById(deep).path()).isEqualTo(RelPath.parse("f/new/deep/a"));
        assertThat(Eventually.equal(8L, () -> bench.stat("/").size())).isEqualTo(8);
        assertThat(bench.stat("/f/new").size()).isEqualTo(5);
    }

    @Test
    void what_was_removed_is_gone_and_the_sizes_follow() throws Exception {
        bench.folder("/f");
        bench.put("/f/a", "12345");
        bench.put("/f/b", "1");
        String before = bench.stat("/f").etag();
        Files.delete(root.resolve("f/a"));
        assertThat(bench.stat("/f").etag()).isNotEqualTo(before);
        assertThat(bench.names("/f")).containsExactly("b");
        assertThat(Eventually.equal(1L, () -> bench.stat("/").size())).isEqualTo(1);
    }

    @Test
    void an_editor_that_saves_by_renaming_keeps_the_id() throws IOException {
        Node before = bench.put("/a", "one");
        Files.writeString(root.resolve(".a.swp"), "edited");
        Files.move(root.resolve(".a.swp"), root.resolve("a"), StandardCopyOption.ATOMIC_MOVE);
        Node after = bench.stat("/a");
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.etag()).isNotEqualTo(before.etag());
        assertThat(bench.read("/a")).isEqualTo("edited");
    }

    @Test
    void an_editor_that_keeps_a_backup_by_renaming_does_not_double_the_id() throws IOException {
        Node before = bench.put("/a", "one");
        Files.move(root.resolve("a"), root.resolve("a~"));
        Files.writeString(root.resolve("a"), "edited");
        Node edited = bench.stat("/a");
        assertThat(bench.stat("/a~").id()).isEqualTo(before.id());
        assertThat(edited.id()).isNotEqualTo(before.id());
    }

    @Test
    void a_copy_with_attributes_gets_an_id_of_its_own() throws Exception {
        Node a = bench.put("/a", "one");
        Node folder = bench.folder("/f");
        Node inner = bench.put("/f/x", "two");
        run("cp", "-a", root.resolve("a").toString(), root.resolve("b").toString());
        run("cp", "-a", root.resolve("f").toString(), root.resolve("g").toString());
        assertThat(bench.stat("/b").id()).isNotEqualTo(a.id());
        assertThat(bench.stat("/g").id()).isNotEqualTo(folder.id());
        assertThat(bench.list("/g").getFirst().id()).isNotEqualTo(inner.id());
        assertThat(bench.stat("/a").id()).isEqualTo(a.id());
        assertThat(bench.stat("/f").id()).isEqualTo(folder.id());
        assertThat(bench.stat("/f/x").id()).isEqualTo(inner.id());
    }

    @Test
    void a_node_moved_by_another_program_is_found_by_its_id() throws IOException {
        bench.folder("/f");
        bench.folder("/g");
        Node a = bench.put("/f/a", "one");
        Files.move(root.resolve("f/a"), root.resolve("g/b"));
        assertThat(bench.statById(a).path()).isEqualTo(RelPath.parse("g/b"));
        assertThat(bench.stat("/g/b").id()).isEqualTo(a.id());
        assertThatThrownBy(() -> bench.stat("/f/a")).isInstanceOf(NotFound.class);
    }

    @Test
    void a_full_folder_is_settled_whole_and_keeps_its_ids_when_attributes_are_lost() throws Exception {
        Files.createDirectories(root.resolve("full"));
        for (int i = 0; i < 600; i++) {
            Files.writeString(root.resolve("full/" + i), "12345");
        }
        Files.createDirectories(root.resolve("full/folder"));
        Map<String, NodeId> before = ids();
        assertThat(before).hasSize(601);
        assertThat(new HashSet<>(before.values())).hasSize(601);
        assertThat(ids()).isEqualTo(before);
        assertThat(Eventually.equal(3000L, () -> bench.stat("/full").size())).isEqualTo(3000);
        for (int i = 0; i < 600; i += 2) {
            Files.delete(root.resolve("full/" + i));
            Files.writeString(root.resolve("full/" + i), "1234567890");
        }
        assertThat(ids()).isEqualTo(before);
        assertThat(Eventually.equal(4500L, () -> bench.stat("/full").size())).isEqualTo(4500);
    }

    private Map<String, NodeId> ids() throws IOException {
        return bench.list("/full").stream().collect(Collectors.toMap(Node::name, Node::id));
    }

    @Test
    void a_tree_that_was_there_before_is_served_and_counted() throws Exception {
        bench.close();
        Path other = Files.createDirectories(root.resolveSibling("grown/docs/deep"));
        Files.writeString(other.resolve("a"), "12345");
        Files.writeString(other.resolveSibling("b"), "123");
        Path grown = root.resolveSibling("grown");
        try (StorageBench served = BenchOf.with(tmp.resolve("other"), LocalFsConfig.of(grown))) {
            assertThat(Eventually.equal(8L, () -> served.stat("/").size())).isEqualTo(8);
            assertThat(served.stat("/docs").size()).isEqualTo(8);
            assertThat(served.stat("/docs/deep").size()).isEqualTo(5);
        }
    }

    @Test
    void an_index_that_was_lost_is_made_again() throws IOException {
        bench.folder("/f");
        Node a = bench.put("/f/a", "one");
        bench.close();
        try (StorageBench rebuilt = BenchOf.with(tmp.resolve("other"), LocalFsConfig.of(root))) {
            assertThat(rebuilt.statById(a).path()).isEqualTo(RelPath.parse("f/a"));
        }
    }

    @Test
    void a_time_set_back_by_another_program_does_not_take_folders_back() throws IOException {
        bench.put("/a", "one");
        Instant before = bench.stat("/").mtime();
        Files.setLastModifiedTime(root.resolve("a"), FileTime.from(Instant.ofEpochSecond(1)));
        assertThat(bench.stat("/a").mtime()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(bench.stat("/").mtime()).isAfterOrEqualTo(before);
    }

    @Test
    void names_that_nobody_can_address_are_left_out() throws Exception {
        bench.put("/a", "one");
        Files.writeString(root.resolve("back\\slash"), "x");
        run("sh", "-c", "cd '" + root + "' && : > \"$(printf 'bad\\377utf8')\" && mkfifo pipe");
        assertThat(bench.names("/")).containsExactly("a");
        assertThatThrownBy(() -> bench.stat("/pipe")).isInstanceOf(NotFound.class);
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
