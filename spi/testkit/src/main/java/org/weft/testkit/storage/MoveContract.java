/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.Since;

/** What {@code move} promises. */
@Since("0.1")
abstract class MoveContract extends Cases {

    @Test
    void a_file_is_renamed() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "x");
        Node moved = bench().move("/a", "/b");
        assertThat(moved.path()).isEqualTo(RelPath.parse("b"));
        assertThat(bench().names("/")).containsExactly("b");
        assertThat(bench().read("/b")).isEqualTo("x");
        assertThat(bench().stat("/b")).hasToString(moved.toString());
    }

    @Test
    void a_folder_moves_with_all_below_it() throws IOException {
        bench().requiresWriting();
        bench().folder("/f");
        bench().folder("/f/g");
        bench().put("/f/g/a", "x");
        bench().folder("/h");
        bench().move("/f", "/h/f2");
        assertThat(bench().read("/h/f2/g/a")).isEqualTo("x");
        assertThat(bench().exists("/f")).isFalse();
    }

    @Test
    void a_taken_name_is_refused_unless_it_may_be_replaced() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "a");
        bench().put("/b", "b");
        String before = bench().picture("/");
        assertThatThrownBy(() -> bench().move("/a", "/b")).isInstanceOf(AlreadyExists.class);
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    @Test
    void a_file_takes_the_place_of_a_file() throws IOException {
        bench().requiresWriting();
        Node a = bench().put("/a", "a");
        Node b = bench().put("/b", "b");
        Node moved = bench().moveOver("/a", "/b");
        assertThat(bench().read("/b")).isEqualTo("a");
        assertThat(bench().names("/")).containsExactly("b");
        if (bench().has(Trait.STABLE_IDS)) {
            assertThat(moved.id()).isEqualTo(a.id());
            assertThatThrownBy(() -> bench().statById(b)).isInstanceOf(NotFound.class);
        }
    }

    @Test
    void nodes_of_all_kinds_take_each_others_place() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.EMPTY_FOLDERS);
        bench().folder("/full");
        bench().put("/full/x", "x");
        bench().folder("/empty");
        bench().put("/file", "f");

        bench().moveOver("/empty", "/full");
        assertThat(bench().list("/full")).isEmpty();
        assertThat(bench().names("/")).containsExactly("file", "full");

        bench().moveOver("/file", "/full");
        assertThat(bench().read("/full")).isEqualTo("f");
        assertThat(bench().names("/")).containsExactly("full");

        bench().folder("/g");
        bench().put("/g/y", "y");
        bench().moveOver("/g", "/full");
        assertThat(bench().read("/full/y")).isEqualTo("y");
        assertThat(bench().names("/")).containsExactly("full");
    }

    @Test
    void a_folder_cannot_move_below_itself() throws IOException {
        bench().requiresWriting();
        bench().folder("/f");
        bench().folder("/f/g");
        String before = bench().picture("/");
        assertThatThrownBy(() -> bench().move("/f", "/f/g/h")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench().moveOver("/f", "/f/g")).isInstanceOf(Conflict.class);
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    @Test
    void a_folder_cannot_replace_one_that_it_lies_in() throws IOException {
        bench().requiresWriting();
        bench().folder("/f");
        bench().folder("/f/g");
        bench().put("/f/g/a", "x");
        assertThatThrownBy(() -> bench().moveOver("/f/g", "/f")).isInstanceOf(WeftException.class);
        assertThat(bench().read("/f/g/a")).isEqualTo("x");
    }

    @Test
    void a_move_onto_itself_loses_nothing() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "x");
        assertThatThrownBy(() -> bench().moveOver("/a", "/a")).isInstanceOf(WeftException.class);
        assertThat(bench().read("/a")).isEqualTo("x");
    }

    @Test
    void what_is_missing_is_told() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "x");
        assertThatThrownBy(() -> bench().move("/missing", "/b")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> bench().move("/a", "/missing/b"))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        e -> assertThat(e.isParent())
                                .as("the folder is missing, which NotFound.parent says")
                                .isTrue());
        bench().put("/c", "x");
        assertThatThrownBy(() -> bench().move("/a", "/c/b")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench().move("/", "/b")).isInstanceOf(WeftException.class);
    }

    @Test
    void preconditions_of_both_ends_are_judged() throws IOException {
        bench().requiresWriting();
        Node a = bench().put("/a", "a");
        Node b = bench().put("/b", "b");
        Precondition stale = Precondition.etag("other");
        Precondition none = Precondition.none();
        assertThatThrownBy(() -> move(new MoveSpec(true, stale, none, Guard.none())))
                .isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> move(new MoveSpec(true, none, stale, Guard.none())))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(bench().read("/b")).isEqualTo("b");
        move(new MoveSpec(true, Precondition.etag(a.etag()), Precondition.etag(b.etag()), Guard.none()));
        assertThat(bench().read("/b")).isEqualTo("a");
    }

    private void move(MoveSpec spec) throws IOException {
        bench().driver().move(bench().anna(), StorageBench.at("/a"), StorageBench.at("/b"), spec);
    }

    @Test
    void the_letters_case_of_a_name_can_be_changed() throws IOException {
        bench().requiresWriting();
        bench().put("/name", "x");
        bench().move("/name", "/Name");
        assertThat(bench().names("/")).containsExactly("Name");
    }
}
