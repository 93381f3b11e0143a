/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.sharing.share.Trio.EDIT;
import static org.weft.kernel.sharing.share.Trio.path;
import static org.weft.kernel.sharing.share.Trio.to;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.storage.trash.TrashItem;
import org.weft.kernel.storage.trash.TrashService;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** The trash opens nothing that was closed, and nothing that was gone before it was shared. */
class ClosedTrashTest {

    private static final Rights KEEP =
            EDIT.plus(Rights.of(Right.LIST_RECYCLE, Right.RESTORE_RECYCLE, Right.PURGE_RECYCLE));

    private final Trio trio;

    ClosedTrashTest(@TempDir Path data) {
        trio = new Trio(data);
    }

    @AfterEach
    void close() {
        trio.close();
    }

    private TrashService trash() {
        return trio.site.storage.trash();
    }

    private List<TrashItem> list(Caller who, String tree, TrashService.Query query) {
        List<TrashItem> found = new ArrayList<>();
        trash().list(who, path(tree), query, found::add);
        return found;
    }

    private List<String> names(Caller who, String tree) {
        return list(who, tree, TrashService.Query.all()).stream()
                .map(TrashItem::name)
                .sorted()
                .toList();
    }

    private String key(String name) {
        return list(trio.einstein, "home", TrashService.Query.all()).stream()
                .filter(item -> item.name().equals(name))
                .findFirst()
                .orElseThrow()
                .key();
    }

    private void restore(Caller who, String tree, String key, String below) {
        trash().restore(who, path(tree), key, RelPath.parse(below), Optional.empty(), false, WriteConditions.plain());
    }

    private void deny(String path, Caller whom) {
        trio.site.storage.grants().deny(trio.einstein, path(path), to(whom));
    }

