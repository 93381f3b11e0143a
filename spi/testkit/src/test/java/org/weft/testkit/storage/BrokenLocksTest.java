/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.testkit.storage.BrokenBench.ANNA;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.LockRequest;
import org.weft.spi.storage.Locks;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.ServerCopy;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Uploads;
import org.weft.testkit.broken.Breaks;

/** Each case about locks fails for a driver that breaks its promise. */
class BrokenLocksTest {

    /** Every id of a lock that the cases set. */
    private static final String[] ALL = {"one", "two", "deep", "office", "theirs"};

    private static final Map<String, UnaryOperator<StorageDriver>> LOCKS = Map.ofEntries(
            entry(
                    "a_lock_is_told_as_it_was_asked_for",
                    acquiring(asked -> new LockRequest(
                            asked.id(),
                            asked.sharing(),
                            asked.deep(),
                            asked.holder(),
                            asked.app(),
                            "",
                            asked.duration()))),
            entry("only_shared_locks_let_each_other_in", acquiring(asking(id -> id, sharing -> Sharing.SHARED, false))),
            entry(
                    "a_deep_lock_covers_all_below_and_another_its_node_alone",
                    locks(
                            "covering",
                            (sound, real, given) -> covering(sound, given).stream()
                                    .filter(lock -> !lock.deep())
                                    .toList())),
            entry(
                    "a_deep_lock_agrees_with_those_above_and_below",
                    acquiring(asking(id -> id, sharing -> sharing, true))),
            entry("ids_are_kept_character_for_character", acquiring(asking(String::strip, sharing -> sharing, false))),
            entry("a_refresh_swaps_one_lock_for_another", locks("refresh", (sound, real, given) -> {
                LockRequest next = (LockRequest) given[3];
                String old = (String) given[2];
                return real.answer(
                        given[0],
                        given[1],
                        old,
                        asking(id -> old, sharing -> sharing, false).apply(next));
            })),
            entry(
                    "a_deep_lock_is_refreshed_from_below_and_stays_where_it_was_set",
                    locks("refresh", (sound, real, given) -> {
                        sound.release((Caller) given[0], (Ref) given[1], (String) given[2]);
                        return sound.acquire((Caller) given[0], (Ref) given[1], (LockRequest) given[3]);
                    })),
            entry("of_many_at_a_time_one_takes_a_lock_and_one_swaps_it", locks("refresh", (sound, real, given) -> {
                while (true) {
                    try {
                        String now = covering(sound, given).getFirst().id();
                        return real.answer(given[0], given[1], now, given[3]);
                    } catch (PreconditionFailed lost) {
                        // again, with the lock that is there now
                    }
                }
            })),
            entry("what_is_not_held_is_neither_refreshed_nor_ended", locks("release", (sound, real, given) -> {
                try {
                    return real.answer(given);
                } catch (PreconditionFailed missing) {
                    return null;
                }
            })),
            entry(
                    "a_lock_ends_at_its_time",
                    acquiring(asked -> new LockRequest(
                            asked.id(),
                            asked.sharing(),
                            asked.deep(),
                            asked.holder(),
                            asked.app(),
                            asked.owner(),
                            Duration.ofHours(1)))),
            entry("locks_outlive_the_driver", BrokenBench.atStart("/f/a", (driver, ref) -> {
                for (Lock lock : of(driver).covering(ANNA, ref)) {
                    of(driver).release(ANNA, ref, lock.id());
                }
            })),
            entry("a_lock_ends_with_its_node", BrokenLocksTest::byName),
            entry(
                    "a_lock_does_not_come_back_from_the_trash",
                    BrokenBench.afterRestore((driver, ref) -> lock(driver, Ref.path(RelPath.parse("f/a"))))),
            entry("a_move_ends_a_lock_but_an_applications", BrokenBench.after("move", BrokenLocksTest::lock)),
            entry("a_copy_has_no_lock", BrokenBench.afterCopy(BrokenLocksTest::lock)));

    private static final Map<String, UnaryOperator<StorageDriver>> CHANGES = Map.ofEntries(
            entry("a_locked_file_is_changed_with_the_lock_shown", always("delete", 2, LockCases.deleting(ALL))),
            entry("a_lock_serves_its_holder_alone", always("put", 0, ANNA)),
            entry(
                    "of_shared_locks_one_is_enough",
                    driver -> Breaks.but(StorageDriver.class, driver, "put", (real, given) -> {
                        requireEach(driver, given);
                        return real.answer(given);
                    })),
            entry("a_locked_folder_keeps_its_names", always("makeFolder", 2, LockCases.making(ALL))),
            entry("a_deep_lock_keeps_all_below", always("put", 2, LockCases.showing(ALL))),
            entry("a_folder_goes_only_with_all_locks_below_it_shown", always("move", 3, LockCases.moving(true, ALL))),
            entry("a_node_that_is_replaced_is_judged_too", always("move", 3, LockCases.moving(true, ALL))),
            entry("a_copy_over_a_locked_node_is_judged_too", driver -> {
                ServerCopy sound = driver.copy().orElseThrow();
                ServerCopy broken = Breaks.but(
                        ServerCopy.class,
                        sound,
                        "copy",
                        (real, given) -> real.answer(
                                given[0], given[1], given[2], given[3], LockCases.moving(true, ALL), given[5]));
                return Breaks.but(StorageDriver.class, driver, "copy", (real, given) -> Optional.of(broken));
            }),
            entry(
                    "a_write_is_refused_before_its_first_byte",
                    driver -> Breaks.but(
                            StorageDriver.class,
                            driver,
                            "put",
                            (real, given) -> real.answer(given[0], given[1], given[2], whole(given[3])))),
            entry(
                    "a_lock_that_comes_while_the_body_runs_counts",
                    driver -> Breaks.but(StorageDriver.class, driver, "put", (real, given) -> {
                        InputStream body = whole(given[3]);
                        return real.answer(LockCases.BENNO, given[1], LockCases.showing(ALL), body);
                    })),
            entry("an_upload_in_parts_shows_the_lock_when_it_is_committed", driver -> {
                Uploads sound = driver.uploads().orElseThrow();
                Uploads broken = Breaks.but(
                        Uploads.class,
                        sound,
                        "commit",
                        (real, given) -> real.answer(given[0], given[1], given[2], LockCases.showing(ALL)));
                return Breaks.but(StorageDriver.class, driver, "uploads", (real, given) -> Optional.of(broken));
            }));

