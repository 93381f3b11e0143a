/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.caller;
import static org.weft.kernel.storage.TestValues.folder;
import static org.weft.kernel.storage.TestValues.lock;
import static org.weft.kernel.storage.TestValues.put;
import static org.weft.kernel.storage.TestValues.showing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.StorageServicesCases;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.LockRequest;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PropertyName;

/** What the kernel adds to a storage: locks. */
abstract class LocksContract extends StorageServicesCases {

    private static final PropertyName COLOUR = new PropertyName("urn:x", "colour");

    // ---- locks and writes

    @Test
    void a_locked_file_is_written_by_the_holder_with_the_token_alone() {
        take(anna, "data/f/a", "t", Sharing.EXCLUSIVE, false);
        locked(() -> put(files, anna, "data/f/a", "no"));
        locked(() -> put(files, anna, "data/f/a", "no", showing("other")));
        locked(() -> put(files, ben, "data/f/a", "no", showing("t")));
        put(files, anna, "data/f/a", "yes", showing("t"));
        assertThat(storage.picture()).contains("f/a=yes");
    }

    @Test
    void a_lock_on_a_folder_alone_protects_its_names_but_not_its_files() {
        take(anna, "data/f", "t", Sharing.EXCLUSIVE, false);
        locked(() -> put(files, ben, "data/f/new", "no"));
        locked(() -> folder(files, ben, "data/f/new"));
        locked(() -> files.delete(ben, at("data/f/a"), WriteConditions.plain()));
        locked(() -> move(ben, "data/f/a", "data/a"));
        locked(() -> move(ben, "data/b", "data/f/b"));
        put(files, ben, "data/f/a", "content is free");
        put(files, anna, "data/f/new", "mine", showing("t"));
    }

    @Test
    void a_deep_lock_protects_all_below() {
        folder(files, anna, "data/f/g");
        put(files, anna, "data/f/g/deep", "1");
        take(anna, "data/f", "t", Sharing.EXCLUSIVE, true);
        locked(() -> put(files, ben, "data/f/g/deep", "no"));
        locked(() -> put(files, ben, "data/f/g/new", "no"));
        locked(() -> completions
                .properties()
                .change(ben, at("data/f/g/deep"), Map.of(COLOUR, "red"), Set.of(), WriteConditions.plain()));
        put(files, anna, "data/f/g/deep", "yes", showing("t"));
        put(files, ben, "data/b", "elsewhere");
    }

    @Test
    void many_deep_locks_protect_as_one_does() {
        for (int i = 0; i < 20; i++) {
            folder(files, anna, "data/d" + i);
            folder(files, anna, "data/d" + i + "/x");
            put(files, anna, "data/d" + i + "/x/y", "1");
            take(anna, "data/d" + i, "t" + i, Sharing.EXCLUSIVE, true);
        }
        locked(() -> put(files, ben, "data/d13/x/y", "no"));
        locked(() -> put(files, anna, "data/d13/x/y", "no", showing("t12")));
        put(files, anna, "data/d13/x/y", "yes", showing("t13"));
        put(files, ben, "data/f/a", "free");
    }

    @Test
    void a_tree_with_a_locked_member_is_not_deleted_moved_or_replaced() {
        take(anna, "data/f/a", "t", Sharing.EXCLUSIVE, false);
        folder(files, ben, "data/other");
        String before = storage.picture();
        locked(() -> files.delete(ben, at("data/f"), WriteConditions.plain()));
        locked(() -> move(ben, "data/f", "data/g"));
        locked(() -> move(ben, "data/other", "data/f"));
        locked(() -> move(ben, "data/b", "data/f/a"));
        assertThat(storage.picture()).isEqualTo(before);
        files.delete(anna, at("data/f"), showing("t"));
        assertThat(storage.picture()).doesNotContain("f/a");
    }

    @Test
    void locks_stay_behind_when_a_node_moves_and_end_when_it_is_deleted() {
        take(anna, "data/f/a", "t", Sharing.EXCLUSIVE, false);
        take(anna, "data/b", "u", Sharing.EXCLUSIVE, false);
        move(anna, "data/f", "data/g", "t");
        assertThat(locks.covering(anna, at("data/g/a"))).isEmpty();
        put(files, ben, "data/g/a", "free");
        files.delete(anna, at("data/b"), showing("u"));
        put(files, ben, "data/b", "free");
        assertThat(locks.covering(anna, at("data/b"))).isEmpty();
    }