    private void nothingOf(String key) {
        assertThat(names(trio.marie, "shares/a")).isEmpty();
        assertThatThrownBy(() -> trash().item(trio.marie, path("shares/a"), key, RelPath.root()))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> list(trio.marie, "shares/a", TrashService.Query.in(key, RelPath.root())))
                .isInstanceOf(NotFound.class);
        for (String below : List.of("", "deep.txt")) {
            assertThatThrownBy(() -> restore(trio.marie, "shares/a", key, below))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> trash().purge(trio.marie, path("shares/a"), key, RelPath.parse(below)))
                    .isInstanceOf(NotFound.class);
        }
        trash().empty(trio.marie, path("shares/a"));
        assertThat(key).isEqualTo(key("b"));
    }

    @Test
    void what_a_denial_closed_stays_closed_in_the_trash_also_when_its_path_is_another_s() {
        trio.accepted(trio.einstein, "home/a", trio.marie, KEEP);
        deny("home/a/b", trio.marie);
        trio.delete(trio.einstein, "home/a/b");
        String key = key("b");
        nothingOf(key);
        trio.folder(trio.einstein, "home/a/b");
        nothingOf(key);
    }

    @Test
    void what_lay_in_a_closed_folder_is_never_seen_even_when_that_folder_is_gone_for_good() {
        trio.accepted(trio.einstein, "home/a", trio.marie, KEEP);
        deny("home/a/b", trio.marie);
        trio.delete(trio.einstein, "home/a/b/deep.txt");
        assertThat(names(trio.marie, "shares/a")).isEmpty();
        trio.delete(trio.einstein, "home/a/b");
        assertThat(names(trio.marie, "shares/a")).isEmpty();
        trash().purge(trio.einstein, path("home"), key("b"), RelPath.root());
        assertThat(names(trio.marie, "shares/a")).isEmpty();
        assertThat(names(trio.einstein, "home")).containsExactly("deep.txt");
    }

    @Test
    void a_folder_is_not_brought_back_by_somebody_to_whom_something_in_it_is_closed() {
        trio.accepted(trio.einstein, "home/a", trio.marie, KEEP);
        trio.folder(trio.einstein, "home/a/x");
        trio.folder(trio.einstein, "home/a/x/secret");
        trio.put(trio.einstein, "home/a/x/secret/deep.txt", "secret");
        trio.put(trio.einstein, "home/a/x/open.txt", "open");
        deny("home/a/x/secret", trio.marie);
        trio.delete(trio.einstein, "home/a/x");
        String key = key("x");

        assertThat(names(trio.marie, "shares/a")).containsExactly("x");
        assertThat(list(trio.marie, "shares/a", TrashService.Query.in(key, RelPath.root())))
                .extracting(TrashItem::name)
                .containsExactly("open.txt");
        assertThatThrownBy(() -> list(trio.marie, "shares/a", TrashService.Query.in(key, RelPath.parse("secret"))))
                .isInstanceOf(NotFound.class);
        for (String below : List.of("secret", "secret/deep.txt")) {
            assertThatThrownBy(() -> restore(trio.marie, "shares/a", key, below))
                    .isInstanceOf(NotFound.class);
        }
        assertThatThrownBy(() -> restore(trio.marie, "shares/a", key, "")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trash().purge(trio.marie, path("shares/a"), key, RelPath.root()))
                .isInstanceOf(Forbidden.class);
        restore(trio.einstein, "home", key, "");
        assertThat(trio.names(trio.marie, "shares/a/x")).containsExactly("open.txt");
    }

    @Test
    void what_was_deleted_before_a_share_began_is_not_shared_and_nor_is_what_lay_in_a_folder_of_the_same_name() {
        trio.accepted(trio.einstein, "home/a", trio.richard, KEEP);
        trio.folder(trio.einstein, "home/pub");
        trio.put(trio.einstein, "home/pub/salary.txt", "secret");
        trio.put(trio.einstein, "home/pub/old.txt", "old");
        trio.delete(trio.einstein, "home/pub/salary.txt");
        trio.move(trio.einstein, "home/pub", "home/away");
        trio.folder(trio.einstein, "home/pub");
        trio.accepted(trio.einstein, "home/pub", trio.marie, KEEP);
        assertThat(names(trio.marie, "shares/pub")).isEmpty();

        trio.accepted(trio.einstein, "home/away", trio.marie, KEEP);
        assertThat(names(trio.marie, "shares/away")).isEmpty();
        String key = key("salary.txt");
        for (String tree : List.of("shares/pub", "shares/away")) {
            assertThatThrownBy(() -> restore(trio.marie, tree, key, "")).isInstanceOf(NotFound.class);
        }
        trio.delete(trio.einstein, "home/away/old.txt");
        assertThat(names(trio.marie, "shares/away")).containsExactly("old.txt");
        assertThat(names(trio.marie, "shares/pub")).isEmpty();
    }

    @Test
    void what_lay_in_a_shared_folder_is_brought_back_after_the_folder_was_moved_and_deleted_itself() {
        trio.accepted(trio.einstein, "home/a/b", trio.marie, KEEP);
        trio.delete(trio.einstein, "home/a/b/deep.txt");
        trio.move(trio.einstein, "home/a/b", "home/elsewhere");
        assertThat(names(trio.marie, "shares/b")).containsExactly("deep.txt");
        assertThat(names(trio.richard, "home")).isEmpty();
    }

    @Test
    void a_member_of_a_project_sees_nothing_of_its_trash_that_is_closed_to_them() {
        trio.site.storage.grants().add(trio.einstein, path("home"), to(trio.marie), KEEP, Optional.empty());
        deny("home/a/b", trio.marie);
        var top = trio.id(trio.einstein, "home");
        trio.delete(trio.einstein, "home/a/b");
        trio.delete(trio.einstein, "home/a/f.txt");
        List<String> found = new ArrayList<>();
        trash().list(trio.marie, top, TrashService.Query.all(), item -> found.add(item.name()));
        assertThat(found).containsExactly("f.txt");
        String key = key("b");
        assertThatThrownBy(() -> trash().restore(
                                trio.marie, top, key, RelPath.root(), Optional.empty(), false, WriteConditions.plain()))
                .isInstanceOf(NotFound.class);
        trash().empty(trio.marie, top);
        assertThat(names(trio.einstein, "home")).containsExactly("b");
    }
}
