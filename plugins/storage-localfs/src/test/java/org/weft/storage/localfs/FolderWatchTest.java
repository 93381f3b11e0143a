/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.Node;
import org.weft.testkit.storage.StorageBench;

/** What other programs do deep in the tree shows at its top by itself, without anybody looking there. */
class FolderWatchTest {

    @TempDir
    private Path tmp;

    private Path root;
    private StorageBench bench;

    @BeforeEach
    void start() throws Exception {
        root = Files.createDirectories(tmp.resolve("root"));
        Files.createDirectories(root.resolve("a/b/c"));
        Files.writeString(root.resolve("a/b/c/old"), "old");
        bench = BenchOf.with(tmp, LocalFsConfig.of(root).watching(20));
        bench.list("/a/b/c");
        awaitWatch();
    }

    /** The watch has begun when it tells of something; what is told first tells nothing of later. */
    private void awaitWatch() throws Exception {
        for (int i = 0; ; i++) {
            String before = bench.stat("/").etag();
            Files.writeString(root.resolve("a/b/c/probe"), "probe " + i);
            for (int tries = 0; tries < 20; tries++) {
                if (!bench.stat("/").etag().equals(before)) {
                    return;
                }
                Thread.sleep(100);
            }
        }
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private interface Change {
        void make() throws Exception;
    }

    /** Makes a change and waits until the top tells of it; the suite's time-out is the bound. */
    private void assertSeen(Change change) throws Exception {
        String before = settled();
        change.make();
        while (bench.stat("/").etag().equals(before)) {
            Thread.sleep(20);
        }
    }

    /** The top's etag when nothing is under way any more. */
    private String settled() throws Exception {
        Callable<String> etag = () -> bench.stat("/").etag();
        String last = etag.call();
        for (int same = 0; same < 6; ) {
            Thread.sleep(200);
            String now = etag.call();
            same = now.equals(last) ? same + 1 : 0;
            last = now;
        }
        return last;
    }

    @Test
    void whatever_another_program_does_deep_below_is_seen_at_the_top() throws Exception {
        assertSeen(() -> Files.writeString(root.resolve("a/b/c/new"), "new"));
        assertSeen(() -> Files.writeString(root.resolve("a/b/c/new"), "more", StandardOpenOption.APPEND));
        assertSeen(() -> Files.move(root.resolve("a/b/c/new"), root.resolve("a/b/c/renamed")));
        assertSeen(() -> Files.delete(root.resolve("a/b/c/renamed")));
        assertSeen(() -> Files.createDirectories(root.resolve("a/b/d/e")));
        assertSeen(() -> Files.writeString(root.resolve("a/b/d/e/inner"), "1"));
        assertSeen(() -> Files.move(root.resolve("a/b/d"), root.resolve("a/moved")));
        assertSeen(() -> Files.writeString(root.resolve("a/moved/e/inner"), "22"));
        assertThat(bench.names("/a/moved/e")).containsExactly("inner");
        assertThat(Eventually.equal(2L, () -> bench.stat("/a/moved").size())).isEqualTo(2);
    }

    @Test
    void a_tree_that_came_as_a_whole_is_seen_to_its_bottom() throws Exception {
        Path other = Files.createDirectories(tmp.resolve("other/x/y"));
        Files.writeString(other.resolve("z"), "12345");
        assertSeen(() -> Files.move(tmp.resolve("other"), root.resolve("a/other")));
        settled();
        assertSeen(() -> Files.writeString(root.resolve("a/other/x/y/z"), "1234567"));
        assertThat(bench.read("/a/other/x/y/z")).isEqualTo("1234567");
    }

    @Test
    void a_file_whose_size_and_time_were_restored_gets_another_etag() throws Exception {
        Node before = bench.stat("/a/b/c/old");
        Path file = root.resolve("a/b/c/old");
        FileTime time = Files.getLastModifiedTime(file);
        assertSeen(() -> {
            Files.writeString(file, "new");
            Files.setLastModifiedTime(file, time);
        });
        settled();
        Node after = bench.stat("/a/b/c/old");
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.mtime()).isEqualTo(before.mtime());
        assertThat(after.size()).isEqualTo(before.size());
        assertThat(after.etag()).isNotEqualTo(before.etag());
    }

    @Test
    void what_changes_no_content_changes_no_etag() throws Exception {
        bench.put("/a/b/c/kept", "kept");
        String before = settled();
        Path file = root.resolve("a/b/c/kept");
        Files.createLink(tmp.resolve("backup"), file);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        Files.setAttribute(file, "user:note", "x".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(Files.readString(file)).isEqualTo("kept");
        assertThat(settled()).isEqualTo(before);
    }

    @Test
    void a_tree_with_too_many_folders_is_left_to_scans() throws Exception {
        for (int i = 0; i < 30; i++) {
            Files.createDirectories(root.resolve("many/" + i));
        }
        String last = settled();
        Files.writeString(root.resolve("a/b/c/unseen"), "x");
        assertThat(settled()).isEqualTo(last);
        assertThat(bench.names("/a/b/c")).contains("unseen");
        assertThat(bench.stat("/").etag()).isNotEqualTo(last);
    }
}
