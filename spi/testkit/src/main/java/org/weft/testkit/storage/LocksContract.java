/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.LockRequest;
import org.weft.spi.storage.Locks;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.testkit.Since;

/** What the ability {@code Locks} promises of the locks themselves. */
@Since("0.2")
@Promises(Locks.class)
abstract class LocksContract extends LockCases {

    @Test
    void a_lock_is_told_as_it_was_asked_for() throws IOException {
        Node file = bench().stat("/f/a");
        Instant before = Instant.now();
        Lock lock = lock(office(), "/f/a", "one", Sharing.WRITE, false);
        assertThat(lock.id()).isEqualTo("one");
        assertThat(lock.node()).isEqualTo(file.id());
        assertThat(lock.sharing()).isEqualTo(Sharing.WRITE);
        assertThat(lock.deep()).isFalse();
        assertThat(lock.holder()).isEqualTo(bench().anna().user());
        assertThat(lock.app()).contains("office");
        assertThat(lock.owner()).isEqualTo("<d:href>me</d:href>");
        assertThat(lock.expires()).isAfter(before);
        assertThat(covering("/f/a")).containsExactly(lock);
        assertThat(locks().covering(BENNO, Ref.id(file.space(), file.id()))).containsExactly(lock);
        assertThat(covering("/f")).isEmpty();
        release("/f/a", "one");
        assertThat(covering("/f/a")).isEmpty();
    }

    @Test
    void only_shared_locks_let_each_other_in() throws IOException {
        for (Sharing first : Sharing.values()) {
            for (Sharing second : Sharing.values()) {
                lock(bench().anna(), "/f/a", "one", first, false);
                if (first == Sharing.SHARED && second == Sharing.SHARED) {
                    lock(BENNO, "/f/a", "two", second, false);
                    assertThat(ids("/f/a")).containsExactly("one", "two");
                    locks().release(BENNO, StorageBench.at("/f/a"), "two");
                } else {
                    assertThatThrownBy(() -> lock(BENNO, "/f/a", "two", second, false))
                            .as("%s after %s", second, first)
                            .isInstanceOf(Locked.class);
                }
                assertThat(ids("/f/a")).containsExactly("one");
                release("/f/a", "one");
            }
        }
    }

    @Test
    void a_deep_lock_covers_all_below_and_another_its_node_alone() throws IOException {
        Lock shallow = lock(bench().anna(), "/f", "shallow", Sharing.SHARED, false);
        assertThat(covering("/f")).containsExactly(shallow);
        assertThat(covering("/f/a")).isEmpty();
        Lock deep = lock(bench().anna(), "/f", "deep", Sharing.SHARED, true);
        for (String path : List.of("/f/a", "/f/g", "/f/g/b")) {
            assertThat(covering(path)).as(path).containsExactly(deep);
        }
        Lock own = lock(bench().anna(), "/f/g/b", "own", Sharing.SHARED, false);
        assertThat(covering("/f/g/b")).containsExactlyInAnyOrder(deep, own);
        bench().put("/f/g/new", showing("deep"), "x");
        assertThat(covering("/f/g/new")).as("what came later").containsExactly(deep);
        release("/f/g/new", "deep");
        assertThat(ids("/f/g/b")).containsExactly("own");
        assertThat(ids("/f")).containsExactly("shallow");
    }

    @Test
    void a_deep_lock_agrees_with_those_above_and_below() throws IOException {
        lock("/f/g/b", "below");
        assertThatThrownBy(() -> lock(bench().anna(), "/f", "deep", Sharing.EXCLUSIVE, true))
                .isInstanceOf(Locked.class);
        assertThatThrownBy(() -> lock(bench().anna(), "/f", "deep", Sharing.SHARED, true))
                .isInstanceOf(Locked.class);
        assertThat(covering("/f/a")).isEmpty();
        lock("/f", "shallow");
        release("/f", "shallow");
        release("/f/g/b", "below");
        lock(bench().anna(), "/f", "deep", Sharing.EXCLUSIVE, true);
        assertThatThrownBy(() -> lock("/f/g/b", "below")).isInstanceOf(Locked.class);
        assertThatThrownBy(() -> lock(BENNO, "/f/g/b", "below", Sharing.SHARED, false))
                .isInstanceOf(Locked.class);
    }

