/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.service.Cases.at;
import static org.weft.kernel.service.Cases.caller;
import static org.weft.kernel.service.Cases.folder;
import static org.weft.kernel.service.Cases.lock;
import static org.weft.kernel.service.Cases.put;
import static org.weft.kernel.service.Cases.showing;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.kernel.fake.MemoryStorage;
import org.weft.kernel.mount.Mount;
import org.weft.kernel.state.StateDatabase;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.LockRequest;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PropertyName;

/** What the kernel adds to a storage, whichever database keeps it. */
abstract class CompletionsContract {

    private static final PropertyName COLOUR = new PropertyName("urn:x", "colour");
    private static final PropertyName SHAPE = new PropertyName("", "shape");

    private final Caller anna = caller("anna");
    private final Caller ben = caller("ben");
    private final Cases.HandClock clock = new Cases.HandClock();
    private final MemoryStorage storage = MemoryStorage.plain();
    private final Mount mount = Cases.mount("data", Mount.Everyone.WRITE, storage);
    private StateDatabase database;
    private Completions completions;
    private Files files;
    private Locking locking;

    /** Opens the same database again. */
    abstract StateDatabase open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        database = open();
        completions = new Completions(Cases.places(mount), database, new LockLimits(Duration.ofHours(1), 200), clock);
        files = completions.files();
        locking = completions.locking();
        folder(files, anna, "data/f");
        put(files, anna, "data/f/a", "old");
        put(files, anna, "data/b", "b");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void restart() throws Exception {
        database.close();
        database = open();
        completions = new Completions(Cases.places(mount), database, new LockLimits(Duration.ofHours(1), 200), clock);
        files = completions.files();
        locking = completions.locking();
    }

    private Lock take(Caller caller, String path, String id, Sharing sharing, boolean deep) {
        return locking.acquire(caller, at(path), lock(caller, id, sharing, deep), false)
                .lock();
    }

    private static void locked(Runnable change) {
        assertThatThrownBy(change::run).isInstanceOf(Locked.class);
    }

