/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.ServerCopy.Copied;
import org.weft.testkit.storage.StorageBench;

/** Copies inside a local file system: what the contract can't see. */
class CopyTest {

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

    private Path disk(String path) {
        return tmp.resolve("root").resolve(path);
    }

    private static MoveSpec over() {
        return guarded(Guard.none());
    }

    private static MoveSpec guarded(Guard guard) {
        return new MoveSpec(true, Precondition.none(), Precondition.none(), guard);
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> entries = Files.list(disk(".weft/tmp"))) {
            return entries.toList();
        }
    }

    /** What the guard refuses at the last moment. */
    private static Guard refusing(Runnable before) {
        return new Guard() {
            @Override
            public void check(Affected what) {}

            @Override
            public <T> Attempt<T> attempt(Affected what, Step<T> step) {
                before.run();
                throw new Locked("a lock is in the way");
            }
        };
    }

    @Test
    void symbolic_links_in_a_folder_are_copied_as_links() throws IOException {
        Path secret = Files.writeString(tmp.resolve("secret"), "secret");
        bench.folder("/f");
        Files.createSymbolicLink(disk("f/out"), secret);
        Files.createSymbolicLink(disk("f/dangling"), Path.of("../no where"));
        Files.createSymbolicLink(disk("f/loop"), Path.of("."));
        bench.copy("/f", "/g");
        assertThat(Files.readSymbolicLink(disk("g/out"))).isEqualTo(secret);
        assertThat(Files.readSymbolicLink(disk("g/dangling"))).isEqualTo(Path.of("../no where"));
        assertThat(Files.readSymbolicLink(disk("g/loop"))).isEqualTo(Path.of("."));
        assertThat(bench.list("/g")).isEmpty();
        assertThatThrownBy(() -> bench.copy("/f/out", "/out2")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> bench.copy("/f/loop/out", "/x")).isInstanceOf(WeftException.class);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void a_tree_of_hundreds_of_levels_is_copied_with_sizes_at_every_one() throws Exception {
        String below = "/d".repeat(200);
        Files.createDirectories(disk("top" + below));
        bench.put("/top" + below + "/leaf", "12345");
        bench.copy("/top", "/copy");
        assertThat(bench.read("/copy" + below + "/leaf")).isEqualTo("12345");
        assertThat(bench.stat("/copy" + below).size()).isEqualTo(5);
        assertThat(bench.stat("/copy").size()).isEqualTo(5);
        bench.delete("/top");
        bench.delete("/copy");
        assertThat(Eventually.equal(List.of(), this::leftovers)).isEmpty();
    }

    @Test
    void a_tree_that_is_nested_beyond_the_limit_is_refused_and_leaves_nothing() throws Exception {
        Files.createDirectories(disk("top" + "/d".repeat(501)));
        assertThatThrownBy(() -> bench.copy("/top", "/copy"))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("500");
        assertThat(bench.names("/")).containsExactly("top");
        bench.delete("/top");
        assertThat(Eventually.equal(List.of(), this::leftovers)).isEmpty();
    }

    @Test
    void what_another_program_made_is_copied_and_named_too() throws IOException {
        Files.createDirectories(disk("f/g"));
        Files.writeString(disk("f/g/a"), "from outside");
        Files.setLastModifiedTime(disk("f/g/a"), FileTime.from(Instant.parse("2001-02-03T04:05:06.789Z")));
        Files.setPosixFilePermissions(disk("f/g/a"), PosixFilePermissions.fromString("rwxr-x---"));
        bench.copy("/f", "/h");
        assertThat(bench.read("/h/g/a")).isEqualTo("from outside");
        assertThat(bench.stat("/h/g/a").mtime()).isEqualTo(Instant.parse("2001-02-03T04:05:06.789Z"));
        assertThat(bench.stat("/h/g/a").id()).isNotEqualTo(bench.stat("/f/g/a").id());
        assertThat(bench.stat("/h").size()).isEqualTo(12);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(disk("h/g/a"))))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void digests_of_a_file_that_another_program_wrote_are_not_carried_over() throws IOException {
        bench.put("/a", "original");
        Files.writeString(disk("a"), "rewritten");
        Node copy = bench.copy("/a", "/b");
        assertThat(copy.checksums()).isEmpty();
        assertThat(bench.read("/b")).isEqualTo("rewritten");
    }

    @Test
    void a_refused_copy_leaves_no_temporary_file_and_forgets_its_ids() throws Exception {
        bench.folder("/f");
        bench.put("/f/a", "x");
        for (String source : List.of("/f", "/f/a")) {
            assertThatThrownBy(() -> bench.copy(source, "/g", guarded(refusing(() -> {}))))
                    .isInstanceOf(Locked.class);
            assertThat(Eventually.equal(List.of(), this::leftovers)).isEmpty();
        }
    }

    @Test
    void what_is_replaced_is_cleared_away() throws Exception {
        bench.folder("/f");
        bench.put("/f/a", "x");
        bench.folder("/t");
        bench.put("/t/old", "old");
        Node old = bench.stat("/t/old");
        bench.copy("/f", "/t", over());
        assertThat(Eventually.equal(List.of(), this::leftovers)).isEmpty();
        assertThat(bench.stat("/").size()).isEqualTo(2);
        assertThatThrownBy(() -> bench.statById(old)).isInstanceOf(WeftException.NotFound.class);
    }

    @Test
    void a_copy_that_a_crash_broke_off_is_swept_at_the_next_start() throws Exception {
        bench.folder("/f");
        bench.folder("/f/g");
        bench.put("/f/g/a", "x");
        Path aside = tmp.resolve("aside");
        assertThatThrownBy(() -> bench.copy("/f", "/h", guarded(refusing(() -> copyTree(disk(".weft/tmp"), aside)))))
                .isInstanceOf(Locked.class);
        assertThat(Eventually.equal(List.of(), this::leftovers)).isEmpty();
        bench.close();
        copyTree(aside, disk(".weft/tmp"));
        assertThat(leftovers()).isNotEmpty();
        bench = BenchOf.in(tmp);
        assertThat(leftovers()).isEmpty();
        assertThat(bench.names("/")).containsExactly("f");
    }

    private static void copyTree(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                    Files.copy(path, target);
                }
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void the_quota_counts_what_is_copied_and_what_is_replaced() throws IOException {
        bench.close();
        bench = BenchOf.withQuota(tmp, 1000);
        bench.folder("/f");
        bench.put("/f/a", "x".repeat(300));
        bench.put("/f/b", "x".repeat(200));
        bench.copy("/f", "/g");
        String before = bench.picture("/");
        assertThatThrownBy(() -> bench.copy("/f/a", "/h")).isInstanceOf(NoSpace.class);
        assertThatThrownBy(() -> bench.copy("/f", "/h")).isInstanceOf(NoSpace.class);
        assertThat(bench.picture("/")).isEqualTo(before);
        bench.copy("/f", "/g", over());
        assertThat(bench.stat("/").size()).isEqualTo(1000);
        bench.copy("/f/b", "/g/a", over());
        assertThat(bench.stat("/").size()).isEqualTo(900);
    }

    @Test
    void the_quota_is_judged_again_before_the_copy_is_shown() throws IOException {
        bench.close();
        bench = BenchOf.withQuota(tmp, 1000);
        bench.put("/a", "x".repeat(400));
        Sink<Copied> filling = pair -> {
            try {
                bench.put("/b", "x".repeat(300));
                return true;
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        };
        assertThatThrownBy(() -> bench.copying()
                        .copy(bench.anna(), StorageBench.at("/a"), StorageBench.at("/c"), true, over(), filling))
                .isInstanceOf(NoSpace.class);
        assertThat(bench.names("/")).containsExactly("a", "b");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void a_folder_of_spaces_is_left_to_the_kernel_which_judges_rights_in_each() throws IOException {
        Path home = Path.of(bench.driver()
                .spaces()
                .orElseThrow()
                .home(StorageBench.caller("anna"))
                .path()
                .toString());
        bench.put("/" + home + "/a", "private");
        assertThatThrownBy(() -> bench.copy("/users", "/stolen")).isInstanceOf(Unsupported.class);
        assertThat(bench.exists("/stolen")).isFalse();
        Node copy = bench.copy("/" + home, "/out");
        assertThat(bench.read("/out/a")).isEqualTo("private");
        assertThat(copy.space()).isEqualTo(bench.stat("/").space());
        assertThatThrownBy(() -> bench.copy("/out", "/" + home, over())).isInstanceOf(WeftException.Forbidden.class);
    }

    @Test
    void a_racing_writer_never_shows_in_a_copy_as_a_mix() throws Exception {
        int size = 300_000;
        bench.put("/a", "a".repeat(size));
        AtomicBoolean ended = new AtomicBoolean();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = executor.submit(() -> {
                for (char letter = 'a'; !ended.get(); letter = letter == 'z' ? 'a' : (char) (letter + 1)) {
                    bench.put("/a", String.valueOf(letter).repeat(size));
                }
                return null;
            });
            try {
                for (int i = 0; i < 30; i++) {
                    bench.copy("/a", "/copy", over());
                    String text = bench.read("/copy");
                    assertThat(text).hasSize(size);
                    assertThat(text.chars().distinct().count()).isEqualTo(1);
                }
            } finally {
                ended.set(true);
            }
            writer.get();
        }
        assertThat(bench.stat("/").size()).isEqualTo(2L * size);
    }

    @Test
    void a_file_that_another_program_keeps_writing_in_place_is_refused_or_copied_as_it_was_at_one_moment()
            throws Exception {
        int size = 8 << 20;
        bench.put("/a", "a".repeat(size));
        AtomicBoolean ended = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<?> writer = executor.submit(() -> {
                try (RandomAccessFile file = new RandomAccessFile(disk("a").toFile(), "rw")) {
                    byte[] letters = "bcdefgh".getBytes(StandardCharsets.US_ASCII);
                    for (int i = 0; !ended.get(); i++) {
                        file.seek((long) i * 4096 % size);
                        file.write(letters[i % letters.length]);
                        begun.countDown();
                    }
                }
                return null;
            });
            try {
                begun.await();
                // The writer may be off the processor for a whole copy or two, and those are whole.
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 1000; i++) {
                                bench.copy("/a", "/copy", over());
                            }
                        })
                        .isInstanceOf(Conflict.class)
                        .hasMessageContaining("being written");
            } finally {
                ended.set(true);
            }
            writer.get();
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void many_copies_over_one_name_leave_one_whole_tree_and_right_sizes() throws Exception {
        for (String name : List.of("a", "b")) {
            bench.folder("/" + name);
            for (int i = 0; i < 5; i++) {
                bench.put("/" + name + "/" + i, name.repeat(100));
            }
        }
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Node>> copies = Stream.of("a", "b", "a", "b", "a", "b", "a", "b")
                    .map(name -> executor.submit(() -> bench.copy("/" + name, "/t", over())))
                    .toList();
            for (Future<Node> copy : copies) {
                assertThat(copy.get().size()).isEqualTo(500);
            }
        }
        assertThat(bench.names("/t")).containsExactly("0", "1", "2", "3", "4");
        assertThat(bench.list("/t").stream()
                        .map(node -> read(node).charAt(0))
                        .distinct()
                        .count())
                .isEqualTo(1);
        assertThat(bench.stat("/").size()).isEqualTo(1500);
        assertThat(Eventually.equal(List.of(), this::leftovers)).isEmpty();
    }

    private String read(Node node) {
        try {
            return bench.read("/" + node.path());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
