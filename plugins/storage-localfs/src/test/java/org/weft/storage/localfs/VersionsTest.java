/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Versions;
import org.weft.spi.storage.Versions.Version;
import org.weft.testkit.storage.StorageBench;

/** Earlier contents lie in {@code .weft/versions}, whatever happens to the file and whoever writes it. */
class VersionsTest {

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

    private Versions versions() {
        return bench.driver().versions().orElseThrow();
    }

    private List<Version> list(String path) throws IOException {
        List<Version> all = new ArrayList<>();
        versions().list(bench.anna(), StorageBench.at(path), all::add);
        return all;
    }

    private List<String> contents(String path) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Version version : list(path)) {
            texts.add(read(path, version));
        }
        return texts;
    }

    private String read(String path, Version version) throws IOException {
        try (Content content = versions().open(bench.anna(), StorageBench.at(path), version.key(), ReadSpec.whole())) {
            assertThat(content.node().etag()).isEqualTo(version.etag());
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(content.length()));
            ((Content.OfFile) content).channel().read(buffer, content.offset());
            return new String(buffer.array(), StandardCharsets.UTF_8);
        }
    }

    private Node restore(String path, String key) throws IOException {
        return versions().restore(bench.anna(), StorageBench.at(path), key, Guard.none());
    }

    private long used() throws IOException {
        return bench.driver().quota(bench.anna(), StorageBench.at("/")).used().orElseThrow();
    }

    private Path store() {
        return tmp.resolve("root/.weft/versions");
    }

    private static long filesIn(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void each_content_that_was_replaced_can_be_read_newest_first() throws IOException {
        Node one = bench.put("/a", "one");
        bench.put("/a", "two");
        bench.put("/a", "three");
        assertThat(contents("/a")).containsExactly("two", "one");
        assertThat(list("/a").getLast().etag()).isEqualTo(one.etag());
        assertThat(list("/a").getLast().mtime()).isEqualTo(one.mtime());
        bench.restart();
        assertThat(contents("/a")).containsExactly("two", "one");
    }

    @Test
    void a_new_file_costs_nothing_in_the_store() throws IOException {
        bench.put("/a", "one");
        assertThat(list("/a")).isEmpty();
        try (var entries = Files.list(store())) {
            assertThat(entries).isEmpty();
        }
    }

    @Test
    void restoring_brings_the_content_back_and_keeps_the_one_it_replaces() throws IOException {
        bench.folder("/f");
        Node one = bench.put("/f/a", "one");
        bench.put("/f/a", "two two");
        Node before = bench.stat("/f");
        Node restored = restore("/f/a", list("/f/a").getFirst().key());
        assertThat(bench.read("/f/a")).isEqualTo("one");
        assertThat(restored).hasToString(bench.stat("/f/a").toString());
        assertThat(restored.id()).isEqualTo(one.id());
        assertThat(restored.etag()).isNotEqualTo(one.etag());
        assertThat(contents("/f/a")).containsExactly("two two");
        assertThat(bench.stat("/f").etag()).isNotEqualTo(before.etag());
        assertThat(bench.stat("/f").size()).isEqualTo(3);
        assertThat(used()).isEqualTo(10);
        assertThat(bench.statById(one).path()).isEqualTo(one.path());
    }

    @Test
    void versions_follow_the_file_when_it_moves() throws IOException {
        bench.put("/a", "one");
        bench.put("/a", "two");
        bench.folder("/f");
        bench.move("/a", "/f/b");
        assertThat(contents("/f/b")).containsExactly("one");
        bench.move("/f", "/g");
        assertThat(list("/g/b")).hasSize(1);
        bench.put("/a", "another file");
        assertThat(list("/a")).isEmpty();
    }

    @Test
    void only_so_many_are_kept_and_they_count_for_the_quota() throws IOException {
        bench.close();
        bench = BenchOf.with(tmp, LocalFsConfig.of(tmp.resolve("root")).withVersions(3, Duration.ZERO));
        for (int i = 0; i < 8; i++) {
            bench.put("/a", "content " + i);
        }
        assertThat(contents("/a")).containsExactly("content 6", "content 5", "content 4");
        assertThat(filesIn(store())).isEqualTo(3);
        assertThat(used()).isEqualTo(4 * 9);
    }

    @Test
    void a_content_that_would_not_fit_beside_its_version_is_refused_where_nothing_gives_way() throws IOException {
        bench.close();
        bench = BenchOf.with(
                tmp, LocalFsConfig.of(tmp.resolve("root")).withQuota(1000).giving(MakeRoom.NONE));
        bench.put("/a", "x".repeat(600));
        assertThatThrownBy(() -> bench.put("/a", "y".repeat(600)))
                .isInstanceOf(NoSpace.class)
                .hasMessageContaining("versions");
        assertThat(list("/a")).isEmpty();
        bench.put("/a", "y".repeat(400));
        assertThat(list("/a")).hasSize(1);
        restore("/a", list("/a").getFirst().key());
        assertThat(bench.read("/a")).hasSize(600);
    }

    @Test
    void without_versions_there_is_no_ability_and_no_store() throws IOException {
        bench.close();
        bench = BenchOf.with(tmp, LocalFsConfig.of(tmp.resolve("root")).withVersions(0, Duration.ZERO));
        bench.put("/a", "one");
        bench.put("/a", "two");
        assertThat(bench.driver().versions()).isEmpty();
        assertThat(filesIn(store())).isZero();
    }

    @Test
    void a_version_that_is_the_present_content_after_a_crash_is_not_shown() throws IOException {
        Node a = bench.put("/a", "one");
        bench.put("/a", "two");
        Version version = list("/a").getFirst();
        Path folder = store().resolve(a.id().value().substring(0, 2)).resolve(a.id().value());
        String later = "7" + version.key().substring(1);
        Files.createLink(folder.resolve(later), tmp.resolve("root/a"));
        assertThat(list("/a")).containsExactly(version);
        assertThatThrownBy(() -> restore("/a", later)).isInstanceOf(NotFound.class);
        bench.put("/a", "three");
        assertThat(contents("/a")).containsExactly("two", "one");
        assertThat(filesIn(store())).isEqualTo(2);
    }

    @Test
    void what_another_program_wrote_in_place_is_kept_when_it_is_replaced() throws IOException {
        bench.put("/a", "one");
        Files.writeString(tmp.resolve("root/a"), "from outside");
        bench.put("/a", "three");
        assertThat(contents("/a")).containsExactly("from outside");
        assertThat(used()).isEqualTo(17);
    }

    @Test
    void unknown_keys_and_other_kinds_are_refused() throws IOException {
        bench.folder("/f");
        bench.put("/a", "one");
        for (String key : List.of("x", "../../owner", "0000000000000000.AAAAAAAAAAAAAAAAAAAAAA")) {
            assertThatThrownBy(() -> restore("/a", key)).isInstanceOf(NotFound.class);
        }
        assertThatThrownBy(() -> list("/f")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> list("/missing")).isInstanceOf(NotFound.class);
    }
}