    private void move(Caller caller, String from, String to, String... tokens) {
        files.move(caller, at(from), at(to), new MoveRequest(true, Precondition.none(), showing(tokens)));
    }

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
        locked(() -> files.delete(ben, at("data/f/a"), Change.plain()));
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
                .change(ben, at("data/f/g/deep"), Map.of(COLOUR, "red"), Set.of(), Change.plain()));
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
        locked(() -> files.delete(ben, at("data/f"), Change.plain()));
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
        assertThat(locking.covering(anna, at("data/g/a"))).isEmpty();
        put(files, ben, "data/g/a", "free");
        files.delete(anna, at("data/b"), showing("u"));
        put(files, ben, "data/b", "free");
        assertThat(locking.covering(anna, at("data/b"))).isEmpty();
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
        assertThat(locking.covering(ben, at("data/f/a"))).extracting(Lock::id).containsExactlyInAnyOrder("t1", "t2");
    }

    @Test
    void exclusive_locks_exclude_each_other_above_and_below() {
        take(anna, "data/f", "t", Sharing.EXCLUSIVE, true);
        locked(() -> take(ben, "data/f/a", "u", Sharing.EXCLUSIVE, false));
        locked(() -> take(ben, "data/f/a", "u", Sharing.SHARED, false));
        locked(() -> take(ben, "data", "u", Sharing.SHARED, true));
        take(ben, "data", "u", Sharing.EXCLUSIVE, false);
        locking.release(ben, at("data"), "u");
        locking.release(anna, at("data/f"), "t");
        take(ben, "data", "u", Sharing.SHARED, true);
    }

    @Test
    void a_lock_below_one_on_a_folder_alone_is_granted() {
        take(anna, "data/f", "t", Sharing.EXCLUSIVE, false);
        take(ben, "data/f/a", "u", Sharing.EXCLUSIVE, false);
        assertThat(locking.covering(ben, at("data/f/a"))).extracting(Lock::id).containsExactly("u");
    }

    @Test
    void an_application_may_use_its_lock_for_every_user() {
        Lock lock = locking.acquire(
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
        Acquired made = locking.acquire(anna, at("data/f/new"), lock(anna, "t", Sharing.EXCLUSIVE, true), true);
        assertThat(made.created()).isTrue();
        assertThat(made.resource().node().size()).isZero();
        locked(() -> put(files, ben, "data/f/new", "no"));
        Acquired again = locking.acquire(anna, at("data/b"), lock(anna, "u", Sharing.EXCLUSIVE, true), true);
        assertThat(again.created()).isFalse();
        assertThat(storage.picture()).contains("b=b");
    }

    @Test
    void a_lock_where_nothing_is_says_what_is_missing() {
        assertThatThrownBy(() -> take(anna, "data/none", "t", Sharing.SHARED, false))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        missing -> assertThat(missing.isParent()).isFalse());
        assertThatThrownBy(
                        () -> locking.acquire(anna, at("data/none/new"), lock(anna, "t", Sharing.SHARED, false), true))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        missing -> assertThat(missing.isParent()).isTrue());
    }

    @Test
    void a_lock_where_nothing_is_needs_the_token_of_the_folder() {
        take(anna, "data/f", "t", Sharing.SHARED, false);
        assertThatThrownBy(() -> locking.acquire(anna, at("data/f/new"), lock(anna, "u", Sharing.SHARED, false), true))
                .isInstanceOf(Locked.class);
        assertThat(locking.acquire(anna, at("data/f/new"), lock(anna, "u", Sharing.SHARED, false), true, showing("t"))
                        .created())
                .isTrue();
    }

    @Test
    void locks_end_by_themselves_and_are_granted_for_an_hour_at_most() {
        Lock lock = locking.acquire(
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
        assertThat(locking.covering(ben, at("data/f/a"))).isEmpty();
        completions.sweep();
        take(ben, "data/f/a", "u", Sharing.EXCLUSIVE, false);
    }

    @Test
    void a_refresh_prolongs_and_swaps_in_one_step() {
        Lock lock = take(anna, "data/f", "t", Sharing.EXCLUSIVE, true);
        clock.pass(Duration.ofMinutes(4));
        Lock longer = locking.refresh(anna, at("data/f/a"), "t", Duration.ofMinutes(10));
        assertThat(longer.expires()).isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
        assertThat(longer.owner()).isEqualTo(lock.owner());
        assertThat(longer.deep()).isTrue();
        locking.refresh(anna, at("data/f"), "t", lock(anna, "t2", Sharing.EXCLUSIVE, true));
        assertThatThrownBy(() -> locking.refresh(anna, at("data/f"), "t", Duration.ofMinutes(1)))
                .isInstanceOf(PreconditionFailed.class);
        put(files, anna, "data/f/a", "yes", showing("t2"));
    }

    @Test
    void a_refresh_may_not_become_stronger_than_others_allow() {
        take(anna, "data/f/a", "t", Sharing.SHARED, false);
        take(ben, "data/f/a", "u", Sharing.SHARED, false);
        locked(() -> locking.refresh(anna, at("data/f/a"), "t", lock(anna, "t", Sharing.EXCLUSIVE, false)));
        locking.release(ben, at("data/f/a"), "u");
        locking.refresh(anna, at("data/f/a"), "t", lock(anna, "t", Sharing.EXCLUSIVE, false));
        locked(() -> take(ben, "data/f/a", "u", Sharing.SHARED, false));
    }

    @Test
    void only_the_holder_ends_or_refreshes_a_lock() {
        take(anna, "data/f/a", "t", Sharing.EXCLUSIVE, false);
        assertThatThrownBy(() -> locking.release(ben, at("data/f/a"), "t")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> locking.refresh(ben, at("data/f/a"), "t", Duration.ofMinutes(1)))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> locking.release(anna, at("data/f/a"), "other")).isInstanceOf(PreconditionFailed.class);
        locking.release(anna, at("data/f/a"), "t");
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
        assertThat(locking.covering(anna, at("data/f/a"))).extracting(Lock::id).containsExactly(id);
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
        Mount loose = Cases.mount("loose", Mount.Everyone.WRITE, new MemoryStorage(false));
        Mount off = Cases.mount("off", Mount.Everyone.WRITE, MemoryStorage.plain(), "locks");
        Locking none = new Completions(Cases.places(loose, off), database, LockLimits.usual(), clock).locking();
        assertThatThrownBy(() -> none.acquire(anna, at("loose"), lock(anna, "t", Sharing.SHARED, false), false))
                .isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> none.acquire(anna, at("off"), lock(anna, "t", Sharing.SHARED, false), false))
                .isInstanceOf(Unsupported.class);
    }

    @Test
    void the_condition_is_judged_with_the_locks_that_protect_the_target() {
        take(anna, "data/f", "t", Sharing.EXCLUSIVE, true);
        List<String> judged = new ArrayList<>();
        Change change = new Change(Precondition.none(), Set.of("t"), (target, locks) -> {
            judged.add(target.isPresent() + " " + locks.stream().map(Lock::id).toList());
        });
        put(files, anna, "data/f/a", "1", change);
        put(files, anna, "data/f/new", "1", change);
        put(files, anna, "data/b", "1", change);
        assertThat(judged).containsExactly("true [t]", "true [t]", "false [t]", "false [t]", "true []", "true []");
    }

    // ---- races

    @Test
    void of_a_hundred_who_lock_at_once_one_wins() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Boolean>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                Caller racer = caller("racer" + i);
                String path = i % 3 == 0 ? "data/f" : "data/f/a";
                all.add(threads.submit(() -> {
                    go.await();
                    try {
                        take(racer, path, racer.username(), Sharing.EXCLUSIVE, true);
                        return true;
                    } catch (Locked lost) {
                        return false;
                    }
                }));
            }
            go.countDown();
        }
        int winners = 0;
        for (Future<Boolean> one : all) {
            winners += one.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
        assertThat(locking.covering(anna, at("data/f"))).hasSizeLessThanOrEqualTo(1);
        assertThat(locking.covering(anna, at("data/f/a"))).hasSize(1);
    }

    @Test
    void a_lock_taken_during_a_long_upload_stops_it_and_keeps_the_old_content() {
        InputStream slow = new InputStream() {
            private boolean read;

            @Override
            public int read() {
                if (read) {
                    return -1;
                }
                read = true;
                take(ben, "data/f/a", "t", Sharing.EXCLUSIVE, false);
                return 'x';
            }
        };
        assertThatThrownBy(() -> files.put(anna, at("data/f/a"), PutRequest.simple(OptionalLong.empty()), slow))
                .isInstanceOf(Locked.class);
        assertThat(storage.picture()).contains("f/a=old");
    }

    @Test
    void a_lock_that_ends_during_an_upload_does_not_stop_it() throws IOException {
        take(ben, "data/f", "t", Sharing.EXCLUSIVE, true);
        take(anna, "data/b", "u", Sharing.EXCLUSIVE, true);
        InputStream slow = new InputStream() {
            private boolean read;

            @Override
            public int read() {
                if (read) {
                    return -1;
                }
                read = true;
                locking.release(ben, at("data/f"), "t");
                return 'x';
            }
        };
        PutRequest request = PutRequest.simple(OptionalLong.empty());
        PutRequest shown = new PutRequest(
                request.length(),
                request.mtime(),
                request.declared(),
                request.onConflict(),
                request.mediaType(),
                showing("t"));
        files.put(ben, at("data/f/a"), shown, slow);
        assertThat(storage.picture()).contains("f/a=x");
    }

    @Test
    void writers_and_lockers_at_once_never_wait_for_each_other_for_ever() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Caller one = caller("one" + i);
                String path = "data/f/own" + i;
                all.add(threads.submit(() -> {
                    int done = 0;
                    for (int round = 0; round < 20; round++) {
                        put(files, one, path, "round " + round);
                        take(one, path, "t", Sharing.EXCLUSIVE, true);
                        put(files, one, path, "again", showing("t"));
                        files.delete(one, at(path), showing("t"));
                        done++;
                    }
                    return done;
                }));
            }
            for (Future<Integer> one : all) {
                assertThat(one.get()).isEqualTo(20);
            }
        }
        assertThat(storage.picture()).doesNotContain("own");
    }

    // ---- properties

    private Map<PropertyName, String> properties(String path) {
        return completions.properties().get(anna, at(path), Set.of());
    }

    private void set(String path, PropertyName name, String value) {
        completions.properties().change(anna, at(path), Map.of(name, value), Set.of(), Change.plain());
    }

    @Test
    void properties_are_kept_to_the_letter_and_all_or_nothing() {
        String xml = "<v xmlns=\"urn:y\" a='1'>ünïcödé &amp; <n/> 🎈</v>";
        set("data/f/a", COLOUR, xml);
        completions.properties().change(anna, at("data/f/a"), Map.of(SHAPE, "round"), Set.of(COLOUR), Change.plain());
        assertThat(properties("data/f/a")).isEqualTo(Map.of(SHAPE, "round"));
        assertThatThrownBy(() -> completions
                        .properties()
                        .change(
                                anna,
                                at("data/f/a"),
                                Map.of(COLOUR, xml, new PropertyName("u", "big"), "x".repeat(65537)),
                                Set.of(SHAPE),
                                Change.plain()))
                .isInstanceOf(InvalidArgument.class);
        assertThat(properties("data/f/a")).isEqualTo(Map.of(SHAPE, "round"));
        set("data/f/a", COLOUR, xml);
        assertThat(properties("data/f/a")).isEqualTo(Map.of(SHAPE, "round", COLOUR, xml));
        assertThat(completions.properties().get(anna, at("data/f/a"), Set.of(SHAPE)))
                .isEqualTo(Map.of(SHAPE, "round"));
    }

    @Test
    void a_resource_has_no_more_properties_than_it_may_have() {
        Map<PropertyName, String> many = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            many.put(new PropertyName("urn:x", "p" + i), "v");
        }
        completions.properties().change(anna, at("data/f/a"), many, Set.of(), Change.plain());
        assertThatThrownBy(() -> set("data/f/a", SHAPE, "one too many")).isInstanceOf(InvalidArgument.class);
        assertThat(properties("data/f/a")).hasSize(1000);
        completions
                .properties()
                .change(
                        anna,
                        at("data/f/a"),
                        Map.of(SHAPE, "fits"),
                        Set.of(new PropertyName("urn:x", "p0")),
                        Change.plain());
        assertThat(properties("data/f/a")).hasSize(1000);
    }

    @Test
    void properties_survive_writes_and_moves_and_die_with_the_file() {
        set("data/f/a", COLOUR, "red");
        put(files, anna, "data/f/a", "new");
        move(anna, "data/f/a", "data/c");
        assertThat(properties("data/c")).isEqualTo(Map.of(COLOUR, "red"));
        files.delete(anna, at("data/c"), Change.plain());
        put(files, anna, "data/c", "another");
        assertThat(properties("data/c")).isEmpty();
    }

    @Test
    void properties_are_copied_and_a_replaced_file_keeps_none_of_its_own() {
        set("data/f", SHAPE, "folder");
        set("data/f/a", COLOUR, "red");
        set("data/b", SHAPE, "gone");
        files.copy(anna, at("data/f/a"), at("data/b"), true, MoveRequest.simple(true));
        assertThat(properties("data/b")).isEqualTo(Map.of(COLOUR, "red"));
        files.copy(anna, at("data/f"), at("data/g"), true, MoveRequest.simple(false));
        assertThat(properties("data/g")).isEqualTo(Map.of(SHAPE, "folder"));
        assertThat(properties("data/g/a")).isEqualTo(Map.of(COLOUR, "red"));
        assertThat(properties("data/f/a")).isEqualTo(Map.of(COLOUR, "red"));
    }

    @Test
    void a_change_of_properties_needs_the_lock_and_the_etag() {
        take(anna, "data/f/a", "t", Sharing.EXCLUSIVE, false);
        locked(() -> set("data/f/a", COLOUR, "no"));
        completions.properties().change(anna, at("data/f/a"), Map.of(COLOUR, "yes"), Set.of(), showing("t"));
        assertThatThrownBy(() -> completions
                        .properties()
                        .change(
                                anna,
                                at("data/b"),
                                Map.of(COLOUR, "no"),
                                Set.of(),
                                Change.when(Precondition.etag("old"))))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(properties("data/b")).isEmpty();
    }

    @Test
    void properties_survive_a_restart() throws Exception {
        set("data/f/a", COLOUR, "red");
        restart();
        assertThat(properties("data/f/a")).isEqualTo(Map.of(COLOUR, "red"));
    }

    // ---- labels

    private List<ResourceId> labelled(Caller caller, String label) {
        List<ResourceId> found = new ArrayList<>();
        completions.labels().listed(caller, label, found::add);
        return found;
    }

    @Test
    void labels_are_each_users_own() {
        completions.labels().set(anna, at("data/f/a"), "favorite", true);
        completions.labels().set(anna, at("data/f/a"), "favorite", true);
        ResourceId id = files.stat(anna, at("data/f/a"), Wanted.node()).id();
        assertThat(labelled(anna, "favorite")).containsExactly(id);
        assertThat(labelled(ben, "favorite")).isEmpty();
        assertThat(files.stat(anna, at("data/f/a"), Wanted.everything()).labels())
                .containsExactly("favorite");
        assertThat(files.stat(ben, at("data/f/a"), Wanted.everything()).labels())
                .isEmpty();
        completions.labels().set(anna, at("data/f/a"), "favorite", false);
        assertThat(labelled(anna, "favorite")).isEmpty();
    }

    @Test
    void more_labelled_files_than_one_page_are_listed_once_each() {
        for (int i = 0; i < 1001; i++) {
            put(files, anna, "data/f/x" + i, "");
        }
        List<ResourceId> ids = new ArrayList<>();
        files.list(anna, at("data/f"), ListSpec.all(), Wanted.node(), child -> ids.add(child.id()));
        ids.forEach(id -> completions.labels().set(anna, Target.id(id), "l", true));
        assertThat(labelled(anna, "l")).containsExactlyInAnyOrderElementsOf(ids);
    }

    // ---- listings

    @Test
    void a_listing_brings_what_is_kept_besides_the_nodes() {
        put(files, anna, "data/f/c", "c");
        set("data/f/a", COLOUR, "red");
        set("data/f/a", SHAPE, "round");
        completions.labels().set(anna, at("data/f/c"), "favorite", true);
        take(anna, "data", "deep", Sharing.SHARED, true);
        take(anna, "data/f/c", "own", Sharing.SHARED, false);
        List<Resource> children = new ArrayList<>();
        Wanted wanted = new Wanted(true, true, false, Set.of(COLOUR));
        files.list(anna, at("data/f"), ListSpec.all(), wanted, children::add);
        assertThat(children).extracting(Resource::name).containsExactly("a", "c");
        assertThat(children.get(0).properties()).isEqualTo(Map.of(COLOUR, "red"));
        assertThat(children.get(0).locks()).extracting(Lock::id).containsExactly("deep");
        assertThat(children.get(1).properties()).isEmpty();
        assertThat(children.get(1).labels()).containsExactly("favorite");
        assertThat(children.get(1).locks()).extracting(Lock::id).containsExactlyInAnyOrder("deep", "own");
    }

    @Test
    void a_listing_asks_the_driver_no_more_for_more_children() {
        take(anna, "data", "deep", Sharing.SHARED, true);
        for (int i = 0; i < 30; i++) {
            put(files, anna, "data/f/x" + i, "", showing("deep"));
        }
        storage.stats.set(0);
        files.list(anna, at("data/f"), ListSpec.all(), Wanted.everything(), child -> true);
        assertThat(storage.stats.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void a_write_in_a_space_without_locks_asks_the_driver_nothing() {
        storage.stats.set(0);
        put(files, anna, "data/f/a", "new");
        files.delete(anna, at("data/f"), Change.plain());
        assertThat(storage.stats.get()).isZero();
    }

    @Test
    void a_listing_with_very_much_besides_it_is_whole() {
        String long64k = "x".repeat(64 * 1024);
        for (int i = 0; i < 12; i++) {
            String path = "data/f/x" + i;
            put(files, anna, path, "");
            Map<PropertyName, String> much = new HashMap<>();
            for (int j = 0; j < 15; j++) {
                much.put(new PropertyName("urn:x", "p" + j), long64k);
            }
            completions.properties().change(anna, at(path), much, Set.of(), Change.plain());
        }
        List<Integer> counts = new ArrayList<>();
        files.list(anna, at("data/f"), ListSpec.all(), Wanted.everything(), child -> {
            counts.add(child.properties().size());
            return true;
        });
        assertThat(counts).hasSize(13).filteredOn(count -> count == 15).hasSize(12);
    }
}
