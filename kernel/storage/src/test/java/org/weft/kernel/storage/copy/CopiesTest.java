/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.folder;
import static org.weft.kernel.storage.TestValues.put;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weft.kernel.storage.files.FileServiceCases;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Precondition;

/** Moves and copies. */
class CopiesTest extends FileServiceCases {

    // ---- moving and copying

    @Test
    void a_move_keeps_the_id_and_tells_whether_something_was_replaced() {
        WriteResult file = put(files, anna, "shared/a", "a");
        put(files, anna, "shared/b", "b");
        WriteResult moved = copies.move(anna, at("shared/a"), at("shared/b"), MoveRequest.simple(true));
        assertThat(moved.resource().id()).isEqualTo(file.resource().id());
        assertThat(moved.created()).isFalse();
        assertThat(copies.move(anna, at("shared/b"), at("shared/c"), MoveRequest.simple(false))
                        .created())
                .isTrue();
    }

    @Test
    void a_folder_whose_changes_below_cant_be_seen_is_copied_to_another_storage_and_not_moved() throws IOException {
        folder(files, anna, "home/f");
        put(files, anna, "home/f/a", "a");
        assertThatThrownBy(() -> copies.move(anna, at("home/f"), at("shared/f"), MoveRequest.simple(true)))
                .isInstanceOf(Unsupported.class)
                .hasMessageContaining("copy");
        copies.copy(anna, at("home/f"), at("shared/f"), true, MoveRequest.simple(false));
        assertThat(read(anna, "shared/f/a")).isEqualTo("a");
        assertThat(read(anna, "home/f/a")).isEqualTo("a");
        copies.move(anna, at("home/f/a"), at("shared/moved"), MoveRequest.simple(false));
        assertThat(read(anna, "shared/moved")).isEqualTo("a");
        assertThat(names(anna, "home/f")).isEmpty();
    }

    @Test
    void a_tree_is_copied_whole_or_at_its_top_alone() throws IOException {
        folder(files, anna, "shared/f");
        folder(files, anna, "shared/f/g");
        put(files, anna, "shared/f/g/a", "deep");
        assertThat(copies.copy(anna, at("shared/f"), at("home/all"), true, MoveRequest.simple(false))
                        .created())
                .isTrue();
        assertThat(read(anna, "home/all/g/a")).isEqualTo("deep");
        copies.copy(anna, at("shared/f"), at("home/top"), false, MoveRequest.simple(false));
        assertThat(names(anna, "home/top")).isEmpty();
        WriteResult over = copies.copy(anna, at("home/top"), at("home/all"), true, MoveRequest.simple(true));
        assertThat(over.created()).isFalse();
        assertThat(names(anna, "home/all")).isEmpty();
        assertThat(names(anna, "home")).containsExactly("all", "top");
    }

    @Test
    void a_copy_takes_the_place_of_whatever_kind_is_there() throws IOException {
        folder(files, anna, "shared/f");
        put(files, anna, "shared/f/a", "a");
        put(files, anna, "shared/b", "b");
        copies.copy(anna, at("shared/b"), at("shared/f"), true, MoveRequest.simple(true));
        assertThat(read(anna, "shared/f")).isEqualTo("b");
        folder(files, anna, "shared/g");
        copies.copy(anna, at("shared/g"), at("shared/b"), true, MoveRequest.simple(true));
        assertThat(names(anna, "shared")).containsExactly("b", "f", "g");
        assertThat(files.stat(anna, at("shared/b"), StatSpec.node()).isFolder()).isTrue();
    }

    @Test
    void a_copy_judges_the_source_and_the_target_it_was_asked_about() {
        folder(files, anna, "shared/f");
        String etag = files.stat(anna, at("shared/f"), StatSpec.node()).node().etag();
        MoveRequest fits = new MoveRequest(false, Precondition.etag(etag), WriteConditions.plain());
        MoveRequest lost = new MoveRequest(true, Precondition.etag("other"), WriteConditions.plain());
        copies.copy(anna, at("shared/f"), at("home/f"), true, fits);
        assertThatThrownBy(() -> copies.copy(anna, at("shared/f"), at("home/g"), true, lost))
                .isInstanceOf(PreconditionFailed.class);
        MoveRequest gone =
                new MoveRequest(true, Precondition.none(), WriteConditions.when(Precondition.mustNotExist()));
        assertThatThrownBy(() -> copies.copy(anna, at("shared/f"), at("home/f"), true, gone))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(names(anna, "home")).containsExactly("f");
    }

    @Test
    void a_copy_that_breaks_off_leaves_the_target_as_it_was_and_nothing_behind() {
        folder(files, anna, "shared/f");
        put(files, anna, "shared/f/a", "a");
        put(files, anna, "shared/f/b", "b");
        folder(files, anna, "home/f");
        put(files, anna, "home/f/old", "old");
        String before = homes.picture();
        shared.breakOpening("f/b");
        assertThatThrownBy(() -> copies.copy(anna, at("shared/f"), at("home/f"), true, MoveRequest.simple(true)))
                .isInstanceOf(WeftException.class);
        assertThat(homes.picture()).isEqualTo(before);
    }

    @Test
    void a_copy_over_what_may_not_be_replaced_leaves_nothing_behind() {
        folder(files, anna, "shared/f");
        put(files, anna, "shared/f/a", "a");
        folder(files, anna, "home/f");
        String before = homes.picture();
        assertThatThrownBy(() -> copies.copy(anna, at("shared/f"), at("home/f"), true, MoveRequest.simple(false)))
                .isInstanceOf(WeftException.AlreadyExists.class);
        assertThatThrownBy(() -> copies.copy(anna, at("shared/f"), at("home/none/f"), true, MoveRequest.simple(false)))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        missing -> assertThat(missing.isParent()).isTrue());
        assertThat(homes.picture()).isEqualTo(before);
    }

    @Test
    void nothing_is_copied_or_moved_onto_or_into_itself() {
        folder(files, anna, "shared/f");
        put(files, anna, "shared/f/a", "a");
        String before = shared.picture();
        Target byId =
                Target.id(files.stat(anna, at("shared/f"), StatSpec.node()).id());
        for (Target source : List.of(at("shared/f"), byId)) {
            for (String to : List.of("shared/f", "shared/f/g", "shared/f/a/g")) {
                assertThatThrownBy(() -> copies.copy(anna, source, at(to), true, MoveRequest.simple(true)))
                        .isInstanceOf(WeftException.class);
                assertThatThrownBy(() -> copies.move(anna, source, at(to), MoveRequest.simple(true)))
                        .isInstanceOf(WeftException.class);
            }
        }
        assertThat(shared.picture()).isEqualTo(before);
    }

    @Test
    void a_folder_copied_over_one_that_holds_it_is_refused() {
        folder(files, anna, "shared/f");
        folder(files, anna, "shared/f/g");
        put(files, anna, "shared/f/g/a", "a");
        String before = shared.picture();
        assertThatThrownBy(() -> copies.copy(anna, at("shared/f/g"), at("shared/f"), true, MoveRequest.simple(true)))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> copies.copy(anna, at("shared/f/g/a"), at("shared/f"), true, MoveRequest.simple(true)))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> copies.move(anna, at("shared/f/g"), at("shared/f"), MoveRequest.simple(true)))
                .isInstanceOf(Conflict.class);
        assertThat(shared.picture()).isEqualTo(before);
    }
}