    @Test
    void ids_are_kept_character_for_character() throws IOException {
        for (String id : List.of(
                "x",
                "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                "{\"S\":\"a b\",\"F\":4}",
                " with blanks /and\\slashes\t<>&'% ",
                "\u00E4 a\u0308 \uD83D\uDCA1",
                "0123456789abcdef".repeat(64),
                "\u20AC".repeat(1024))) {
            Lock lock = lock("/f/a", id);
            assertThat(lock.id()).isEqualTo(id);
            assertThat(ids("/f/a")).containsExactly(id);
            bench().put("/f/a", showing(id), "new");
            assertThatThrownBy(() -> release("/f/a", id + "x")).isInstanceOf(PreconditionFailed.class);
            release("/f/a", id);
        }
        lock("/f/a", "a");
        for (String other : List.of("A", "a ", " a", "\u0430")) {
            assertThatThrownBy(() -> release("/f/a", other)).as(other).isInstanceOf(PreconditionFailed.class);
        }
    }

    @Test
    void a_refresh_swaps_one_lock_for_another() throws IOException {
        Lock old = lock("/f/a", "old");
        LockRequest next = new LockRequest(
                "new",
                Sharing.SHARED,
                false,
                bench().anna().user(),
                bench().anna().lockHolder(),
                "",
                Duration.ofMinutes(20));
        Lock swapped = locks().refresh(bench().anna(), StorageBench.at("/f/a"), "old", next);
        assertThat(covering("/f/a")).containsExactly(swapped);
        assertThat(swapped.id()).isEqualTo("new");
        assertThat(swapped.node()).isEqualTo(old.node());
        assertThat(swapped.created()).isEqualTo(old.created());
        assertThat(swapped.owner()).as("an empty owner leaves the old one").isEqualTo(old.owner());
        assertThat(swapped.sharing()).isEqualTo(Sharing.SHARED);
        assertThat(swapped.expires()).isAfter(old.expires());
        assertThatThrownBy(() -> locks().refresh(bench().anna(), StorageBench.at("/f/a"), "old", next))
                .isInstanceOf(PreconditionFailed.class);
        lock(BENNO, "/f/a", "other", Sharing.SHARED, false);
        assertThatThrownBy(() -> locks().refresh(
                                bench().anna(),
                                StorageBench.at("/f/a"),
                                "new",
                                wanted(bench().anna(), "new", Sharing.EXCLUSIVE, false)))
                .as("a lock that asks for more agrees with the others")
                .isInstanceOf(Locked.class);
        assertThat(ids("/f/a")).containsExactly("new", "other");
    }

    @Test
    void a_deep_lock_is_refreshed_from_below_and_stays_where_it_was_set() throws IOException {
        Lock old = lock(bench().anna(), "/f", "old", Sharing.EXCLUSIVE, true);
        Lock next = locks().refresh(
                        bench().anna(),
                        StorageBench.at("/f/g/b"),
                        "old",
                        wanted(bench().anna(), "new", Sharing.EXCLUSIVE, true));
        assertThat(next.node()).isEqualTo(old.node());
        assertThat(covering("/f/a")).containsExactly(next);
        assertThat(covering("/f/g/b")).containsExactly(next);
    }

    @Test
    void of_many_at_a_time_one_takes_a_lock_and_one_swaps_it() throws Exception {
        List<Lock> taken = race(i -> lock("/f/a", "lock " + i), Locked.class);
        assertThat(taken).hasSize(1);
        String id = taken.getFirst().id();
        List<Lock> swapped = race(
                i -> locks().refresh(
                                bench().anna(),
                                StorageBench.at("/f/a"),
                                id,
                                wanted(bench().anna(), "next " + i, Sharing.EXCLUSIVE, false)),
                PreconditionFailed.class);
        assertThat(swapped).hasSize(1);
        assertThat(covering("/f/a")).isEqualTo(swapped);
    }

    private static List<Lock> race(Race.Attempt<Lock> attempt, Class<? extends WeftException> refusal)
            throws InterruptedException, ExecutionException {
        return Race.of(20, attempt, refusal);
    }

    @Test
    void what_is_not_held_is_neither_refreshed_nor_ended() throws IOException {
        Ref file = StorageBench.at("/f/a");
        LockRequest next = wanted(bench().anna(), "next", Sharing.EXCLUSIVE, false);
        assertThatThrownBy(() -> locks().refresh(bench().anna(), file, "one", next))
                .isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> release("/f/a", "one")).isInstanceOf(PreconditionFailed.class);
        lock("/f/a", "one");
        assertThatThrownBy(() -> locks().refresh(bench().anna(), file, "two", next))
                .isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> release("/f/a", "two")).isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> release("/f/g/b", "one"))
                .as("a lock that covers another node")
                .isInstanceOf(PreconditionFailed.class);
        LockRequest theirs = wanted(BENNO, "theirs", Sharing.EXCLUSIVE, false);
        assertThatThrownBy(() -> locks().refresh(BENNO, file, "one", theirs)).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> locks().release(BENNO, file, "one")).isInstanceOf(Forbidden.class);
        assertThat(ids("/f/a")).containsExactly("one");
        assertThatThrownBy(() -> covering("/none")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> lock("/none", "one")).isInstanceOf(NotFound.class);
    }

    @Test
    void a_lock_ends_at_its_time() throws Exception {
        LockRequest brief = new LockRequest(
                "brief",
                Sharing.EXCLUSIVE,
                false,
                bench().anna().user(),
                bench().anna().lockHolder(),
                "",
                Duration.ofSeconds(1));
        Lock lock = locks().acquire(bench().anna(), StorageBench.at("/f/a"), brief);
        assertThat(Duration.between(Instant.now(), lock.expires()))
                .as("a lock is granted for about as long as it was asked for")
                .isLessThan(Duration.ofMinutes(1));
        bench().waitUntil("the lock ends", () -> covering("/f/a").isEmpty());
        assertThatThrownBy(() -> release("/f/a", "brief")).isInstanceOf(PreconditionFailed.class);
        bench().put("/f/a", "new");
        lock(BENNO, "/f/a", "next", Sharing.EXCLUSIVE, false);
    }

    @Test
    void locks_outlive_the_driver() throws IOException {
        Lock deep = lock(bench().anna(), "/f/g", "deep", Sharing.EXCLUSIVE, true);
        Lock own = lock("/f/a", "own");
        bench().restart();
        assertThat(covering("/f/g/b")).containsExactly(deep);
        assertThat(covering("/f/a")).containsExactly(own);
        assertThatThrownBy(() -> bench().put("/f/a", "new")).isInstanceOf(Locked.class);
        release("/f/a", "own");
        bench().put("/f/a", "new");
    }

    @Test
    void a_lock_ends_with_its_node() throws IOException {
        lock("/f/a", "one");
        lock("/f/g/b", "two");
        bench().driver().delete(bench().anna(), StorageBench.at("/f"), deleting("one", "two"));
        bench().folder("/f");
        bench().put("/f/a", "new");
        assertThat(covering("/f/a")).isEmpty();
        lock("/f/a", "three");
        bench().put("/b", "x");
        bench().driver().move(bench().anna(), StorageBench.at("/b"), StorageBench.at("/f/a"), moving(true, "three"));
        assertThat(covering("/f/a")).as("the node that took the place has none").isEmpty();
        bench().put("/f/a", "newer");
    }

    @Test
    void a_lock_does_not_come_back_from_the_trash() throws IOException {
        lock("/f/a", "one");
        throughTrash("/f", deleting("one"));
        assertThat(covering("/f/a")).isEmpty();
        bench().put("/f/a", "new");
    }

    @Test
    void a_move_ends_a_lock_but_an_applications() throws IOException {
        lock("/f/a", "one");
        lock(office(), "/f/g/b", "office", Sharing.EXCLUSIVE, false);
        bench().driver().move(bench().anna(), StorageBench.at("/f/a"), StorageBench.at("/f/c"), moving(false, "one"));
        assertThat(covering("/f/c")).isEmpty();
        bench().put("/f/c", "new");
        bench().driver().move(office(), StorageBench.at("/f/g/b"), StorageBench.at("/b"), moving(false, "office"));
        assertThat(ids("/b")).containsExactly("office");
        bench().put("/f/g/b", "new");
        assertThat(covering("/f/g/b")).as("none stays with the name").isEmpty();
    }

    @Test
    void a_copy_has_no_lock() throws IOException {
        bench().copying();
        lock(bench().anna(), "/f", "deep", Sharing.EXCLUSIVE, true);
        bench().copy("/f", "/copy");
        assertThat(covering("/copy")).isEmpty();
        bench().put("/copy/a", "new");
    }
}
