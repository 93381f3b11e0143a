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
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.InvalidConfig;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.StorageDriver;
import org.weft.testkit.TestContext;
import org.weft.testkit.storage.StorageBench;

/** What a start finds, clears, takes over and refuses. */
@Tag("process")
class StartTest {

    @TempDir
    private Path tmp;

    private Path root() {
        return tmp.resolve("root");
    }

    private static StorageDriver driver(Path root, TestContext context) {
        return new LocalFsFactory().create(LocalFsConfig.of(root), context);
    }

    @Test
    void what_killed_uploads_left_is_swept() throws IOException {
        BenchOf.in(tmp).close();
        Path left = Files.createDirectories(root().resolve(".weft/tmp/deleted/deep/er"));
        Files.writeString(left.resolve("a"), "x");
        Files.createSymbolicLink(left.resolve("link"), root());
        Files.writeString(root().resolve(".weft/tmp/upload"), "half");
        try (StorageBench bench = BenchOf.in(tmp)) {
            assertThat(bench.list("/")).isEmpty();
            try (var entries = Files.list(root().resolve(".weft/tmp"))) {
                assertThat(entries).isEmpty();
            }
        }
    }

    @Test
    void after_a_good_end_all_etags_are_as_they_were() throws IOException {
        String before;
        try (StorageBench bench = BenchOf.in(tmp)) {
            bench.folder("/f");
            bench.put("/f/a", "x");
            before = bench.picture("/");
        }
        try (StorageBench bench = BenchOf.in(tmp)) {
            assertThat(bench.picture("/")).isEqualTo(before);
        }
    }

    @Test
    void after_a_crash_folders_have_other_etags_and_files_the_same() throws IOException {
        Node folder;
        Node file;
        try (StorageBench bench = BenchOf.in(tmp)) {
            folder = bench.folder("/f");
            file = bench.put("/f/a", "x");
            folder = bench.stat("/f");
        }
        Files.writeString(root().resolve(".weft/epoch"), "0 running\n");
        try (StorageBench bench = BenchOf.in(tmp)) {
            assertThat(bench.stat("/f").etag()).isNotEqualTo(folder.etag());
            assertThat(bench.stat("/f").id()).isEqualTo(folder.id());
            assertThat(bench.stat("/f/a")).hasToString(file.toString());
        }
    }

    @Test
    void another_mount_on_the_same_root_is_refused() throws IOException {
        try (StorageBench first = BenchOf.in(tmp);
                TestContext other = new TestContext.Site(tmp.resolve("state")).context("other");
                StorageDriver second = driver(root(), other)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("contract")
                    .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
            first.put("/a", "still served");
        }
    }

    @Test
    void two_instances_of_one_mount_live_side_by_side_during_a_swap() throws IOException {
        TestContext.Site site = new TestContext.Site(tmp.resolve("state"));
        try (TestContext oldContext = site.context("mount");
                TestContext newContext = site.context("mount");
                TestContext otherContext = site.context("other")) {
            StorageDriver old = driver(root(), oldContext);
            old.start();
            StorageDriver fresh = driver(root(), newContext);
            fresh.start();
            Space home = old.spaces().orElseThrow().home(StorageBench.caller("anna"));
            assertThat(fresh.spaces().orElseThrow().home(StorageBench.caller("anna")))
                    .isEqualTo(home);
            old.close();
            StorageDriver other = driver(root(), otherContext);
            assertThatThrownBy(other::start).isInstanceOf(IOException.class).hasMessageContaining("mount");
            other.close();
            fresh.close();
        }
        assertThat(root().resolve(".weft/epoch")).content().startsWith("0 clean");
        BenchOf.in(tmp).close();
    }

    @Test
    void a_root_that_cannot_be_made_is_refused_with_a_reason() throws IOException {
        Path file = Files.writeString(tmp.resolve("file"), "x");
        try (TestContext context = TestContext.in(tmp.resolve("state"));
                StorageDriver driver = driver(file.resolve("root"), context)) {
            assertThatThrownBy(driver::start).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_file_system_without_extended_attributes_is_refused_with_the_option_that_is_missing() throws Exception {
        try (SmallDisk disk = SmallDisk.withoutAttributes(tmp.resolve("ram"));
                TestContext context = TestContext.in(tmp.resolve("state"));
                StorageDriver driver = driver(disk.folder(), context)) {
            assertThatThrownBy(driver::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("user_xattr")
                    .hasMessageContaining(disk.folder().toString());
        }
    }

    @Test
    void a_scan_every_second_is_refused() {
        LocalFsConfig hasty = new LocalFsConfig(
                root(),
                true,
                Optional.empty(),
                Duration.ofSeconds(1),
                0,
                0,
                0,
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty(),
                MakeRoom.NONE);
        try (TestContext context = TestContext.in(tmp.resolve("state"))) {
            assertThatThrownBy(() -> new LocalFsFactory().create(hasty, context))
                    .isInstanceOf(InvalidConfig.class);
        }
    }
}
