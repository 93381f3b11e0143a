/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.ServerCopy;
import org.weft.spi.storage.ServerCopy.Copied;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.Since;

/** What {@code ServerCopy} promises, where a driver offers it. */
@Since("0.1")
@Promises(ServerCopy.class)
abstract class CopyContract extends Cases {

    private static MoveSpec over() {
        return Specs.move(true, Guard.none());
    }

    private List<Copied> pairsOf(String from, String to, boolean deep) throws IOException {
        List<Copied> pairs = new ArrayList<>();
        bench().copying()
                .copy(bench().anna(), StorageBench.at(from), StorageBench.at(to), deep, MoveSpec.simple(), pairs::add);
        return pairs;
    }

    @Test
    void a_copy_of_a_file_is_another_file_with_the_same_content() throws IOException {
        bench().copying();
        Node original = bench().put("/a", "content");
        Node copy = bench().copy("/a", "/b");
        assertThat(copy.path()).isEqualTo(RelPath.parse("b"));
        assertThat(copy.size()).isEqualTo(7);
        assertThat(bench().stat("/b")).hasToString(copy.toString());
        assertThat(bench().read("/b")).isEqualTo("content");
        assertThat(bench().stat("/a")).hasToString(original.toString());
        bench().put("/b", "other");
        assertThat(bench().read("/a")).isEqualTo("content");
        if (bench().has(Trait.STABLE_IDS)) {
            assertThat(copy.id()).isNotEqualTo(original.id());
            assertThat(bench().statById(copy).path()).isEqualTo(copy.path());
            assertThat(bench().statById(original).path()).isEqualTo(original.path());
        }
    }

    @Test
    void files_of_no_bytes_and_of_many_are_copied() throws IOException {
        bench().copying();
        String large = "0123456789abcde\n".repeat(200_000);
        bench().put("/empty", "");
        bench().put("/large", large);
        assertThat(bench().copy("/empty", "/empty2").size()).isZero();
        bench().copy("/large", "/large2");
        assertThat(bench().read("/empty2")).isEmpty();
        assertThat(bench().read("/large2")).isEqualTo(large);
    }

    @Test
    void a_copy_keeps_digests_and_time() throws IOException {
        bench().copying();
        Instant time = Instant.parse("2019-05-06T07:08:09Z");
        Checksum sha1 = new Checksum(Checksum.Algorithm.SHA1, "11f6ad8ec52a2984abaafd7c3b516503785c2072");
        bench().put("/x", Specs.digests(() -> List.of(sha1)), "x");
        bench().put("/old", Specs.mtime(time), "x");
        Node copy = bench().copy("/x", "/y");
        if (bench().driver().traits().checksums().contains(Checksum.Algorithm.SHA1)) {
            assertThat(copy.checksums()).contains(sha1);
        }
        if (bench().has(Trait.SETTABLE_MTIME)) {
            assertThat(bench().copy("/old", "/old2").mtime()).isEqualTo(time);
            assertThat(bench().stat("/old2").mtime()).isEqualTo(time);
        }
    }

    @Test
    void a_folder_is_copied_with_all_below_it_and_every_pair_is_told() throws IOException {
        bench().copying();
        bench().folder("/f");
        bench().folder("/f/g");
        bench().put("/f/a", "aa");
        bench().put("/f/g/b", "bbb");
        String before = bench().picture("/f");
        Map<NodeId, NodeId> told = new HashMap<>();
        for (Copied pair : pairsOf("/f", "/h", true)) {
            assertThat(told.put(pair.from(), pair.to()))
                    .as("told twice: %s", pair)
                    .isNull();
        }
        assertThat(bench().picture("/f")).isEqualTo(before);
        assertThat(bench().names("/h")).containsExactly("a", "g");
        assertThat(bench().read("/h/a")).isEqualTo("aa");
        assertThat(bench().read("/h/g/b")).isEqualTo("bbb");
        assertThat(told).hasSize(4);
        for (String path : List.of("", "/a", "/g", "/g/b")) {
            Node copy = bench().stat("/h" + path);
            assertThat(told).containsEntry(bench().stat("/f" + path).id(), copy.id());
            if (bench().has(Trait.STABLE_IDS)) {
                assertThat(bench().statById(copy).path()).isEqualTo(copy.path());
            }
        }
    }

