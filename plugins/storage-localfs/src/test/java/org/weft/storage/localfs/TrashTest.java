/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Trash;
import org.weft.testkit.storage.StorageBench;

/** What is deleted or replaced lies in {@code .weft/trash}, and a crash loses nothing of it. */
@Tag("process")
class TrashTest {

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

    private Trash trash() {
        return bench.driver().trash().orElseThrow();
    }

    private SpaceId space() throws IOException {
        return bench.stat("/").space();
    }

    private List<Trash.Item> items() throws IOException {
        List<Trash.Item> items = new ArrayList<>();
        trash().list(bench.anna(), space(), Optional.empty(), RelPath.root(), items::add);
        return items;
    }

    private Node restore(Trash.Item item) throws IOException {
        return trash().restore(
                        bench.anna(), space(), item.key(), RelPath.root(), Optional.empty(), false, Guard.none());
    }

    private long used(String path) throws IOException {
        return bench.driver().quota(bench.anna(), StorageBench.at(path)).used().orElseThrow();
    }

    private static Object inode(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    private Path inTrash(Trash.Item item) throws IOException {
        return root().resolve(".weft/trash").resolve(space().value()).resolve(item.key());
    }

    @Test
    void a_deleted_folder_lies_there_as_it_was() throws IOException {
        bench.folder("/f");
        bench.put("/f/a", "12345");
        Object folder = inode(root().resolve("f"));
        Object file = inode(root().resolve("f/a"));
        bench.delete("/f");
        Path there = inTrash(items().getFirst());
        assertThat(inode(there)).isEqualTo(folder);
        assertThat(inode(there.resolve("a"))).isEqualTo(file);
        assertThat(used("/")).isEqualTo(5);
        assertThat(bench.stat("/").size()).isZero();
    }

    @Test
    void a_symbolic_link_comes_back_with_its_id() throws IOException {
        bench.folder("/a");
        bench.put("/a/b", "x");
        Files.createSymbolicLink(root().resolve("link"), Path.of("a/b"));
        Node link = bench.stat("/link");
        bench.delete("/link");
        Trash.Item item = items().getFirst();
        assertThat(item.kind()).isEqualTo(Kind.SYMLINK);
        assertThat(item.original()).isEqualTo(RelPath.parse("link"));
        Node restored = restore(item);
        assertThat(restored.id()).isEqualTo(link.id());
        assertThat(restored.target()).contains("a/b");
        assertThat(bench.statById(link).path()).isEqualTo(RelPath.parse("link"));
        try (var entries = Files.list(inTrash(item).getParent())) {
            assertThat(entries).isEmpty();
        }
    }

    @Test
    void what_a_move_or_a_copy_replaces_goes_there_too() throws IOException {
        bench.put("/a", "a");
        bench.put("/b", "bb");
        bench.folder("/f");
        bench.put("/f/x", "xxx");
        bench.folder("/g");
        bench.moveOver("/a", "/b");
        bench.moveOver("/b", "/f");
        bench.moveOver("/g", "/f");
        assertThat(items())
                .extracting(Trash.Item::original)
                .extracting(RelPath::toString)
                .containsExactlyInAnyOrder("b", "f", "f");
        assertThat(items()).extracting(Trash.Item::size).containsExactlyInAnyOrder(2L, 3L, 1L);
        assertThat(used("/")).isEqualTo(6);
        assertThat(bench.names("/")).containsExactly("f");
        bench.restart();
        assertThat(items()).hasSize(3);
    }

    @Test
    void nobody_sees_the_replaced_folder_under_the_name_the_other_came_from() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        List<String> wrong = new ArrayList<>();
        bench.folder("/target");
        bench.put("/target/old", "x");
        Thread reader = Thread.ofVirtual().start(() -> {
            while (!ended.get()) {
                if (Files.exists(root().resolve("source/old"))) {
                    wrong.add("the replaced folder at the source's name");
                }
                if (!Files.exists(root().resolve("target"))) {
                    wrong.add("nothing at the target's name");
                }
            }
        });
        for (int i = 0; i < 200; i++) {
            bench.folder("/source");
            bench.moveOver("/source", "/target");
            bench.put("/target/old", "x");
        }
        ended.set(true);
        reader.join();
        assertThat(wrong).isEmpty();
        assertThat(items()).hasSize(200);
    }

