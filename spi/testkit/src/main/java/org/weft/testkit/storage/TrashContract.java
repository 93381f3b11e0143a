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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Trash.Item;
import org.weft.testkit.Since;

/** What the ability {@code Trash} promises of deleting, browsing and purging. */
@Since("0.1")
@Promises(Trash.class)
abstract class TrashContract extends TrashCases {

    @Test
    void it_begins_empty() throws IOException {
        assertThat(items()).isEmpty();
    }

    @Test
    void a_deleted_file_lies_in_it_and_tells_where_it_was() throws IOException {
        bench().folder("/f");
        bench().put("/f/a", "12345");
        Item item = trashed("/f/a");
        assertThat(item.original()).isEqualTo(RelPath.parse("f/a"));
        assertThat(item.kind()).isEqualTo(Kind.FILE);
        assertThat(item.size()).isEqualTo(5);
        assertThat(item.deleted()).isAfterOrEqualTo(bench().stat("/f").mtime().minusSeconds(60));
        assertThat(item.key()).matches("[A-Za-z0-9._~-]{1,255}");
        assertThat(bench().exists("/f/a")).isFalse();
        assertThat(bench().names("/f")).isEmpty();
    }

    @Test
    void a_deleted_folder_is_one_item_that_can_be_browsed() throws IOException {
        plant();
        Item folder = trashed("/f");
        assertThat(folder.kind()).isEqualTo(Kind.FOLDER);
        assertThat(folder.original()).isEqualTo(RelPath.parse("f"));
        assertThat(within(folder, ""))
                .extracting(Item::original)
                .containsExactlyInAnyOrder(RelPath.parse("f/a"), RelPath.parse("f/g"));
        assertThat(within(folder, "")).extracting(Item::key).containsOnly(folder.key());
        assertThat(within(folder, "")).extracting(Item::deleted).containsOnly(folder.deleted());
        assertThat(within(folder, "g")).singleElement().satisfies(b -> {
            assertThat(b.original()).isEqualTo(RelPath.parse("f/g/b"));
            assertThat(b.kind()).isEqualTo(Kind.FILE);
            assertThat(b.size()).isEqualTo(2);
        });
        assertThatThrownBy(() -> within(folder, "a")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> within(folder, "missing")).isInstanceOf(NotFound.class);
    }

    @Test
    void what_an_item_tells_of_its_node_is_the_id_that_it_had_and_has_again() throws IOException {
        plant();
        NodeId folder = bench().stat("/f").id();
        NodeId file = bench().stat("/f/a").id();
        Item item = trashed("/f");
        item.node().ifPresent(told -> assertThat(told).isEqualTo(folder));
        for (Item child : within(item, "")) {
            if (child.original().name().equals("a")) {
                child.node().ifPresent(told -> assertThat(told).isEqualTo(file));
            }
        }
        restore(item);
        assertThat(bench().stat("/f").id()).isEqualTo(folder);
        assertThat(bench().stat("/f/a").id()).isEqualTo(file);
    }

    @Test
    void an_item_that_is_no_folder_cannot_be_browsed() throws IOException {
        bench().put("/a", "x");
        Item a = trashed("/a");
        assertThatThrownBy(() -> within(a, "")).isInstanceOf(Conflict.class);
    }

    @Test
    void listing_stops_when_the_receiver_has_enough() throws IOException {
        for (String name : List.of("/a", "/b", "/c")) {
            bench().put(name, "x");
            bench().delete(name);
        }
        List<Item> two = new ArrayList<>();
        trash().list(bench().anna(), space(), Optional.empty(), RelPath.root(), item -> {
            two.add(item);
            return two.size() < 2;
        });
        assertThat(two).hasSize(2);
    }

    @Test
    void the_same_name_deleted_twice_is_two_items() throws IOException {
        bench().put("/a", "one");
        Item first = trashed("/a");
        bench().put("/a", "two");
        Item second = trashed("/a");
        assertThat(second.key()).isNotEqualTo(first.key());
        restore(first, "", to("/one"), false);
        assertThat(bench().read("/one")).isEqualTo("one");
        restore(second);
        assertThat(bench().read("/a")).isEqualTo("two");
        assertThat(items()).isEmpty();
    }

