/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Trash.Item;
import org.weft.spi.storage.Versions;
import org.weft.testkit.Since;

/** What the ability {@code Trash} promises of bringing things back. */
@Since("0.1")
@Promises(Trash.class)
abstract class RestoreContract extends TrashCases {

    @Test
    void ids_contents_and_times_are_the_same_after_a_restore() throws IOException {
        bench().requires(Trait.STABLE_IDS);
        plant();
        Node folder = bench().stat("/f");
        Node a = bench().stat("/f/a");
        Node b = bench().stat("/f/g/b");
        Item item = trashed("/f");
        for (Node gone : List.of(folder, a, b)) {
            assertThatThrownBy(() -> bench().statById(gone)).isInstanceOf(NotFound.class);
        }
        Node restored = restore(item);
        assertThat(restored.id()).isEqualTo(folder.id());
        assertThat(restored.path()).isEqualTo(RelPath.parse("f"));
        assertThat(bench().stat("/f")).hasToString(restored.toString());
        assertThat(bench().stat("/f/a").id()).isEqualTo(a.id());
        assertThat(bench().stat("/f/a").mtime()).isEqualTo(a.mtime());
        assertThat(bench().statById(b).path()).isEqualTo(RelPath.parse("f/g/b"));
        assertThat(bench().read("/f/g/b")).isEqualTo("22");
        assertThat(items()).isEmpty();
    }

    @Test
    void an_item_is_restored_to_another_place() throws IOException {
        Node a = bench().put("/a", "x");
        bench().folder("/f");
        Item item = trashed("/a");
        Node restored = restore(item, "", to("/f/b"), false);
        assertThat(restored.path()).isEqualTo(RelPath.parse("f/b"));
        assertThat(bench().read("/f/b")).isEqualTo("x");
        assertThat(bench().exists("/a")).isFalse();
        if (bench().has(Trait.STABLE_IDS)) {
            assertThat(bench().statById(a).path()).isEqualTo(RelPath.parse("f/b"));
        }
    }

    @Test
    void a_taken_place_is_refused_unless_it_may_be_replaced() throws IOException {
        bench().put("/a", "old");
        Item item = trashed("/a");
        bench().put("/a", "new");
        bench().folder("/f");
        String before = bench().picture("/");
        assertThatThrownBy(() -> restore(item)).isInstanceOf(AlreadyExists.class);
        assertThatThrownBy(() -> restore(item, "", to("/f"), false)).isInstanceOf(AlreadyExists.class);
        assertThat(bench().picture("/")).isEqualTo(before);
        assertThat(items()).contains(item);
        Node restored = restore(item, "", Optional.empty(), true);
        assertThat(bench().read("/a")).isEqualTo("old");
        assertThat(bench().stat("/a")).hasToString(restored.toString());
        assertThat(items()).doesNotContain(item);
    }

