/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Symlinks;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Uploads;
import org.weft.spi.storage.Versions;
import org.weft.testkit.Since;

/** Where somebody else is faster between the look and the step, the step does nothing, and the driver looks again. */
@Since("0.2")
abstract class StaleContract extends Cases {

    private Rival rival(Rival.Change change) {
        return Rival.who(bench(), change);
    }

    /** Somebody deletes a file and writes another of the same name. */
    private Node anew(String path, String text) throws IOException {
        bench().delete(path);
        return bench().put(path, text);
    }

    private static PutSpec put(Precondition precondition, Guard guard, OnConflict onConflict) {
        PutSpec simple = PutSpec.simple();
        return new PutSpec(
                simple.length(), simple.mtime(), precondition, guard, onConflict, simple.digests(), simple.mediaType());
    }

    @Test
    void a_put_over_another_file_than_it_found_looks_again() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.STABLE_IDS);
        bench().put("/b", "b");
        Node[] theirs = new Node[1];
        Rival rival = rival(() -> theirs[0] = anew("/b", "x"));
        Node mine = bench().put("/b", Specs.guarded(rival), "mine");
        rival.requireStaleFirst();
        assertThat(rival.last().source().map(Node::id)).contains(theirs[0].id());
        assertThat(mine.id()).isEqualTo(theirs[0].id());
        assertThat(bench().read("/b")).isEqualTo("mine");
    }

    @Test
    void the_last_of_two_contents_without_conditions_stays() throws IOException {
        bench().requiresWriting();
        bench().put("/b", "b");
        Rival rival = rival(() -> bench().put("/b", "x"));
        bench().put("/b", Specs.guarded(rival), "mine");
        assertThat(bench().read("/b")).isEqualTo("mine");
    }

    @Test
    void a_put_to_a_name_that_is_taken_meanwhile_becomes_a_put_over_it() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.STABLE_IDS);
        Node[] theirs = new Node[1];
        Rival rival = rival(() -> theirs[0] = bench().put("/new", "theirs"));
        Node mine = bench().put("/new", Specs.guarded(rival), "mine");
        rival.requireStaleFirst();
        assertThat(rival.told().getFirst().parents()).hasSize(1);
        assertThat(rival.last().source().map(Node::id)).contains(theirs[0].id());
        assertThat(rival.last().parents()).isEmpty();
        assertThat(bench().read("/new")).isEqualTo("mine");
        assertThat(mine.id()).isEqualTo(theirs[0].id());
    }

    @Test
    void a_put_over_what_is_deleted_meanwhile_becomes_a_new_file() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.STABLE_IDS);
        Node old = bench().put("/b", "b");
        Rival rival = rival(() -> bench().delete("/b"));
        Node mine = bench().put("/b", Specs.guarded(rival), "mine");
        rival.requireStaleFirst();
        assertThat(rival.last().source()).isEmpty();
        assertThat(rival.last().parents())
                .extracting(Node::id)
                .containsExactly(bench().stat("/").id());
        assertThat(bench().read("/b")).isEqualTo("mine");
        assertThat(mine.id()).isNotEqualTo(old.id());
    }

    @Test
    void a_name_that_is_evaded_is_chosen_in_the_step() throws IOException {
        bench().requiresWriting();
        Rival rival = Rival.whoIsEvaded(bench(), () -> bench().put("/report.pdf", "theirs"));
        Node mine = bench().put("/report.pdf", put(Precondition.none(), rival, OnConflict.RENAME), "mine");
        assertThat(bench().read("/report.pdf")).isEqualTo("theirs");
        assertThat(bench().read("/" + mine.path())).isEqualTo("mine");
    }

    @Test
    void a_delete_of_another_file_than_it_found_looks_again() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.STABLE_IDS);
        bench().put("/b", "b");
        Node[] theirs = new Node[1];
        Rival rival = rival(() -> theirs[0] = anew("/b", "x"));
        bench().driver().delete(bench().anna(), StorageBench.at("/b"), Specs.delete(rival));
        rival.requireStaleFirst();
        assertThat(rival.last().source().map(Node::id)).contains(theirs[0].id());
        assertThat(bench().exists("/b")).isFalse();
    }

    @Test
    void a_move_looks_again_where_either_end_has_changed() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.STABLE_IDS);
        bench().put("/b", "b");
        Rival ofSource = rival(() -> anew("/b", "newer"));
        move("/b", "/c", Specs.move(false, ofSource));
        ofSource.requireStaleFirst();
        assertThat(bench().read("/c")).isEqualTo("newer");

        bench().put("/d", "d");
        Node[] theirs = new Node[1];
        Rival ofTarget = rival(() -> theirs[0] = anew("/d", "theirs"));
        move("/c", "/d", Specs.move(true, ofTarget));
        ofTarget.requireStaleFirst();
        assertThat(ofTarget.last().replaced().map(Node::id)).contains(theirs[0].id());
        assertThat(bench().read("/d")).isEqualTo("newer");
        assertThat(bench().names("/")).containsExactly("d");
    }

    private Node move(String from, String to, MoveSpec spec) throws IOException {
        return bench().driver().move(bench().anna(), StorageBench.at(from), StorageBench.at(to), spec);
    }

    @Test
    void a_copy_looks_again_where_its_target_has_changed() throws IOException {
        bench().copying();
        bench().requires(Trait.STABLE_IDS);
        bench().put("/a", "a");
        bench().put("/b", "b");
        Rival rival = rival(() -> anew("/b", "theirs"));
        bench().copy("/a", "/b", Specs.move(true, rival));
        rival.requireStaleFirst();
        assertThat(bench().read("/b")).isEqualTo("a");
    }

    @Test
    void an_upload_is_committed_over_what_is_there_by_then() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.STABLE_IDS);
        Uploads uploads = offered("Uploads", driver -> driver.uploads());
        bench().put("/b", "b");
        String id = uploaded(uploads, "/b", "mine");
        Rival rival = rival(() -> anew("/b", "theirs"));
        commit(uploads, id, "/b", Specs.guarded(rival));
        rival.requireStaleFirst();
        assertThat(bench().read("/b")).isEqualTo("mine");
    }

    @Test
    void an_upload_whose_precondition_holds_no_longer_can_be_committed_elsewhere() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.CONDITIONAL_PUT);
        Uploads uploads = offered("Uploads", driver -> driver.uploads());
        Precondition old = Precondition.etag(bench().put("/b", "same").etag());
        String id = uploaded(uploads, "/b", "mine");
        Rival rival = rival(() -> bench().put("/b", "size"));
        refused(rival, PreconditionFailed.class, () -> commit(uploads, id, "/b", put(old, rival, OnConflict.REPLACE)));
        commit(uploads, id, "/c", PutSpec.simple());
        assertThat(bench().read("/c")).isEqualTo("mine");
    }

    @Test
    void a_version_comes_back_over_what_is_there_by_then() throws IOException {
        bench().requiresWriting();
        Versions versions = offered("Versions", driver -> driver.versions());
        bench().put("/b", "old");
        bench().put("/b", "new");
        Ref b = StorageBench.at("/b");
        List<Versions.Version> kept = new ArrayList<>();
        versions.list(bench().anna(), b, kept::add);
        if (kept.isEmpty()) {
            return; // one that the driver need not have kept
        }
        Rival rival = rival(() -> bench().put("/b", "theirs"));
        versions.restore(bench().anna(), b, kept.getFirst().key(), rival);
        assertThat(bench().read("/b")).isEqualTo("old");
    }

    @Test
    void a_node_comes_back_from_the_trash_to_where_it_finds_room() throws IOException {
        bench().requiresWriting();
        Trash trash = offered("Trash", driver -> driver.trash());
        SpaceId space = bench().put("/gone", "old").space();
        bench().delete("/gone");
        List<Trash.Item> items = new ArrayList<>();
        trash.list(bench().anna(), space, Optional.empty(), RelPath.root(), items::add);
        String key = items.getFirst().key();
        Rival taking = rival(() -> bench().put("/gone", "theirs"));
        assertThatThrownBy(() ->
                        trash.restore(bench().anna(), space, key, RelPath.root(), Optional.empty(), false, taking))
                .isInstanceOf(AlreadyExists.class);
        assertThat(bench().picture("/")).isEqualTo(taking.left());
        Rival writing = rival(() -> anew("/gone", "theirs again"));
        trash.restore(bench().anna(), space, key, RelPath.root(), Optional.empty(), true, writing);
        if (bench().has(Trait.STABLE_IDS)) {
            writing.requireStaleFirst();
        }
        assertThat(bench().read("/gone")).isEqualTo("old");
    }

    /** A refused change leaves the tree as the other one left it. */
    private void refused(Rival rival, Class<? extends WeftException> how, ThrowingCallable change) throws IOException {
        assertThatThrownBy(change).isInstanceOf(how);
        assertThat(bench().picture("/"))
                .as("the tree after a change that was refused, which must be as somebody else left it")
                .isEqualTo(rival.left());
    }

    @Test
    void a_name_that_is_taken_meanwhile_is_not_taken_again() throws IOException {
        bench().requiresWriting();
        bench().put("/b", "b");
        Rival making = rival(() -> bench().put("/n1", "theirs"));
        refused(
                making,
                AlreadyExists.class,
                () -> bench().driver().makeFolder(bench().anna(), StorageBench.at("/n1"), Specs.make(making)));
        Rival moving = rival(() -> bench().put("/n2", "theirs"));
        refused(moving, AlreadyExists.class, () -> move("/b", "/n2", Specs.move(false, moving)));
        Rival putting = rival(() -> bench().put("/n3", "theirs"));
        refused(
                putting,
                AlreadyExists.class,
                () -> bench().put("/n3", put(Precondition.none(), putting, OnConflict.FAIL), "mine"));
        Rival becomingFolder = rival(() -> bench().folder("/n4"));
        refused(becomingFolder, Conflict.class, () -> bench().put("/n4", Specs.guarded(becomingFolder), "mine"));
        Optional<Symlinks> links = bench().driver().symlinks();
        if (links.isPresent()) {
            Rival linking = rival(() -> bench().put("/n5", "theirs"));
            refused(
                    linking,
                    AlreadyExists.class,
                    () -> links.get().make(bench().anna(), StorageBench.at("/n5"), "b", Specs.make(linking)));
        }
    }

    @Test
    void a_precondition_that_holds_no_longer_is_refused() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.CONDITIONAL_PUT);
        Precondition old = Precondition.etag(bench().put("/b", "same").etag());
        Rival putting = rival(() -> bench().put("/b", "size"));
        refused(
                putting,
                PreconditionFailed.class,
                () -> bench().put("/b", put(old, putting, OnConflict.REPLACE), "mine"));
        Precondition absent = Precondition.mustNotExist();
        Rival creating = rival(() -> bench().put("/c", "theirs"));
        refused(
                creating,
                PreconditionFailed.class,
                () -> bench().put("/c", put(absent, creating, OnConflict.REPLACE), "mine"));
        Precondition older = Precondition.etag(bench().stat("/b").etag());
        Rival deleting = rival(() -> bench().put("/b", "four"));
        refused(
                deleting,
                PreconditionFailed.class,
                () -> bench().driver().delete(bench().anna(), StorageBench.at("/b"), new DeleteSpec(older, deleting)));
        Precondition oldest = Precondition.etag(bench().stat("/b").etag());
        Rival moving = rival(() -> bench().put("/b", "five"));
        refused(
                moving,
                PreconditionFailed.class,
                () -> move("/b", "/d", new MoveSpec(true, oldest, Precondition.none(), moving)));
    }

    @Test
    void a_precondition_of_a_place_that_holds_no_longer_keeps_it() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.STABLE_IDS);
        bench().put("/b", "b");
        Precondition target = Precondition.etag(bench().put("/c", "c").etag());
        Rival replacing = rival(() -> bench().put("/c", "other"));
        refused(
                replacing,
                PreconditionFailed.class,
                () -> move("/b", "/c", new MoveSpec(true, Precondition.none(), target, replacing)));
    }

    @Test
    void a_folder_that_is_gone_meanwhile_takes_nothing() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.EMPTY_FOLDERS);
        bench().put("/b", "b");
        bench().folder("/f");
        Rival putting = rival(() -> bench().delete("/f"));
        refused(putting, NotFound.class, () -> bench().put("/f/a", Specs.guarded(putting), "mine"));
        bench().folder("/f");
        Rival making = rival(() -> bench().delete("/f"));
        refused(
                making,
                NotFound.class,
                () -> bench().driver().makeFolder(bench().anna(), StorageBench.at("/f/g"), Specs.make(making)));
        bench().folder("/f");
        Rival moving = rival(() -> bench().delete("/f"));
        refused(moving, NotFound.class, () -> move("/b", "/f/b", Specs.move(false, moving)));
    }

    @Test
    void a_folder_that_is_gone_meanwhile_takes_no_copy_no_link_and_no_upload() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.EMPTY_FOLDERS);
        bench().put("/b", "b");
        if (bench().driver().copy().isPresent()) {
            bench().folder("/f");
            Rival copying = rival(() -> bench().delete("/f"));
            refused(copying, NotFound.class, () -> bench().copy("/b", "/f/b", Specs.move(false, copying)));
        }
        Optional<Symlinks> links = bench().driver().symlinks();
        if (links.isPresent()) {
            bench().folder("/f");
            Rival linking = rival(() -> bench().delete("/f"));
            refused(
                    linking,
                    NotFound.class,
                    () -> links.get().make(bench().anna(), StorageBench.at("/f/l"), "../b", Specs.make(linking)));
        }
        Optional<Uploads> uploads = bench().driver().uploads();
        if (uploads.isPresent()) {
            bench().folder("/f");
            String id = uploaded(uploads.get(), "/f/a", "mine");
            Rival uploading = rival(() -> bench().delete("/f"));
            refused(uploading, NotFound.class, () -> commit(uploads.get(), id, "/f/a", Specs.guarded(uploading)));
        }
    }

    /** An upload in parts that waits for its commit. @return its id */
    private String uploaded(Uploads uploads, String path, String text) throws IOException {
        String id = uploads.begin(
                        bench().anna(), StorageBench.at(path), PutSpec.simple().length())
                .id();
        uploads.append(bench().anna(), id, 0, StorageBench.body(text));
        return id;
    }

    private Node commit(Uploads uploads, String id, String path, PutSpec spec) throws IOException {
        return uploads.commit(bench().anna(), id, StorageBench.at(path), spec);
    }

    @Test
    void what_is_gone_meanwhile_is_neither_deleted_nor_moved() throws IOException {
        bench().requiresWriting();
        bench().put("/b", "b");
        Rival deleting = rival(() -> bench().delete("/b"));
        refused(
                deleting,
                NotFound.class,
                () -> bench().driver().delete(bench().anna(), StorageBench.at("/b"), Specs.delete(deleting)));
        bench().put("/b", "b");
        Rival moving = rival(() -> bench().delete("/b"));
        refused(moving, NotFound.class, () -> move("/b", "/c", Specs.move(false, moving)));
    }

    @Test
    void a_guard_that_refuses_the_second_attempt_is_obeyed() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.STABLE_IDS);
        bench().put("/b", "b");
        Rival putting = Rival.whoLocks(bench(), () -> anew("/b", "x"));
        refused(putting, Locked.class, () -> bench().put("/b", Specs.guarded(putting), "mine"));
        Rival deleting = Rival.whoLocks(bench(), () -> anew("/b", "y"));
        refused(
                deleting,
                Locked.class,
                () -> bench().driver().delete(bench().anna(), StorageBench.at("/b"), Specs.delete(deleting)));
        Rival moving = Rival.whoLocks(bench(), () -> anew("/b", "z"));
        refused(moving, Locked.class, () -> move("/b", "/c", Specs.move(false, moving)));
    }

    @Test
    void no_lock_is_held_over_the_guard_that_a_stat_waits_for() throws IOException {
        bench().requiresWriting();
        bench().folder("/f");
        bench().put("/f/a", "a");
        bench().put("/b", "b");
        Guard looking = new Looking();
        bench().put("/f/a", Specs.guarded(looking), "new");
        bench().put("/f/c", Specs.guarded(looking), "new");
        bench().driver().makeFolder(bench().anna(), StorageBench.at("/f/g"), Specs.make(looking));
        move("/b", "/f/a", Specs.move(true, looking));
        bench().driver().delete(bench().anna(), StorageBench.at("/f/a"), Specs.delete(looking));
    }

    /** Looks at everything it is told of from another thread, as the kernel does, while the step waits. */
    private final class Looking implements Guard {

        /** In seconds; far more than a stat takes that waits for nobody. */
        private static final long PATIENCE = 60;

        @Override
        public void check(Affected what) {}

        @Override
        public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
            List<Node> nodes = Stream.of(what.parents().stream(), what.source().stream(), what.replaced().stream())
                    .flatMap(each -> each)
                    .toList();
            ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
            Future<?> looks = executor.submit(() -> {
                for (Node node : nodes) {
                    bench().stat("/" + node.path());
                    if (bench().has(Trait.STABLE_IDS)) {
                        bench().statById(node);
                    }
                }
                return true;
            });
            executor.shutdown();
            try {
                looks.get(Long.getLong("weft.contract.patience", PATIENCE), TimeUnit.SECONDS);
            } catch (TimeoutException held) {
                looks.cancel(true);
                fail("stat does not answer while the guard is asked: the driver holds a lock over Guard.attempt; it"
                        + " has to take its locks inside the step");
            } catch (ExecutionException failed) {
                fail("stat failed while the guard was asked about " + what, failed.getCause());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return step.take();
        }
    }
}
