/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.testkit.storage.BrokenBench.ANNA;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Grants;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.StorageDriver;
import org.weft.testkit.broken.Breaks;

/** Each case of {@link GrantsContract} fails for a driver that breaks its promise. */
class BrokenGrantsTest {

    private static final Grant TO_BENNO = new Grant(
            new Grant.ToUser(StorageBench.caller("benno").user()), Rights.read(), ANNA.user(), Optional.empty());

    private static final Map<String, UnaryOperator<StorageDriver>> BREAKS = Map.ofEntries(
            entry("a_grant_is_set_replaced_and_taken_away", grants("put", (sound, real, given) -> {
                Ref ref = (Ref) Objects.requireNonNull(given[1]);
                Grant grant = (Grant) Objects.requireNonNull(given[2]);
                boolean there =
                        on(sound, ref).stream().anyMatch(old -> old.grantee().equals(grant.grantee()));
                return there ? null : real.answer(given);
            })),
            entry("each_grantee_has_a_grant_and_a_receiver_may_stop", grants("list", (sound, real, given) -> {
                @SuppressWarnings("unchecked")
                Sink<Grant> sink = (Sink<Grant>) Objects.requireNonNull(given[2]);
                Sink<Grant> deaf = one -> {
                    sink.accept(one);
                    return true;
                };
                return real.answer(given[0], given[1], deaf);
            })),
            entry(
                    "a_denial_is_a_grant_of_nothing",
                    grants("put", (sound, real, given) -> grant(given).rights().isEmpty() ? null : real.answer(given))),
            entry("a_grant_ends_at_its_time", grants("put", (sound, real, given) -> {
                Grant grant = grant(given);
                return real.answer(
                        given[0],
                        given[1],
                        new Grant(grant.grantee(), grant.rights(), grant.creator(), Optional.empty()));
            })),
            entry("what_is_not_there_is_not_found", grants("remove", (sound, real, given) -> {
                try {
                    return real.answer(given);
                } catch (NotFound missing) {
                    return null;
                }
            })),
            entry("grants_outlive_the_driver", BrokenBench.atStart("/f", BrokenGrantsTest::clear)),
            entry("what_is_granted_holds_for_all_below", telling(Rights.of(Right.STAT))),
            entry("a_denial_closes_all_below_whatever_is_granted", telling(Rights.all())),
            entry(
                    "grants_go_with_a_move_and_stay_when_a_file_is_written",
                    BrokenBench.after("move", BrokenGrantsTest::clear)),
            entry("grants_end_with_their_node", BrokenBench.after("makeFolder", BrokenGrantsTest::give)),
            entry("a_copy_has_no_grants", BrokenBench.afterCopy(BrokenGrantsTest::give)),
            entry("grants_come_back_from_the_trash", BrokenBench.afterRestore(BrokenGrantsTest::clear)),
            entry("of_many_at_a_time_none_is_lost", grants("put", (sound, real, given) -> {
                clear(sound, (Ref) Objects.requireNonNull(given[1]));
                return real.answer(given);
            })));

    @Test
    void each_case_finds_the_driver_that_breaks_it() {
        assertThat(Breaks.failing(UnderTest.class))
                .isEqualTo(Breaks.cases(GrantsContract.class))
                .isEqualTo(BREAKS.keySet());
    }

    static final class UnderTest extends GrantsContract {
        @RegisterExtension
        final BrokenBench broken = new BrokenBench(BREAKS);

        @Override
        StorageBench bench() {
            return broken.bench();
        }
    }

    private static UnaryOperator<StorageDriver> grants(String method, BrokenBench.Otherwise<Grants> otherwise) {
        return BrokenBench.breaking(Grants.class, "grants", StorageDriver::grants, method, otherwise);
    }

    private static UnaryOperator<StorageDriver> telling(Rights rights) {
        return driver -> Breaks.but(
                StorageDriver.class,
                driver,
                "stat",
                (real, given) -> ((Node) Objects.requireNonNull(real.answer(given))).withRights(rights));
    }

    private static Grant grant(Object... given) {
        return (Grant) given[2];
    }

    private static List<Grant> on(Grants grants, Ref ref) throws IOException {
        List<Grant> all = new ArrayList<>();
        grants.list(ANNA, ref, all::add);
        return all;
    }

    private static void clear(StorageDriver driver, Ref ref) throws IOException {
        clear(driver.grants().orElseThrow(), ref);
    }

    private static void clear(Grants grants, Ref ref) throws IOException {
        for (Grant grant : on(grants, ref)) {
            try {
                grants.remove(ANNA, ref, grant.grantee());
            } catch (NotFound gone) {
                // somebody else was quicker
            }
        }
    }

    private static void give(StorageDriver driver, Ref ref) throws IOException {
        driver.grants().orElseThrow().put(ANNA, ref, TO_BENNO);
    }
}
