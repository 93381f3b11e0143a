/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.Caller;
import org.weft.spi.DriverContext;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.testkit.TestContext;
import org.weft.testkit.storage.StorageBench;

/** What other programs change in the folder, and what a server that ended in the middle of a move has left. */
class OutsideChangesTest {

    private static final Caller ANNA = StorageBench.caller("anna");

    @TempDir
    Path tmp;

    private Path disk;
    private TestContext.Site site;
    private TestContext context;
    private PathTree tree;

    @BeforeEach
    void open() throws IOException {
        disk = tmp.resolve("disk");
        site = new TestContext.Site(tmp.resolve("state"));
        start(false);
    }

    private void start(boolean hasIds) throws IOException {
        context = site.context("test");
        tree = new PathTree(new FolderStore(disk, hasIds), Optional.empty(), lent(context));
        tree.start();
    }

    /** The context with another database, if that is what is tested. */
    DriverContext lent(DriverContext lent) {
        return lent;
    }

    @AfterEach
    void close() {
        tree.close();
        context.close();
    }

    private static Ref at(String path) {
        return Ref.path(RelPath.parse(path));
    }

    private Node stat(String path) throws IOException {
        return tree.stat(ANNA, at(path));
    }

    private Node put(String path, String text) throws IOException {
        return tree.put(
                ANNA, at(path), PutSpec.simple(), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> names(String path) throws IOException {
        List<String> names = new ArrayList<>();
        tree.list(ANNA, at(path), ListSpec.all(), node -> names.add(node.name()));
        return names;
    }

    @Test
    void a_new_file_is_found_and_shows_at_every_folder_above() throws IOException {
        Files.createDirectories(disk.resolve("a/b"));
        tree.scan(RelPath.root());
        Node before = stat("");
        Files.writeString(disk.resolve("a/b/new"), "12345");
        tree.scan(RelPath.root());
        assertThat(stat("").etag()).isNotEqualTo(before.etag());
        assertThat(stat("").size()).isEqualTo(5);
        assertThat(stat("a/b/new").id()).isEqualTo(stat("a/b/new").id());
    }

    @Test
    void another_content_keeps_the_id_and_changes_the_etag() throws IOException {
        Node before = put("a", "old");
        Files.writeString(disk.resolve("a"), "newer");
        Node after = stat("a");
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.etag()).isNotEqualTo(before.etag());
        assertThat(after.size()).isEqualTo(5);
        assertThat(after.checksums()).isEmpty();
    }

    @Test
    void another_time_is_another_content() throws IOException {
        Node before = put("a", "old");
        Files.setLastModifiedTime(disk.resolve("a"), FileTime.from(Instant.ofEpochSecond(1)));
        assertThat(stat("a").etag()).isNotEqualTo(before.etag());
    }

    @Test
    void a_deleted_name_is_gone_and_one_made_again_is_a_new_node() throws IOException {
        Node before = put("a", "x");
        put("b", "x");
        Files.delete(disk.resolve("a"));
        assertThat(names("")).containsExactly("b");
        assertThat(stat("").size()).isEqualTo(1);
        Files.writeString(disk.resolve("a"), "x");
        assertThat(stat("a").id()).isNotEqualTo(before.id());
        assertThatThrownBy(() -> tree.stat(ANNA, Ref.id(before.space(), before.id())))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void a_renamed_file_is_a_new_node_unless_the_backend_knows_it_by_an_id() throws IOException {
        Node plain = put("a", "x");
        Files.move(disk.resolve("a"), disk.resolve("b"));
        assertThat(stat("b").id()).isNotEqualTo(plain.id());
        close();
        start(true);
        Node known = put("c", "x");
        Files.createDirectory(disk.resolve("f"));
        Files.move(disk.resolve("c"), disk.resolve("f/d"));
        assertThat(stat("f/d").id()).isEqualTo(known.id());
        assertThat(stat("f").size()).isEqualTo(1);
    }

    @Test
    void a_folder_that_became_a_file_is_another_node() throws IOException {
        put("a", "x");
        Files.createDirectory(disk.resolve("f"));
        Node folder = stat("f");
        Files.delete(disk.resolve("f"));
        Files.writeString(disk.resolve("f"), "file");
        assertThat(stat("f").isFolder()).isFalse();
        assertThat(stat("f").id()).isNotEqualTo(folder.id());
    }

    @Test
    void a_symbolic_link_is_not_shown_and_its_name_is_taken() throws IOException {
        Files.createSymbolicLink(disk.resolve("link"), Path.of("/etc"));
        assertThat(names("")).isEmpty();
        assertThatThrownBy(() -> stat("link")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> put("link", "x")).isInstanceOf(Conflict.class);
    }

    @Test
    void a_move_whose_end_was_not_written_down_is_finished_at_the_next_start() throws IOException {
        Node before = put("a", "x");
        new NodeTable(lent(context))
                .begin(new NodeTable.Begun(
                        before.id().value(), before.parent().orElseThrow().value(), "b"));
        Files.move(disk.resolve("a"), disk.resolve("b")); // and here the server ends
        close();
        start(false);
        assertThat(stat("b").id()).isEqualTo(before.id());
        assertThat(names("")).containsExactly("b");
    }

    @Test
    void ids_below_a_folder_follow_its_rename_without_a_look_at_each() throws IOException {
        Files.createDirectory(disk.resolve("f"));
        for (int i = 0; i < 300; i++) {
            Files.writeString(disk.resolve("f/" + i), "x");
        }
        tree.scan(RelPath.root());
        Node inner = stat("f/7");
        tree.move(ANNA, at("f"), at("g"), MoveSpec.simple());
        assertThat(stat("g/7").id()).isEqualTo(inner.id());
        assertThat(names("g")).hasSize(300);
    }
}
