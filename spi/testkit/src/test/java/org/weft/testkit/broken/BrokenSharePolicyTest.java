/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.Share;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.SharePolicy.Allow;
import org.weft.spi.share.SharePolicy.Narrow;
import org.weft.spi.share.SharePolicy.Refuse;
import org.weft.spi.share.SharePolicy.Verdict;
import org.weft.spi.share.SharePolicyFactory;
import org.weft.spi.storage.Rights;
import org.weft.testkit.memory.MemoryPolicyFactory;
import org.weft.testkit.memory.PolicyConfig;
import org.weft.testkit.share.SampleShares;
import org.weft.testkit.share.SharePolicyContract;

/** Each case of {@link SharePolicyContract} fails for a driver that breaks its promise. */
class BrokenSharePolicyTest {

    private static final Map<Class<?>, String> BREAKS = Map.ofEntries(
            Map.entry(AllowsNothing.class, "what_the_rules_allow_is_left_as_it_is"),
            Map.entry(AllowsAll.class, "what_the_rules_object_to_is_refused_or_narrowed"),
            Map.entry(KnowsNoGroups.class, "every_kind_of_share_gets_a_verdict"),
            Map.entry(TellsTokens.class, "a_refusal_tells_why_and_no_secret"),
            Map.entry(LeavesNothing.class, "a_narrowing_leaves_some_rights_and_some_time"),
            Map.entry(EndsAtOnce.class, "a_narrowing_leaves_some_rights_and_some_time"),
            Map.entry(NarrowsEachTime.class, "what_was_narrowed_passes_when_it_is_asked_about_again"),
            Map.entry(ChangesItsMind.class, "the_verdicts_are_the_same_after_a_restart"),
            Map.entry(MixesShares.class, "many_at_a_time_each_get_their_own_verdict"),
            Map.entry(ClosesOnce.class, "it_is_well_when_it_works_and_can_be_closed_twice"));

    @Test
    void a_sound_driver_passes() {
        assertThat(Breaks.failing(UnderTest.class)).isEmpty();
    }

    @Test
    void each_case_finds_the_driver_that_breaks_it() {
        BREAKS.forEach((broken, promise) -> assertThat(Breaks.fails(broken, promise))
                .as("%s fails in %s", broken.getSimpleName(), promise)
                .isTrue());
        assertThat(new TreeSet<>(BREAKS.values())).isEqualTo(Breaks.cases(SharePolicyContract.class));
    }

    static class UnderTest extends SharePolicyContract<PolicyConfig> {

        @Override
        protected SharePolicyFactory<PolicyConfig> factory() {
            return Breaks.but(
                    SharePolicyFactory.class,
                    new MemoryPolicyFactory(),
                    "create",
                    (real, given) -> broken((SharePolicy) Objects.requireNonNull(real.answer(given))));
        }

        SharePolicy broken(SharePolicy sound) {
            return sound;
        }

        /** One that says something else. */
        interface Judging {
            Verdict judge(Share wanted, Verdict sound) throws Exception;
        }

        static SharePolicy judging(SharePolicy sound, Judging judging) {
            return Breaks.but(
                    SharePolicy.class,
                    sound,
                    "judge",
                    (real, given) ->
                            judging.judge((Share) given[1], (Verdict) Objects.requireNonNull(real.answer(given))));
        }

        @Override
        protected PolicyConfig config(Path tmp) {
            return new PolicyConfig(Duration.ofDays(30), List.of("friends.example.org"));
        }

        @Override
        protected Share allowed() {
            return SampleShares.withSite("friends.example.org").build();
        }

        @Override
        protected Share objectionable() {
            return SampleShares.link().build();
        }
    }

    static final class AllowsNothing extends UnderTest {
        @Override
        SharePolicy broken(SharePolicy sound) {
            return judging(sound, (wanted, verdict) -> new Refuse("nothing is shared here"));
        }
    }

    static final class AllowsAll extends UnderTest {
        @Override
        SharePolicy broken(SharePolicy sound) {
            return judging(sound, (wanted, verdict) -> new Allow());
        }
    }

    static final class KnowsNoGroups extends UnderTest {
        @Override
        SharePolicy broken(SharePolicy sound) {
            return judging(sound, (wanted, verdict) -> {
                if (wanted instanceof Link || wanted instanceof OcmOut) {
                    return verdict;
                }
                throw new IllegalStateException("what is this?");
            });
        }
    }

    static final class TellsTokens extends UnderTest {
        @Override
        SharePolicy broken(SharePolicy sound) {
            return judging(
                    sound,
                    (wanted, verdict) ->
                            wanted instanceof Link link ? new Refuse("no link by " + link.token()) : verdict);
        }
    }

    static final class LeavesNothing extends UnderTest {
        @Override
        SharePolicy broken(SharePolicy sound) {
            return judging(
                    sound,
                    (wanted, verdict) ->
                            wanted instanceof Link ? new Narrow(Rights.none(), Optional.empty()) : verdict);
        }
    }

    static final class EndsAtOnce extends UnderTest {
        @Override
        SharePolicy broken(SharePolicy sound) {
            return judging(
                    sound,
                    (wanted, verdict) ->
                            wanted instanceof Link ? new Narrow(Rights.all(), Optional.of(Instant.EPOCH)) : verdict);
        }
    }

    static final class NarrowsEachTime extends UnderTest {
        @Override
        SharePolicy broken(SharePolicy sound) {
            return judging(
                    sound,
                    (wanted, verdict) -> wanted instanceof Link
                            ? new Narrow(
                                    Rights.all(),
                                    wanted.expires()
                                            .or(() -> Optional.of(Instant.now().plus(Duration.ofDays(30))))
                                            .map(end -> end.minusSeconds(1)))
                            : verdict);
        }
    }

    static final class ChangesItsMind extends UnderTest {
        private final AtomicBoolean before = new AtomicBoolean();

        @Override
        SharePolicy broken(SharePolicy sound) {
            boolean second = before.getAndSet(true);
            return second ? judging(sound, (wanted, verdict) -> new Allow()) : sound;
        }
    }

    /** Keeps what it judges where the next caller writes over it. */
    static final class MixesShares extends UnderTest {
        @Override
        SharePolicy broken(SharePolicy sound) {
            AtomicReference<Share> judged = new AtomicReference<>();
            return Breaks.but(SharePolicy.class, sound, "judge", (real, given) -> {
                judged.set((Share) given[1]);
                Thread.sleep(20);
                return real.answer(given[0], judged.get());
            });
        }
    }

    static final class ClosesOnce extends UnderTest {
        @Override
        SharePolicy broken(SharePolicy sound) {
            AtomicInteger closed = new AtomicInteger();
            return Breaks.but(SharePolicy.class, sound, "close", (real, given) -> {
                if (closed.incrementAndGet() > 1) {
                    throw new IllegalStateException("closed already");
                }
                return real.answer(given);
            });
        }
    }
}