    @Test
    void sizes_and_etags_of_folders_follow_a_copy() throws IOException {
        bench().copying();
        bench().requires(Trait.FOLDER_ETAG_PROPAGATES);
        bench().folder("/f");
        bench().folder("/f/g");
        bench().put("/f/g/a", "12345");
        bench().folder("/to");
        Node root = bench().stat("/");
        bench().copy("/f", "/to/f");
        assertThat(bench().stat("/to/f/g").size()).isEqualTo(5);
        assertThat(bench().stat("/to/f").size()).isEqualTo(5);
        assertThat(bench().stat("/to").size()).isEqualTo(5);
        assertThat(bench().stat("/").size()).isEqualTo(root.size() + 5);
        assertThat(bench().stat("/").etag()).isNotEqualTo(root.etag());
        assertThat(bench().stat("/to/f").etag()).isNotEqualTo(bench().stat("/f").etag());
        Node copy = bench().stat("/to/f");
        bench().put("/to/f/g/a", "123");
        assertThat(bench().stat("/to/f").etag()).isNotEqualTo(copy.etag());
        assertThat(bench().stat("/").size()).isEqualTo(root.size() + 3);
    }

    @Test
    void a_flat_copy_of_a_folder_is_empty() throws IOException {
        bench().copying();
        bench().requires(Trait.EMPTY_FOLDERS);
        bench().folder("/f");
        bench().put("/f/a", "x");
        assertThat(pairsOf("/f", "/g", false)).hasSize(1);
        assertThat(bench().list("/g")).isEmpty();
        assertThat(bench().stat("/g").isFolder()).isTrue();
    }