    @Test
    void nothing_can_be_done_to_a_deleted_node_by_its_id() throws IOException {
        bench().requires(Trait.STABLE_IDS);
        plant();
        Node folder = bench().stat("/f");
        Node a = bench().stat("/f/a");
        bench().delete("/f");
        Ref byId = Ref.id(a.space(), a.id());
        Ref below = Ref.id(folder.space(), folder.id()).resolve(RelPath.parse("new"));
        StorageDriver driver = bench().driver();
        assertThatThrownBy(() -> bench().bytes(byId, ReadSpec.whole())).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> driver.put(bench().anna(), byId, PutSpec.simple(), StorageBench.body("x")))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> driver.put(bench().anna(), below, PutSpec.simple(), StorageBench.body("x")))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> driver.delete(bench().anna(), byId, DeleteSpec.simple()))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> driver.move(bench().anna(), byId, StorageBench.at("/b"), MoveSpec.simple()))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void the_name_is_free_and_its_next_bearer_is_another_node() throws IOException {
        Node a = bench().put("/a", "one");
        bench().delete("/a");
        Node next = bench().put("/a", "two");
        assertThat(bench().read("/a")).isEqualTo("two");
        if (bench().has(Trait.STABLE_IDS)) {
            assertThat(next.id()).isNotEqualTo(a.id());
        }
    }

    @Test
    void purging_is_for_good() throws IOException {
        Node a = bench().put("/a", "x");
        bench().put("/b", "x");
        Item item = trashed("/a");
        Item other = trashed("/b");
        purge(item, "");
        assertThat(items()).containsExactly(other);
        assertThatThrownBy(() -> restore(item)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> purge(item, "")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> bench().statById(a)).isInstanceOf(NotFound.class);
        bench().restart();
        assertThat(items()).containsExactly(other);
    }

    @Test
    void a_part_of_a_folder_is_purged_and_the_rest_stays() throws IOException {
        plant();
        Item item = trashed("/f");
        purge(item, "g");
        assertThat(within(item, "")).extracting(Item::original).containsExactly(RelPath.parse("f/a"));
        assertThatThrownBy(() -> purge(item, "g")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> purge(item, "missing")).isInstanceOf(NotFound.class);
        restore(item);
        assertThat(bench().names("/f")).containsExactly("a");
    }

    @Test
    void what_is_deleted_for_good_does_not_come_here() throws IOException {
        plant();
        Node a = bench().stat("/f/a");
        DeleteSpec forGood = new DeleteSpec(Precondition.none(), Guard.none(), true);
        bench().driver().delete(bench().anna(), StorageBench.at("/f"), forGood);
        assertThat(items()).isEmpty();
        assertThat(bench().exists("/f")).isFalse();
        assertThatThrownBy(() -> bench().statById(a)).isInstanceOf(NotFound.class);
    }

    @Test
    void an_id_that_lies_here_may_be_held() throws IOException {
        plant();
        Node b = bench().stat("/f/g/b");
        Item item = trashed("/f");
        assertThat(trash().mayHold(space(), b.id())).isTrue();
        restore(item);
        assertThat(bench().statById(b).id()).isEqualTo(b.id());
    }

    @Test
    void emptying_empties() throws IOException {
        plant();
        bench().put("/b", "stays");
        bench().delete("/f/a");
        bench().delete("/f");
        assertThat(items()).hasSize(2);
        trash().empty(bench().anna(), space());
        assertThat(items()).isEmpty();
        trash().empty(bench().anna(), space());
        assertThat(bench().names("/")).containsExactly("b");
        bench().restart();
        assertThat(items()).isEmpty();
    }

    @Test
    void a_restart_loses_nothing() throws IOException {
        plant();
        Item item = trashed("/f");
        bench().restart();
        assertThat(items()).containsExactly(item);
        assertThat(within(item, "g")).hasSize(1);
        restore(item);
        assertThat(bench().read("/f/g/b")).isEqualTo("22");
    }

    @Test
    void what_was_never_deleted_is_not_found() throws IOException {
        bench().put("/a", "x");
        for (String key : List.of("unknown", "..", "0")) {
            Item ghost = new Item(key, RelPath.parse("a"), Kind.FILE, 1, Instant.EPOCH);
            assertThatThrownBy(() -> within(ghost, "")).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> restore(ghost)).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> purge(ghost, "")).isInstanceOf(NotFound.class);
        }
        assertThat(bench().read("/a")).isEqualTo("x");
    }

    @Test
    void a_refused_deletion_puts_nothing_into_it() throws IOException {
        bench().put("/a", "x");
        DeleteSpec stale = new DeleteSpec(Precondition.etag("other"), Guard.none());
        assertThatThrownBy(() -> bench().driver().delete(bench().anna(), StorageBench.at("/a"), stale))
                .isInstanceOf(PreconditionFailed.class);
        DeleteSpec locked = Specs.delete(RecordingGuard.refusingAtCommit());
        assertThatThrownBy(() -> bench().driver().delete(bench().anna(), StorageBench.at("/a"), locked))
                .isInstanceOf(Locked.class);
        assertThat(items()).isEmpty();
    }

    @Test
    void it_counts_into_what_is_used_until_it_is_purged() throws IOException {
        bench().put("/a", "x".repeat(100_000));
        bench().put("/b", "x".repeat(100_000));
        long before = QuotaContract.used(bench(), "/");
        Item a = trashed("/a");
        bench().delete("/b");
        assertThat(QuotaContract.used(bench(), "/")).isGreaterThanOrEqualTo(before);
        purge(a, "");
        assertThat(QuotaContract.used(bench(), "/")).isBetween(before - 110_000, before - 90_000);
        trash().empty(bench().anna(), space());
        assertThat(QuotaContract.used(bench(), "/")).isBetween(before - 210_000, before - 190_000);
    }
}