    @Test
    void each_case_about_locks_finds_the_driver_that_breaks_it() {
        assertThat(Breaks.failing(OfLocks.class))
                .isEqualTo(Breaks.cases(LocksContract.class))
                .isEqualTo(LOCKS.keySet());
    }

    @Test
    void each_case_about_locked_changes_finds_the_driver_that_breaks_it() {
        assertThat(Breaks.failing(OfChanges.class))
                .isEqualTo(Breaks.cases(LockedChangesContract.class))
                .isEqualTo(CHANGES.keySet());
    }

    static final class OfLocks extends LocksContract {
        @RegisterExtension
        final BrokenBench broken = new BrokenBench(LOCKS);

        @Override
        StorageBench bench() {
            return broken.bench();
        }
    }

    static final class OfChanges extends LockedChangesContract {
        @RegisterExtension
        final BrokenBench broken = new BrokenBench(CHANGES);

        @Override
        StorageBench bench() {
            return broken.bench();
        }
    }

    private static UnaryOperator<StorageDriver> locks(String method, BrokenBench.Otherwise<Locks> otherwise) {
        return BrokenBench.breaking(Locks.class, "locks", StorageDriver::locks, method, otherwise);
    }

    private static UnaryOperator<StorageDriver> acquiring(UnaryOperator<LockRequest> otherwise) {
        return locks(
                "acquire",
                (sound, real, given) -> real.answer(given[0], given[1], otherwise.apply((LockRequest) given[2])));
    }

    /** A method of the driver that is always given the same at one place. */
    private static UnaryOperator<StorageDriver> always(String method, int place, Object other) {
        return driver -> Breaks.but(StorageDriver.class, driver, method, (real, given) -> {
            Object[] others = given.clone();
            others[place] = other;
            return real.answer(others);
        });
    }

    private static UnaryOperator<LockRequest> asking(
            UnaryOperator<String> id, UnaryOperator<Sharing> sharing, boolean shallow) {
        return asked -> new LockRequest(
                id.apply(asked.id()),
                sharing.apply(asked.sharing()),
                asked.deep() && !shallow,
                asked.holder(),
                asked.app(),
                asked.owner(),
                asked.duration());
    }

    private static InputStream whole(Object body) throws IOException {
        return new ByteArrayInputStream(((InputStream) body).readAllBytes());
    }

    private static void requireEach(StorageDriver driver, Object... given) throws IOException {
        try {
            for (Lock lock : of(driver).covering(ANNA, (Ref) given[1])) {
                if (!((PutSpec) given[2]).lockIds().contains(lock.id())) {
                    throw new Locked("all of them must be shown");
                }
            }
        } catch (NotFound fresh) {
            // nothing is locked
        }
    }

    /** Locks that lie on a name: whatever is written there has them again. */
    private static StorageDriver byName(StorageDriver driver) {
        Map<String, Lock> ended = new HashMap<>();
        StorageDriver forgetful = Breaks.but(StorageDriver.class, driver, "delete", (real, given) -> {
            for (Lock lock : of(driver).covering(ANNA, StorageBench.at("/f/a"))) {
                ended.put("/f/a", lock);
            }
            return real.answer(given);
        });
        return Breaks.but(StorageDriver.class, forgetful, "put", (real, given) -> {
            Object made = real.answer(given);
            Lock again = ended.remove(given[1] instanceof Ref.ByPath by ? "/" + by.path() : "");
            if (again != null) {
                lock(driver, (Ref) given[1]);
            }
            return made;
        });
    }

    private static void lock(StorageDriver driver, Ref ref) throws IOException {
        of(driver).acquire(ANNA, ref, LockCases.wanted(ANNA, "again", Sharing.EXCLUSIVE, false));
    }

    private static Locks of(StorageDriver driver) {
        return driver.locks().orElseThrow();
    }

    private static List<Lock> covering(Locks locks, Object... given) throws IOException {
        return locks.covering((Caller) given[0], (Ref) given[1]);
    }
}