    @Test
    void a_taken_name_is_refused_unless_it_may_be_replaced() throws IOException {
        bench().copying();
        bench().put("/a", "a");
        bench().folder("/f");
        bench().put("/f/x", "x");
        bench().put("/b", "b");
        String before = bench().picture("/");
        assertThatThrownBy(() -> bench().copy("/a", "/b")).isInstanceOf(AlreadyExists.class);
        assertThatThrownBy(() -> bench().copy("/a", "/f")).isInstanceOf(AlreadyExists.class);
        assertThatThrownBy(() -> bench().copy("/f", "/b")).isInstanceOf(AlreadyExists.class);
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    @Test
    void nodes_of_all_kinds_are_replaced_by_copies_of_all_kinds() throws IOException {
        bench().copying();
        bench().put("/file", "f");
        bench().folder("/folder");
        bench().put("/folder/x", "x");
        Node old = bench().put("/t", "t");

        Node copy = bench().copy("/file", "/t", over());
        assertThat(bench().read("/t")).isEqualTo("f");
        if (bench().has(Trait.STABLE_IDS)) {
            assertThat(copy.id()).isNotEqualTo(old.id());
            assertThatThrownBy(() -> bench().statById(old)).isInstanceOf(NotFound.class);
        }
        bench().copy("/folder", "/t", over());
        assertThat(bench().names("/t")).containsExactly("x");
        bench().put("/t/y", "y");
        bench().copy("/folder", "/t", over());
        assertThat(bench().names("/t")).containsExactly("x");
        bench().copy("/file", "/t", over());
        assertThat(bench().read("/t")).isEqualTo("f");
        assertThat(bench().names("/")).containsExactly("file", "folder", "t");
    }

    @Test
    void a_copy_onto_or_into_itself_is_refused() throws IOException {
        bench().copying();
        bench().folder("/f");
        bench().folder("/f/g");
        bench().put("/f/g/a", "x");
        String before = bench().picture("/");
        assertThatThrownBy(() -> bench().copy("/f", "/f", over())).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> bench().copy("/f/g/a", "/f/g/a", over())).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> bench().copy("/f", "/f/g/h")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench().copy("/f", "/f/g", over())).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench().copy("/f/g", "/f", over())).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench().copy("/f", "/", over())).isInstanceOf(WeftException.class);
        assertThatThrownBy(() -> bench().copy("/", "/f/r")).isInstanceOf(WeftException.class);
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    @Test
    void what_is_missing_is_told() throws IOException {
        bench().copying();
        bench().put("/a", "x");
        bench().put("/c", "x");
        assertThatThrownBy(() -> bench().copy("/missing", "/b")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> bench().copy("/a", "/missing/b"))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        e -> assertThat(e.isParent())
                                .as("the folder is missing, which NotFound.parent says")
                                .isTrue());
        assertThatThrownBy(() -> bench().copy("/a", "/c/b")).isInstanceOf(Conflict.class);
    }

    @Test
    void preconditions_of_both_ends_are_judged() throws IOException {
        bench().copying();
        Node a = bench().put("/a", "a");
        Node b = bench().put("/b", "b");
        Precondition stale = Precondition.etag("other");
        Precondition none = Precondition.none();
        assertThatThrownBy(() -> bench().copy("/a", "/b", new MoveSpec(true, stale, none, Guard.none())))
                .isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> bench().copy("/a", "/b", new MoveSpec(true, none, stale, Guard.none())))
                .isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> bench().copy("/a", "/c", new MoveSpec(true, none, stale, Guard.none())))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(bench().read("/b")).isEqualTo("b");
        Precondition bIsThere = Precondition.etag(b.etag());
        bench().copy("/a", "/b", new MoveSpec(true, Precondition.etag(a.etag()), bIsThere, Guard.none()));
        assertThat(bench().read("/b")).isEqualTo("a");
    }

    @Test
    void a_target_that_changes_while_the_copy_is_made_is_judged_again() throws IOException {
        bench().copying();
        bench().put("/a", "a");
        Node b = bench().put("/b", "b");
        MoveSpec spec = new MoveSpec(true, Precondition.none(), Precondition.etag(b.etag()), new Interfering("/b"));
        assertThatThrownBy(() -> bench().copy("/a", "/b", spec)).isInstanceOf(PreconditionFailed.class);
        assertThat(bench().read("/b")).isEqualTo("faster");

        MoveSpec free = Specs.move(false, new Interfering("/c"));
        assertThatThrownBy(() -> bench().copy("/a", "/c", free)).isInstanceOf(AlreadyExists.class);
        assertThat(bench().read("/c")).isEqualTo("faster");
    }

    /** Writes a file after all was judged, just before the visible step. */
    private final class Interfering implements Guard {
        private final String path;
        private boolean done;

        Interfering(String path) {
            this.path = path;
        }

        @Override
        public void check(Affected what) {}

        @Override
        public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
            if (!done) {
                done = true;
                bench().put(path, "faster");
            }
            return step.take();
        }
    }

    @Test
    void the_guard_is_told_the_folder_and_what_is_replaced_but_not_the_source() throws IOException {
        bench().copying();
        bench().put("/a", "a");
        Node folder = bench().folder("/f");
        Node b = bench().put("/f/b", "b");
        RecordingGuard fresh = RecordingGuard.passing();
        bench().copy("/a", "/f/new", Specs.move(false, fresh));
        Affected made = fresh.commits().getFirst();
        assertThat(fresh.checks()).hasSize(1);
        assertThat(made.source()).isEmpty();
        assertThat(made.replaced()).isEmpty();
        assertThat(made.target()).isEqualTo(RelPath.parse("f/new"));
        assertThat(made.parents()).extracting(Node::id).containsExactly(folder.id());

        RecordingGuard replacing = RecordingGuard.passing();
        bench().copy("/a", "/f/b", Specs.move(true, replacing));
        Affected over = replacing.commits().getFirst();
        assertThat(over.source()).isEmpty();
        assertThat(over.replaced().map(Node::id)).contains(b.id());
    }

    @Test
    void a_refusal_changes_nothing_and_leaves_nothing() throws IOException {
        bench().copying();
        bench().folder("/f");
        bench().put("/f/a", "a");
        bench().put("/b", "b");
        String before = bench().picture("/");
        Optional<Long> used = used();
        for (String[] way : new String[][] {{"/b", "/new"}, {"/f", "/new"}, {"/f", "/b"}, {"/b", "/f/a"}}) {
            RecordingGuard early = RecordingGuard.refusingAtCheck();
            assertThatThrownBy(() -> bench().copy(way[0], way[1], Specs.move(true, early)))
                    .isInstanceOf(Locked.class);
            assertThat(early.commits()).isEmpty();
            RecordingGuard late = RecordingGuard.refusingAtCommit();
            assertThatThrownBy(() -> bench().copy(way[0], way[1], Specs.move(true, late)))
                    .isInstanceOf(Locked.class);
        }
        assertThat(bench().picture("/")).isEqualTo(before);
        assertThat(used()).isEqualTo(used);
    }

    private Optional<Long> used() throws IOException {
        var used = bench().driver().quota(bench().anna(), StorageBench.at("/")).used();
        return used.isPresent() ? Optional.of(used.getAsLong()) : Optional.empty();
    }

    @Test
    void copies_survive_a_restart() throws IOException {
        bench().copying();
        bench().folder("/f");
        bench().put("/f/a", "x");
        bench().copy("/f", "/g");
        String before = bench().picture("/");
        Node copy = bench().stat("/g/a");
        bench().restart();
        assertThat(bench().picture("/")).isEqualTo(before);
        if (bench().has(Trait.STABLE_IDS)) {
            assertThat(bench().statById(copy).path()).isEqualTo(copy.path());
        }
    }
}