    @Test
    void a_long_upload_into_a_folder_that_was_deleted_is_refused() throws IOException {
        bench.folder("/f");
        InputStream deleting = new InputStream() {
            private int left = 3;

            @Override
            public int read() throws IOException {
                if (left == 2) {
                    bench.delete("/f");
                }
                return left-- > 0 ? 'x' : -1;
            }
        };
        assertThatThrownBy(() -> bench.driver().put(bench.anna(), StorageBench.at("/f/a"), PutSpec.simple(), deleting))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        refused -> assertThat(refused.isParent()).isTrue());
        restore(items().getFirst());
        assertThat(bench.names("/f")).isEmpty();
    }

    @Test
    void a_copy_made_by_another_program_does_not_take_the_id_of_what_lies_there() throws Exception {
        Node a = bench.put("/a", "x");
        assertThat(new ProcessBuilder(
                                "cp",
                                "-a",
                                root().resolve("a").toString(),
                                root().resolve("b").toString())
                        .start()
                        .waitFor())
                .isZero();
        bench.delete("/a");
        assertThat(bench.stat("/b").id()).isNotEqualTo(a.id());
        assertThat(restore(items().getFirst()).id()).isEqualTo(a.id());
    }

    @Test
    void each_home_has_its_own_and_its_quota() throws IOException {
        bench.close();
        bench = BenchOf.with(tmp, LocalFsConfig.of(root()).withQuota(1000).giving(MakeRoom.NONE));
        Space home = bench.driver().spaces().orElseThrow().home(StorageBench.caller("anna"));
        String path = "/" + home.path();
        bench.put(path + "/a", "x".repeat(900));
        bench.delete(path + "/a");
        assertThat(items()).isEmpty();
        assertThat(used(path)).isEqualTo(900);
        assertThat(used("/")).isZero();
        assertThatThrownBy(() -> bench.put(path + "/b", "x".repeat(200)))
                .isInstanceOf(NoSpace.class)
                .hasMessageContaining("trash");
        trash().empty(bench.anna(), home.id());
        bench.put(path + "/b", "x".repeat(200));
    }

    private Set<String> filesOfOurs() throws IOException {
        try (var files = Files.walk(root().resolve(".weft"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.toSet());
        } catch (UncheckedIOException gone) {
            return Set.of(); // a folder was taken away meanwhile
        }
    }

    @Test
    void without_a_trash_deleting_is_for_good_and_versions_go_along() throws Exception {
        bench.close();
        bench = BenchOf.with(tmp, LocalFsConfig.of(root()).withTrash(Duration.ZERO));
        assertThat(bench.driver().trash()).isEmpty();
        bench.put("/a", "one");
        bench.put("/a", "two");
        bench.folder("/f");
        bench.put("/f/b", "one");
        bench.put("/f/b", "two");
        assertThat(used("/")).isEqualTo(12);
        bench.delete("/a");
        bench.delete("/f");
        assertThat(Eventually.equal(0L, () -> used("/"))).isZero();
        Set<String> ours = Set.of("owner", "epoch", "locks");
        assertThat(Eventually.equal(ours, this::filesOfOurs)).isEqualTo(ours);
    }

    @Test
    void purging_takes_the_versions_of_all_below_along() throws Exception {
        bench.folder("/f");
        bench.put("/f/b", "one");
        bench.put("/f/b", "two");
        bench.delete("/f");
        assertThat(used("/")).isEqualTo(6);
        trash().empty(bench.anna(), space());
        assertThat(Eventually.equal(0L, () -> used("/"))).isZero();
    }

    private void announce(String name, String reason, String path) throws IOException {
        Files.getFileAttributeView(root().resolve(name), UserDefinedFileAttributeView.class)
                .write("weft.trash", StandardCharsets.UTF_8.encode(reason + "\n1\n" + path));
        Files.move(root().resolve(name), root().resolve(".weft/tmp/0123456789abcdef"));
    }

    @Test
    void a_move_that_a_crash_cut_off_is_taken_back() throws Exception {
        bench.folder("/f");
        Node a = bench.put("/f/a", "x");
        bench.close();
        announce("f", "move", "f");
        bench = BenchOf.in(tmp);
        assertThat(bench.read("/f/a")).isEqualTo("x");
        assertThat(bench.stat("/f/a").id()).isEqualTo(a.id());
        assertThat(bench.statById(a).path()).isEqualTo(RelPath.parse("f/a"));
    }

    @Test
    void a_replaced_node_that_a_crash_left_behind_is_in_the_trash() throws Exception {
        bench.folder("/f");
        Node a = bench.put("/f/a", "12345");
        bench.close();
        announce("f", "trash", "g");
        bench = BenchOf.in(tmp);
        assertThat(items()).singleElement().satisfies(item -> {
            assertThat(item.original()).isEqualTo(RelPath.parse("g"));
            assertThat(item.size()).isEqualTo(5);
        });
        restore(items().getFirst());
        assertThat(bench.statById(a).path()).isEqualTo(RelPath.parse("g/a"));
    }
}