    @Test
    void a_missing_or_wrong_folder_to_restore_into_is_told() throws IOException {
        plant();
        Item item = trashed("/f/a");
        bench().put("/file", "x");
        bench().delete("/f");
        assertThatThrownBy(() -> restore(item))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        e -> assertThat(e.isParent())
                                .as("the folder is missing, which NotFound.parent says")
                                .isTrue());
        assertThatThrownBy(() -> restore(item, "", to("/file/a"), false)).isInstanceOf(Conflict.class);
        assertThat(items()).contains(item);
        restore(item, "", to("/a"), false);
        assertThat(bench().read("/a")).isEqualTo("1");
    }

    @Test
    void a_part_of_a_folder_comes_back_and_the_rest_stays() throws IOException {
        plant();
        Node b = bench().stat("/f/g/b");
        Item item = trashed("/f");
        Node restored = restore(item, "g/b", to("/b"), false);
        assertThat(bench().read("/b")).isEqualTo("22");
        if (bench().has(Trait.STABLE_IDS)) {
            assertThat(restored.id()).isEqualTo(b.id());
        }
        assertThat(items()).extracting(Item::key).containsExactly(item.key());
        assertThat(within(item, "g")).isEmpty();
        assertThat(within(item, "")).hasSize(2);
        restore(item);
        assertThat(bench().names("/f")).containsExactly("a", "g");
        assertThat(bench().names("/f/g")).isEmpty();
    }

    @Test
    void a_part_comes_back_to_where_it_was_once_its_folder_is_there_again() throws IOException {
        plant();
        Item item = trashed("/f");
        assertThatThrownBy(() -> restore(item, "a", Optional.empty(), false)).isInstanceOf(NotFound.class);
        bench().folder("/f");
        restore(item, "a", Optional.empty(), false);
        assertThat(bench().read("/f/a")).isEqualTo("1");
        assertThatThrownBy(() -> restore(item, "a", Optional.empty(), false)).isInstanceOf(NotFound.class);
    }

    @Test
    void the_guard_of_a_restore_is_told_the_place_and_obeyed() throws IOException {
        Node folder = bench().folder("/f");
        bench().put("/f/a", "old");
        Item item = trashed("/f/a");
        Node taken = bench().put("/f/a", "new");
        String before = bench().picture("/");
        assertThatThrownBy(() -> restore(item, "", Optional.empty(), true, RecordingGuard.refusingAtCommit()))
                .isInstanceOf(Locked.class);
        assertThatThrownBy(() -> restore(item, "", to("/b"), false, RecordingGuard.refusingAtCommit()))
                .isInstanceOf(Locked.class);
        assertThat(bench().picture("/")).isEqualTo(before);
        assertThat(items()).containsExactly(item);
        RecordingGuard passing = RecordingGuard.passing();
        restore(item, "", Optional.empty(), true, passing);
        Affected what = passing.commits().getFirst();
        assertThat(what.source()).isEmpty();
        assertThat(what.replaced().map(Node::id)).contains(taken.id());
        assertThat(what.target()).isEqualTo(RelPath.parse("f/a"));
        assertThat(what.parents()).extracting(Node::id).containsExactly(folder.id());
    }

    @Test
    void sizes_and_etags_above_follow_deletion_and_restore() throws IOException {
        bench().requires(Trait.FOLDER_ETAG_PROPAGATES);
        plant();
        Node full = bench().stat("/");
        Item item = trashed("/f/g");
        Node less = bench().stat("/");
        assertThat(less.size()).isEqualTo(full.size() - 2);
        assertThat(less.etag()).isNotEqualTo(full.etag());
        restore(item);
        assertThat(bench().stat("/f").size()).isEqualTo(3);
        assertThat(bench().stat("/").etag()).isNotIn(less.etag(), full.etag());
    }

    @Test
    void versions_come_back_with_their_file_and_go_with_a_purge() throws IOException {
        Versions versions = offered("Versions", StorageDriver::versions);
        bench().put("/a", "one");
        bench().put("/a", "x".repeat(50_000));
        bench().put("/a", "three");
        Item item = trashed("/a");
        restore(item);
        List<Versions.Version> list = new ArrayList<>();
        versions.list(bench().anna(), StorageBench.at("/a"), list::add);
        assertThat(list).extracting(Versions.Version::size).containsExactly(50_000L, 3L);
        long before = QuotaContract.used(bench(), "/");
        purge(trashed("/a"), "");
        assertThat(QuotaContract.used(bench(), "/")).isLessThanOrEqualTo(before - 50_000);
    }

    @Test
    void of_many_restores_of_one_item_exactly_one_wins() throws Exception {
        bench().put("/a", "x");
        Item item = trashed("/a");
        assertThat(Race.of(20, i -> restore(item, "", to("/a" + i), false), NotFound.class, AlreadyExists.class))
                .hasSize(1);
        assertThat(bench().list("/")).hasSize(1);
        assertThat(items()).isEmpty();
    }

    @Test
    void an_item_is_restored_or_purged_and_never_both() throws Exception {
        for (int round = 0; round < 10; round++) {
            bench().put("/a", "x");
            Item item = trashed("/a");
            List<String> won = Race.of(
                    2,
                    i -> {
                        if (i == 0) {
                            purge(item, "");
                            return "purged";
                        }
                        restore(item);
                        return "restored";
                    },
                    NotFound.class);
            assertThat(won).hasSize(1);
            assertThat(items()).isEmpty();
            assertThat(bench().exists("/a")).isEqualTo(won.contains("restored"));
            if (bench().exists("/a")) {
                purge(trashed("/a"), "");
            }
        }
    }

    @Test
    void many_deletions_at_a_time_lose_nothing() throws Exception {
        bench().folder("/f");
        for (int i = 0; i < 30; i++) {
            bench().put("/f/" + i, "text " + i);
        }
        Race.of(30, i -> {
            bench().delete("/f/" + i);
            return i;
        });
        List<Item> items = items();
        assertThat(items).extracting(Item::key).hasSize(30).doesNotHaveDuplicates();
        for (Item item : items) {
            restore(item);
        }
        for (int i = 0; i < 30; i++) {
            assertThat(bench().read("/f/" + i)).isEqualTo("text " + i);
        }
    }
}
