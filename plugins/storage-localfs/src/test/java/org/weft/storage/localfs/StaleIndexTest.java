/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.Database;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Upkeep.Finding;
import org.weft.testkit.TestContext;
import org.weft.testkit.storage.StorageBench;

/** After an unclean end the index may tell of places that nodes have left since; nobody is taken for them. */
class StaleIndexTest {

    @TempDir
    private Path tmp;

    private Path root() {
        return tmp.resolve("root");
    }

    private interface Work {
        void on(StorageBench bench) throws IOException;
    }

    /** Changes the tree and brings the index back to what it was before, as a kill before its next batch does. */
    private void withoutTheIndex(Work work) throws IOException {
        Path index = tmp.resolve("state/contract/rebuildable.db");
        Path before = tmp.resolve("before.db");
        Files.copy(index, before, StandardCopyOption.REPLACE_EXISTING);
        try (StorageBench bench = BenchOf.in(tmp)) {
            work.on(bench);
        }
        Files.deleteIfExists(index.resolveSibling("rebuildable.db-wal"));
        Files.deleteIfExists(index.resolveSibling("rebuildable.db-shm"));
        Files.copy(before, index, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(root().resolve(".weft/epoch"), "0 running\n");
    }

    private static List<Finding> check(StorageBench bench) throws IOException {
        List<Finding> findings = new ArrayList<>();
        bench.driver().upkeep().orElseThrow().check(findings::add);
        return findings;
    }

    private static List<Trash.Item> trash(StorageBench bench) throws IOException {
        List<Trash.Item> items = new ArrayList<>();
        Trash trash = bench.driver().trash().orElseThrow();
        trash.list(bench.anna(), bench.stat("/").space(), Optional.empty(), RelPath.root(), items::add);
        return items;
    }

    @Test
    void a_folder_that_was_half_made_is_not_taken_for_the_one_of_that_name_in_the_trash() throws IOException {
        Node old;
        try (StorageBench bench = BenchOf.in(tmp)) {
            bench.folder("/t");
            old = bench.folder("/t/g");
            bench.put("/t/g/1", "one");
        }
        withoutTheIndex(bench -> bench.delete("/t/g"));
        Files.createDirectory(root().resolve("t/g"));
        try (StorageBench bench = BenchOf.in(tmp)) {
            assertThat(check(bench)).isEmpty();
            assertThat(bench.stat("/t/g").id()).isNotEqualTo(old.id());
            assertThat(trash(bench))
                    .singleElement()
                    .satisfies(item -> assertThat(item.original()).isEqualTo(RelPath.parse("t/g")));
        }
    }

    @Test
    void a_new_file_is_not_taken_for_one_that_was_moved_to_another_folder() throws IOException {
        Node old;
        try (StorageBench bench = BenchOf.in(tmp)) {
            bench.folder("/from");
            bench.folder("/to");
            old = bench.put("/from/a", "one");
        }
        withoutTheIndex(bench -> bench.moveOver("/from/a", "/to/b"));
        Files.writeString(root().resolve("from/a"), "another");
        try (StorageBench bench = BenchOf.in(tmp)) {
            assertThat(bench.stat("/from/a").id()).isNotEqualTo(old.id());
            assertThat(check(bench)).isEmpty();
            assertThat(bench.stat("/to/b").id()).isEqualTo(old.id());
        }
    }

    @Test
    void what_an_editor_saved_while_the_server_was_down_keeps_its_id_once_all_places_are_known() throws IOException {
        Node before;
        try (StorageBench bench = BenchOf.in(tmp)) {
            bench.folder("/f");
            before = bench.put("/f/a", "one");
        }
        Files.writeString(root().resolve(".weft/epoch"), "0 running\n");
        Files.writeString(root().resolve("f/.swp"), "edited");
        Files.move(root().resolve("f/.swp"), root().resolve("f/a"), StandardCopyOption.REPLACE_EXISTING);
        try (StorageBench bench = BenchOf.in(tmp)) {
            assertThat(check(bench)).isEmpty();
            assertThat(bench.stat("/f/a").id()).isEqualTo(before.id());
        }
    }

    @Test
    void a_file_that_was_about_to_be_replaced_is_not_in_the_trash_too() throws IOException {
        Node before;
        String space;
        try (StorageBench bench = BenchOf.in(tmp)) {
            bench.folder("/t");
            bench.put("/t/old", "old");
            bench.delete("/t/old");
            before = bench.put("/t/a", "one");
            space = before.space().value();
        }
        Path file = root().resolve("t/a");
        String wayBack = new TrashRecord(TrashRecord.Reason.TRASH, 1, RelPath.parse("t/a")).text();
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                .write("weft.trash", ByteBuffer.wrap(wayBack.getBytes(StandardCharsets.UTF_8)));
        Files.createLink(root().resolve(".weft/trash/" + space + "/00000000000000ff-0000000a"), file);
        Files.writeString(root().resolve(".weft/epoch"), "0 running\n");
        try (StorageBench bench = BenchOf.in(tmp)) {
            assertThat(check(bench)).isEmpty();
            assertThat(bench.statById(before).path()).isEqualTo(RelPath.parse("t/a"));
            assertThat(trash(bench))
                    .singleElement()
                    .satisfies(item -> assertThat(item.original()).isEqualTo(RelPath.parse("t/old")));
        }
    }

    @Test
    void a_scan_that_a_good_end_cut_short_is_made_up_for() throws IOException, SQLException {
        Id root = new Id(1, 2);
        try (TestContext context = TestContext.in(tmp.resolve("state"))) {
            Database database = context.database(Database.Durability.REBUILDABLE);
            NodeIndex fresh = new NodeIndex(database);
            fresh.start(root, true, true);
            assertThat(fresh.isComplete()).isTrue();
            NodeIndex afterCrash = new NodeIndex(database);
            afterCrash.start(root, false, false);
            assertThat(afterCrash.isComplete()).isFalse();
            assertThat(afterCrash.isSound()).isFalse();

            NodeIndex afterGoodEnd = new NodeIndex(database);
            afterGoodEnd.start(root, true, false);
            assertThat(afterGoodEnd.isComplete()).isFalse();
            assertThat(afterGoodEnd.isSound()).isFalse();

            afterGoodEnd.completed("now");
            NodeIndex again = new NodeIndex(database);
            again.start(root, true, false);
            assertThat(again.isComplete()).isTrue();
        }
    }
}
