/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.DriverContext;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Upkeep.Finding;
import org.weft.spi.storage.Versions;
import org.weft.testkit.storage.Fixture;
import org.weft.testkit.storage.StorageBench;

/** Earlier contents, then the trash, give way to what is written, the oldest first; over SQLite. */
class MakeRoomTest {

    private static final String SIX = "x".repeat(6_000);

    @TempDir
    private Path tmp;

    DriverContext lent(DriverContext context) {
        return context;
    }

    private StorageBench bench(MakeRoom way) throws IOException {
        TreeSettings settings = TreeSettings.simple().withQuota(10_000, way);
        FolderTree.Options options = new FolderTree.Options(tmp.resolve("bucket"), settings);
        return new StorageBench(
                tmp.resolve("state"), context -> new FolderTree().create(options, lent(context)), Fixture.none());
    }

    private static List<Versions.Version> versions(StorageBench bench, String path) throws IOException {
        List<Versions.Version> versions = new ArrayList<>();
        bench.driver().versions().orElseThrow().list(bench.anna(), StorageBench.at(path), versions::add);
        return versions;
    }

    private static List<String> trash(StorageBench bench) throws IOException {
        List<String> names = new ArrayList<>();
        Trash trash = bench.driver().trash().orElseThrow();
        trash.list(
                bench.anna(),
                bench.stat("/").space(),
                Optional.empty(),
                RelPath.root(),
                item -> names.add(item.original().toString()));
        return names;
    }

    private static void requireClean(StorageBench bench) throws IOException {
        List<Finding> findings = new ArrayList<>();
        bench.driver().upkeep().orElseThrow().check(findings::add);
        assertThat(findings).isEmpty();
    }

    @Test
    void a_file_that_does_not_fit_beside_its_version_is_overwritten_without_one() throws IOException {
        try (StorageBench bench = bench(MakeRoom.VERSIONS_AND_TRASH)) {
            bench.put("/a", SIX);
            bench.put("/a", SIX);
            bench.put("/a", SIX);
            assertThat(bench.read("/a")).isEqualTo(SIX);
            assertThat(versions(bench, "/a")).isEmpty();
            requireClean(bench);
        }
    }

    @Test
    void what_was_deleted_makes_room() throws IOException {
        try (StorageBench bench = bench(MakeRoom.VERSIONS_AND_TRASH)) {
            bench.put("/a", SIX);
            bench.delete("/a");
            assertThat(bench.driver().quota(bench.anna(), StorageBench.at("/")).remaining())
                    .as("what gives way is no reason not to try")
                    .hasValue(10_000);
            bench.put("/b", SIX);
            assertThat(trash(bench)).isEmpty();
            assertThat(bench.driver().quota(bench.anna(), StorageBench.at("/")).remaining())
                    .hasValue(4_000);
            requireClean(bench);
        }
    }

    @Test
    void versions_go_before_the_trash_and_the_oldest_first_and_no_more_than_needed() throws IOException {
        try (StorageBench bench = bench(MakeRoom.VERSIONS_AND_TRASH)) {
            for (String name : List.of("/old", "/young")) {
                bench.put(name, "t".repeat(1_000));
                bench.delete(name);
            }
            bench.folder("/f");
            bench.folder("/f/g");
            bench.put("/f/g/v", "0".repeat(1_000));
            bench.put("/w", "1".repeat(1_000));
            bench.put("/f/g/v", "2".repeat(1_000));
            bench.put("/w", "3".repeat(1_000));
            bench.put("/big", "b".repeat(4_500)); // of 10 000 there are 6 000: 500 are missing
            assertThat(versions(bench, "/f/g/v")).isEmpty();
            assertThat(versions(bench, "/w")).hasSize(1);
            assertThat(trash(bench)).containsExactlyInAnyOrder("old", "young");
            bench.put("/more", "m".repeat(2_000)); // 500 free, a version of 1 000, one item of the trash
            assertThat(versions(bench, "/w")).isEmpty();
            assertThat(trash(bench)).containsExactly("young");
            requireClean(bench);
        }
    }

    @Test
    void nothing_gives_way_when_it_would_not_be_enough_or_is_not_to() throws IOException {
        try (StorageBench bench = bench(MakeRoom.VERSIONS_AND_TRASH)) {
            bench.put("/a", SIX);
            bench.put("/b", "b");
            bench.delete("/b");
            assertThatThrownBy(() -> bench.put("/c", SIX)).isInstanceOf(NoSpace.class);
            assertThat(trash(bench)).containsExactly("b");
        }
        try (StorageBench bench = bench(MakeRoom.VERSIONS)) {
            bench.delete("/a");
            assertThatThrownBy(() -> bench.put("/c", SIX)).isInstanceOf(NoSpace.class);
        }
        try (StorageBench bench = bench(MakeRoom.NONE)) {
            bench.put("/c", "c".repeat(3_000));
            assertThatThrownBy(() -> bench.put("/c", "d".repeat(3_000))).isInstanceOf(NoSpace.class);
            assertThat(trash(bench)).hasSize(2);
        }
    }

    @Test
    void a_copy_makes_room_as_well() throws IOException {
        try (StorageBench bench = bench(MakeRoom.VERSIONS_AND_TRASH)) {
            bench.put("/a", "a".repeat(3_000));
            bench.put("/b", SIX);
            bench.delete("/b");
            bench.copy("/a", "/c");
            assertThat(bench.read("/c")).hasSize(3_000);
            assertThat(trash(bench)).isEmpty();
            requireClean(bench);
        }
    }

    @Test
    void many_writers_that_need_room_at_a_time_all_get_it_and_never_pass_the_quota() throws Exception {
        try (StorageBench bench = bench(MakeRoom.VERSIONS_AND_TRASH);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 9; i++) {
                bench.put("/old" + i, "o".repeat(1_000));
                bench.delete("/old" + i);
            }
            List<Callable<Object>> writers = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                String name = "/new" + i;
                writers.add(() -> bench.put(name, "n".repeat(1_000)));
            }
            for (Future<Object> each : executor.invokeAll(writers)) {
                each.get();
            }
            assertThat(bench.list("/"))
                    .filteredOn(node -> node.name().startsWith("new"))
                    .hasSize(9);
            assertThat(bench.driver()
                            .quota(bench.anna(), StorageBench.at("/"))
                            .used()
                            .orElseThrow())
                    .isLessThanOrEqualTo(10_000);
            requireClean(bench);
        }
    }
}
