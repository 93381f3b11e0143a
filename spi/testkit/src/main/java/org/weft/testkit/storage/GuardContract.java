/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Attempts;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Versions;
import org.weft.testkit.Since;

/** The guard is asked, told the truth, and obeyed. */
@Since("0.1")
abstract class GuardContract extends Cases {

    @Test
    void put_of_a_new_file_tells_the_parent() throws IOException {
        bench().requiresWriting();
        Node folder = bench().folder("/f");
        RecordingGuard guard = RecordingGuard.passing();
        bench().put("/f/a", Specs.guarded(guard), "x");
        assertThat(guard.checks()).hasSize(1);
        assertThat(guard.commits()).hasSize(1);
        Affected what = guard.commits().getFirst();
        assertThat(what.space()).isEqualTo(folder.space());
        assertThat(what.parents()).extracting(Node::id).containsExactly(folder.id());
        assertThat(what.target()).isEqualTo(RelPath.parse("f/a"));
        assertThat(what.source()).isEmpty();
        assertThat(what.replaced()).isEmpty();
    }

    @Test
    void put_over_a_file_tells_the_file() throws IOException {
        bench().requiresWriting();
        Node file = bench().put("/a", "old");
        RecordingGuard guard = RecordingGuard.passing();
        bench().put("/a", Specs.guarded(guard), "new");
        assertThat(guard.checks().getFirst().source().map(Node::etag)).contains(file.etag());
        assertThat(guard.commits().getFirst().source().map(Node::id)).contains(file.id());
        assertThat(guard.commits().getFirst().parents()).isEmpty();
    }

    @Test
    void makeFolder_delete_and_move_tell_theirs() throws IOException {
        bench().requiresWriting();
        RecordingGuard making = RecordingGuard.passing();
        Node folder = bench().driver().makeFolder(bench().anna(), StorageBench.at("/f"), Specs.make(making));
        assertThat(making.commits()).hasSize(1);
        assertThat(making.commits().getFirst().source()).isEmpty();

        Node a = bench().put("/a", "a");
        Node b = bench().put("/f/b", "b");
        RecordingGuard moving = RecordingGuard.passing();
        bench().driver().move(bench().anna(), StorageBench.at("/a"), StorageBench.at("/f/b"), Specs.move(true, moving));
        Affected move = moving.commits().getFirst();
        assertThat(move.source().map(Node::id)).contains(a.id());
        assertThat(move.replaced().map(Node::id)).contains(b.id());
        assertThat(move.target()).isEqualTo(RelPath.parse("f/b"));
        assertThat(move.parents())
                .extracting(Node::id)
                .containsExactlyInAnyOrder(bench().stat("/").id(), folder.id());

        RecordingGuard deleting = RecordingGuard.passing();
        bench().driver().delete(bench().anna(), StorageBench.at("/f/b"), Specs.delete(deleting));
        assertThat(deleting.commits().getFirst().source().map(Node::id)).contains(a.id());
        assertThat(deleting.commits().getFirst().parents()).extracting(Node::id).containsExactly(folder.id());
    }