    @Test
    void shared_locks_agree_and_any_of_them_lets_write() {
        take(anna, "data/f/a", "t1", Sharing.SHARED, false);
        take(ben, "data/f/a", "t2", Sharing.SHARED, false);
        locked(() -> take(ben, "data/f/a", "t3", Sharing.EXCLUSIVE, false));
        locked(() -> take(ben, "data/f", "t3", Sharing.EXCLUSIVE, true));
        locked(() -> put(files, caller("carl"), "data/f/a", "no"));
        put(files, ben, "data/f/a", "ben", showing("t2"));
        put(files, anna, "data/f/a", "anna", showing("t1", "unknown"));
        assertThat(locks.covering(ben, at("data/f/a"))).extracting(Lock::id).containsExactlyInAnyOrder("t1", "t2");
    }

    @Test
    void exclusive_locks_exclude_each_other_above_and_below() {
        take(anna, "data/f", "t", Sharing.EXCLUSIVE, true);
        locked(() -> take(ben, "data/f/a", "u", Sharing.EXCLUSIVE, false));
        locked(() -> take(ben, "data/f/a", "u", Sharing.SHARED, false));
        locked(() -> take(ben, "data", "u", Sharing.SHARED, true));
        take(ben, "data", "u", Sharing.EXCLUSIVE, false);
        locks.release(ben, at("data"), "u");
        locks.release(anna, at("data/f"), "t");
        take(ben, "data", "u", Sharing.SHARED, true);
    }

    @Test
    void a_lock_below_one_on_a_folder_alone_is_granted() {
        take(anna, "data/f", "t", Sharing.EXCLUSIVE, false);
        take(ben, "data/f/a", "u", Sharing.EXCLUSIVE, false);
        assertThat(locks.covering(ben, at("data/f/a"))).extracting(Lock::id).containsExactly("u");
    }

    @Test
    void an_application_may_use_its_lock_for_every_user() {
        Lock lock = locks.acquire(
                        anna,
                        at("data/f/a"),
                        new LockRequest(
                                "{\"wopi\": \"Ä\"}",
                                Sharing.EXCLUSIVE,
                                false,
                                anna.user(),
                                Optional.of("office"),
                                "",
                                Duration.ofMinutes(30)),
                        false)
                .lock();
        Caller office = new Caller(
                ben.user(),
                ben.username(),
                ben.groups(),
                ben.scopes(),
                Optional.empty(),
                Optional.of("office"),
                ben.trace());
        locked(() -> put(files, ben, "data/f/a", "no", showing(lock.id())));
        put(files, office, "data/f/a", "yes", showing(lock.id()));
    }

    // ---- taking, refreshing, ending

    @Test
    void a_lock_where_nothing_is_makes_an_empty_file() {
        AcquiredLock made = locks.acquire(anna, at("data/f/new"), lock(anna, "t", Sharing.EXCLUSIVE, true), true);
        assertThat(made.created()).isTrue();
        assertThat(made.resource().node().size()).isZero();
        locked(() -> put(files, ben, "data/f/new", "no"));
        AcquiredLock again = locks.acquire(anna, at("data/b"), lock(anna, "u", Sharing.EXCLUSIVE, true), true);
        assertThat(again.created()).isFalse();
        assertThat(storage.picture()).contains("b=b");
    }

