/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.sharing.share.Trio.EDIT;
import static org.weft.kernel.sharing.share.Trio.READ;
import static org.weft.kernel.sharing.share.Trio.path;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.storage.trash.TrashItem;
import org.weft.kernel.storage.trash.TrashService;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.Share;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Trash and versions of what is shared: they are the space's, and a receiver has of them what lies below the share. */
class TrashOfSharesTest {

    private static final Rights KEEP =
            EDIT.plus(Rights.of(Right.LIST_RECYCLE, Right.RESTORE_RECYCLE, Right.LIST_VERSIONS, Right.RESTORE_VERSION));

    private final Trio trio;

    TrashOfSharesTest(@TempDir Path data) {
        trio = new Trio(data);
    }

    @AfterEach
    void close() {
        trio.close();
    }

    private List<TrashItem> trash(Caller who, String tree) {
        List<TrashItem> found = new ArrayList<>();
        trio.site.storage.trash().list(who, path(tree), TrashService.Query.all(), found::add);
        return found;
    }

    private List<String> names(Caller who, String tree) {
        return trash(who, tree).stream().map(TrashItem::name).sorted().toList();
    }

    private void restore(Caller who, String tree, String key) {
        trio.site
                .storage
                .trash()
                .restore(who, path(tree), key, RelPath.root(), Optional.empty(), false, WriteConditions.plain());
    }

    private String key(Caller who, String tree, String name) {
        return trash(who, tree).stream()
                .filter(item -> item.name().equals(name))
                .findFirst()
                .orElseThrow()
                .key();
    }

    @Test
    void what_an_editor_deletes_is_in_the_trash_of_the_owner_and_not_in_the_editor_s_own() {
        trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        trio.delete(trio.marie, "home/Shares/a/f.txt");
        assertThat(names(trio.einstein, "home")).containsExactly("f.txt");
        assertThat(names(trio.marie, "home")).isEmpty();
        restore(trio.einstein, "home", key(trio.einstein, "home", "f.txt"));
        assertThat(trio.names(trio.marie, "shares/a")).contains("f.txt");
    }

    @Test
    void a_receiver_sees_of_the_trash_what_lay_below_the_share_and_nothing_else() {
        trio.put(trio.einstein, "home/secret.txt", "secret");
        trio.accepted(trio.einstein, "home/a/b", trio.marie, KEEP);
        trio.delete(trio.einstein, "home/secret.txt");
        trio.delete(trio.einstein, "home/a/f.txt");
        trio.delete(trio.einstein, "home/a/b/deep.txt");
        Target byId = trio.id(trio.einstein, "home/a/b");
        for (String tree : List.of("shares/b", "home/Shares/b")) {
            assertThat(names(trio.marie, tree)).as(tree).containsExactly("deep.txt");
        }
        List<String> found = new ArrayList<>();
        trio.site.storage.trash().list(trio.marie, byId, TrashService.Query.all(), item -> found.add(item.name()));
        assertThat(found).containsExactly("deep.txt");
        String secret = key(trio.einstein, "home", "secret.txt");
        assertThatThrownBy(() -> restore(trio.marie, "shares/b", secret)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> trio.site.storage.trash().item(trio.marie, path("shares/b"), secret, RelPath.root()))
                .isInstanceOf(NotFound.class);
        assertThat(names(trio.einstein, "home")).containsExactly("deep.txt", "f.txt", "secret.txt");
        restore(trio.marie, "shares/b", key(trio.marie, "shares/b", "deep.txt"));
        assertThat(trio.names(trio.einstein, "home/a/b")).containsExactly("deep.txt");
    }

    @Test
    void who_has_no_right_to_the_trash_sees_none_of_it_and_purges_nothing() {
        trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        trio.accepted(trio.einstein, "home/a", trio.richard, KEEP);
        trio.delete(trio.einstein, "home/a/f.txt");
        String key = key(trio.einstein, "home", "f.txt");
        assertThatThrownBy(() -> trash(trio.marie, "shares/a")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> restore(trio.marie, "shares/a", key)).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.site.storage.trash().purge(trio.richard, path("shares/a"), key, RelPath.root()))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.site.storage.trash().empty(trio.richard, path("shares/a")))
                .isInstanceOf(Forbidden.class);
        assertThat(names(trio.einstein, "home")).containsExactly("f.txt");
    }

    @Test
    void whoever_may_purge_a_share_s_trash_empties_what_lay_below_it() {
        trio.accepted(trio.einstein, "home/a/b", trio.marie, KEEP.plus(Rights.of(Right.PURGE_RECYCLE)));
        trio.delete(trio.einstein, "home/a/f.txt");
        trio.delete(trio.einstein, "home/a/b/deep.txt");
        trio.site.storage.trash().empty(trio.marie, path("shares/b"));
        assertThat(names(trio.einstein, "home")).containsExactly("f.txt");
    }

    @Test
    void what_is_restored_is_shared_again() {
        Share share = trio.accepted(trio.einstein, "home/a/b", trio.marie, READ);
        trio.delete(trio.einstein, "home/a/b");
        assertThat(trio.names(trio.marie, "home")).isNotNull();
        assertThatThrownBy(() -> trio.stat(trio.marie, "shares/b")).isInstanceOf(NotFound.class);
        assertThat(trio.names(trio.marie, "shares")).isEmpty();
        restore(trio.einstein, "home", key(trio.einstein, "home", "b"));
        assertThat(trio.names(trio.marie, "shares")).containsExactly("b");
        assertThat(trio.names(trio.marie, "home/Shares/b")).containsExactly("deep.txt");
        assertThat(trio.shares().get(trio.einstein, share.id()).id()).isEqualTo(share.id());
    }

    @Test
    void earlier_contents_are_listed_and_brought_back_through_a_share_by_those_who_may() {
        trio.accepted(trio.einstein, "home/a", trio.marie, KEEP);
        trio.accepted(trio.einstein, "home/a", trio.richard, READ);
        trio.put(trio.marie, "home/Shares/a/f.txt", "second");
        Target file = path("home/Shares/a/f.txt");
        List<String> versions = new ArrayList<>();
        trio.site.storage.versions().list(trio.marie, file, version -> versions.add(version.key()));
        assertThat(versions).hasSize(1);
        trio.site.storage.versions().restore(trio.marie, file, versions.getFirst(), WriteConditions.plain());
        assertThat(trio.stat(trio.einstein, "home/a/f.txt").node().size()).isEqualTo("one".length());
        Target readers = path("shares/a/f.txt");
        assertThatThrownBy(() -> trio.site
                        .storage
                        .versions()
                        .restore(trio.richard, readers, versions.getFirst(), WriteConditions.plain()))
                .isInstanceOf(Forbidden.class);
    }
}