    @Test
    void the_change_is_made_inside_the_commit() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "old");
        String[] seen = new String[2];
        Guard watching = new Guard() {
            @Override
            public void check(Affected what) {}

            @Override
            public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
                seen[0] = bench().read("/a");
                Attempt<T> outcome = step.take();
                seen[1] = bench().read("/a");
                return outcome;
            }
        };
        bench().put("/a", Specs.guarded(watching), "new");
        assertThat(seen).containsExactly("old", "new");
    }

    @Test
    void a_refusal_at_check_comes_before_the_body() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "old");
        String before = bench().picture("/");
        RecordingGuard guard = RecordingGuard.refusingAtCheck();
        assertThatThrownBy(() -> bench().put("/a", Specs.guarded(guard), "new")).isInstanceOf(Locked.class);
        assertThat(guard.commits()).isEmpty();
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    @Test
    void a_refusal_at_commit_changes_nothing() throws IOException {
        bench().requiresWriting();
        bench().folder("/f");
        bench().put("/f/a", "a");
        bench().put("/b", "b");
        String before = bench().picture("/");
        refused(guard -> () -> bench().put("/b", Specs.guarded(guard), "new"));
        refused(guard -> () -> bench().put("/new", Specs.guarded(guard), "new"));
        refused(guard -> () -> bench().driver().makeFolder(bench().anna(), StorageBench.at("/new"), Specs.make(guard)));
        refused(guard -> () -> bench().driver().delete(bench().anna(), StorageBench.at("/f"), Specs.delete(guard)));
        refused(guard -> () -> bench().driver()
                .move(bench().anna(), StorageBench.at("/b"), StorageBench.at("/f/a"), Specs.move(true, guard)));
        refused(guard -> () -> bench().driver()
                .move(bench().anna(), StorageBench.at("/f"), StorageBench.at("/g"), Specs.move(false, guard)));
        assertThat(bench().picture("/")).isEqualTo(before);
        assertThat(bench().read("/b")).isEqualTo("b");
    }

    @Test
    void a_change_that_never_comes_about_is_given_up() throws IOException {
        bench().requiresWriting();
        Target target = new Target();
        String before = bench().picture("/");
        for (Map.Entry<String, Function<Guard, ThrowingCallable>> each :
                target.changes().entrySet()) {
            TurningAway never = TurningAway.always();
            assertThatThrownBy(each.getValue().apply(never)).as(each.getKey()).isInstanceOf(Unavailable.class);
            assertThat(never.commits())
                    .as(
                            "attempts to %s; a driver looks again when its step was stale, and gives up at last",
                            each.getKey())
                    .isPositive()
                    .isLessThanOrEqualTo(Attempts.MOST_ATTEMPTS);
        }
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    @Test
    void what_the_guard_throws_when_it_is_asked_again_ends_the_change() throws IOException {
        bench().requiresWriting();
        Target target = new Target();
        String before = bench().picture("/");
        for (Map.Entry<String, Function<Guard, ThrowingCallable>> each :
                target.changes().entrySet()) {
            TurningAway gone = TurningAway.endingAt(3);
            Throwable end = catchThrowable(each.getValue().apply(gone));
            if (gone.commits() == 1) { // a backend that looks and changes in one request has no second attempt
                assertThat(end).as(each.getKey()).isInstanceOf(Unavailable.class);
            } else {
                assertThat(end).as(each.getKey()).isSameAs(gone.end());
                assertThat(gone.commits()).as(each.getKey()).isEqualTo(3);
            }
        }
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    /** A tree on which everything can be changed that a driver may have to try twice. */
    private final class Target {
        private final Map<String, Function<Guard, ThrowingCallable>> changes = new LinkedHashMap<>();

        Target() throws IOException {
            bench().folder("/f");
            bench().put("/f/a", "a");
            bench().put("/b", "b");
            Ref b = StorageBench.at("/b");
            Ref taken = StorageBench.at("/f/a");
            changes.put("write a new file", guard -> () -> bench().put("/new", Specs.guarded(guard), "x"));
            changes.put("replace a file", guard -> () -> bench().put("/b", Specs.guarded(guard), "x"));
            changes.put("delete", guard -> () -> bench().driver().delete(bench().anna(), b, Specs.delete(guard)));
            changes.put(
                    "move",
                    guard -> () ->
                            bench().driver().move(bench().anna(), b, StorageBench.at("/c"), Specs.move(false, guard)));
            changes.put(
                    "move over a file",
                    guard -> () -> bench().driver().move(bench().anna(), b, taken, Specs.move(true, guard)));
            bench().driver()
                    .copy()
                    .ifPresent(copy -> changes.put(
                            "copy",
                            guard -> () ->
                                    copy.copy(bench().anna(), b, taken, true, Specs.move(true, guard), pair -> true)));
            versions(b);
            trash();
        }

        private void versions(Ref b) throws IOException {
            Optional<Versions> versions = bench().driver().versions();
            if (versions.isPresent()) {
                bench().put("/b", "newer");
                List<Versions.Version> kept = new ArrayList<>();
                versions.get().list(bench().anna(), b, kept::add);
                String key = kept.getFirst().key();
                changes.put(
                        "bring a version back", guard -> () -> versions.get().restore(bench().anna(), b, key, guard));
            }
        }

        private void trash() throws IOException {
            Optional<Trash> trash = bench().driver().trash();
            if (trash.isPresent()) {
                SpaceId space = bench().put("/gone", "x").space();
                bench().delete("/gone");
                List<Trash.Item> items = new ArrayList<>();
                trash.get().list(bench().anna(), space, Optional.empty(), RelPath.root(), items::add);
                String key = items.getFirst().key();
                changes.put(
                        "bring back from the trash",
                        guard -> () -> trash.get()
                                .restore(bench().anna(), space, key, RelPath.root(), Optional.empty(), false, guard));
            }
        }

        Map<String, Function<Guard, ThrowingCallable>> changes() {
            return changes;
        }
    }

    private static void refused(Function<Guard, ThrowingCallable> act) {
        assertThatThrownBy(act.apply(RecordingGuard.refusingAtCommit())).isInstanceOf(Locked.class);
    }
}