    @Test
    void a_lock_where_nothing_is_says_what_is_missing() {
        assertThatThrownBy(() -> take(anna, "data/none", "t", Sharing.SHARED, false))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        missing -> assertThat(missing.isParent()).isFalse());
        assertThatThrownBy(() -> locks.acquire(anna, at("data/none/new"), lock(anna, "t", Sharing.SHARED, false), true))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        missing -> assertThat(missing.isParent()).isTrue());
    }

    @Test
    void a_lock_where_nothing_is_needs_the_token_of_the_folder() {
        take(anna, "data/f", "t", Sharing.SHARED, false);
        assertThatThrownBy(() -> locks.acquire(anna, at("data/f/new"), lock(anna, "u", Sharing.SHARED, false), true))
                .isInstanceOf(Locked.class);
        assertThat(locks.acquire(anna, at("data/f/new"), lock(anna, "u", Sharing.SHARED, false), true, showing("t"))
                        .created())
                .isTrue();
    }

    @Test
    void locks_end_by_themselves_and_are_granted_for_an_hour_at_most() {
        Lock lock = locks.acquire(
                        anna,
                        at("data/f/a"),
                        new LockRequest(
                                "t",
                                Sharing.EXCLUSIVE,
                                false,
                                anna.user(),
                                Optional.empty(),
                                "",
                                Duration.ofDays(9999)),
                        false)
                .lock();
        assertThat(lock.expires()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        clock.pass(Duration.ofMinutes(59));
        locked(() -> put(files, ben, "data/f/a", "no"));
        clock.pass(Duration.ofMinutes(1));
        put(files, ben, "data/f/a", "yes");
        assertThat(locks.covering(ben, at("data/f/a"))).isEmpty();
        completions.sweep();
        take(ben, "data/f/a", "u", Sharing.EXCLUSIVE, false);
    }

    @Test
    void a_refresh_prolongs_and_swaps_in_one_step() {
        Lock lock = take(anna, "data/f", "t", Sharing.EXCLUSIVE, true);
        clock.pass(Duration.ofMinutes(4));
        Lock longer = locks.refresh(anna, at("data/f/a"), "t", Duration.ofMinutes(10));
        assertThat(longer.expires()).isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
        assertThat(longer.owner()).isEqualTo(lock.owner());
        assertThat(longer.deep()).isTrue();
        locks.refresh(anna, at("data/f"), "t", lock(anna, "t2", Sharing.EXCLUSIVE, true));
        assertThatThrownBy(() -> locks.refresh(anna, at("data/f"), "t", Duration.ofMinutes(1)))
                .isInstanceOf(PreconditionFailed.class);
        put(files, anna, "data/f/a", "yes", showing("t2"));
    }

    @Test
    void a_refresh_may_not_become_stronger_than_others_allow() {
        take(anna, "data/f/a", "t", Sharing.SHARED, false);
        take(ben, "data/f/a", "u", Sharing.SHARED, false);
        locked(() -> locks.refresh(anna, at("data/f/a"), "t", lock(anna, "t", Sharing.EXCLUSIVE, false)));
        locks.release(ben, at("data/f/a"), "u");
        locks.refresh(anna, at("data/f/a"), "t", lock(anna, "t", Sharing.EXCLUSIVE, false));
        locked(() -> take(ben, "data/f/a", "u", Sharing.SHARED, false));
    }

    @Test
    void only_the_holder_ends_or_refreshes_a_lock() {
        take(anna, "data/f/a", "t", Sharing.EXCLUSIVE, false);
        assertThatThrownBy(() -> locks.release(ben, at("data/f/a"), "t")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> locks.refresh(ben, at("data/f/a"), "t", Duration.ofMinutes(1)))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> locks.release(anna, at("data/f/a"), "other")).isInstanceOf(PreconditionFailed.class);
        locks.release(anna, at("data/f/a"), "t");
        put(files, ben, "data/f/a", "free");
    }

    @Test
    void a_space_has_no_more_locks_than_it_may_have() {
        for (int i = 0; i < 200; i++) {
            take(anna, "data/f/a", "t" + i, Sharing.SHARED, false);
        }
        assertThatThrownBy(() -> take(anna, "data/b", "more", Sharing.SHARED, false))
                .isInstanceOf(Throttled.class);
        clock.pass(Duration.ofHours(2));
        take(anna, "data/b", "more", Sharing.SHARED, false);
    }

    @Test
    void a_lock_id_is_kept_to_the_byte_and_has_1024_characters_at_most() {
        String id = "ü".repeat(1024);
        take(anna, "data/f/a", id, Sharing.EXCLUSIVE, false);
        assertThat(locks.covering(anna, at("data/f/a"))).extracting(Lock::id).containsExactly(id);
        for (String bad : List.of("", "x".repeat(1025), "a\0b")) {
            assertThatThrownBy(() -> take(anna, "data/b", bad, Sharing.EXCLUSIVE, false))
                    .isInstanceOf(InvalidArgument.class);
        }
    }

    @Test
    void locks_survive_a_restart() throws Exception {
        take(anna, "data/f", "t", Sharing.EXCLUSIVE, true);
        restart();
        locked(() -> put(files, ben, "data/f/a", "no"));
        put(files, anna, "data/f/a", "yes", showing("t"));
    }

    @Test
    void a_storage_without_stable_ids_has_no_locks() {
        Mount loose = TestValues.mount("loose", Mount.Everyone.WRITE, new MemoryStorage(false));
        Mount off = TestValues.mount("off", Mount.Everyone.WRITE, MemoryStorage.plain(), "locks");
        LockService none =
                new StorageServices(TestValues.places(loose, off), database, LockLimits.usual(), clock).locks();
        assertThatThrownBy(() -> none.acquire(anna, at("loose"), lock(anna, "t", Sharing.SHARED, false), false))
                .isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> none.acquire(anna, at("off"), lock(anna, "t", Sharing.SHARED, false), false))
                .isInstanceOf(Unsupported.class);
    }

    @Test
    void the_condition_is_judged_with_the_locks_that_protect_the_target() {
        take(anna, "data/f", "t", Sharing.EXCLUSIVE, true);
        List<String> judged = new ArrayList<>();
        WriteConditions conditions = new WriteConditions(Precondition.none(), Set.of("t"), (target, locks) -> {
            judged.add(target.isPresent() + " " + locks.stream().map(Lock::id).toList());
        });
        put(files, anna, "data/f/a", "1", conditions);
        put(files, anna, "data/f/new", "1", conditions);
        put(files, anna, "data/b", "1", conditions);
        assertThat(judged).containsExactly("true [t]", "true [t]", "false [t]", "false [t]", "true []", "true []");
    }
}
