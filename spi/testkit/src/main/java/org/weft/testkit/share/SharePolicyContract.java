/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.Health;
import org.weft.spi.share.Share;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.SharePolicy.Narrow;
import org.weft.spi.share.SharePolicy.Refuse;
import org.weft.spi.share.SharePolicy.Verdict;
import org.weft.spi.share.SharePolicyFactory;
import org.weft.spi.storage.Rights;
import org.weft.testkit.Exclusion;
import org.weft.testkit.Since;
import org.weft.testkit.TestContext;

/**
 * Every promise of {@link SharePolicy} that can be tested without knowing the site's rules, and of the rules one share that
 * they allow and one that they do not.
 *
 * @param <C> the driver's options
 */
@Since("0.2")
public abstract class SharePolicyContract<C extends Record> {

    private static final int LONGEST_REASON = 500;

    private TestContext.@Nullable Site site;
    private @Nullable TestContext context;
    private @Nullable SharePolicy policy;
    private @Nullable C config;

    /** The factory under test. */
    protected abstract SharePolicyFactory<C> factory();

    /**
     * Options for a policy that judges {@link #allowed} and {@link #objectionable}.
     *
     * @param tmp a folder for this test alone
     */
    protected abstract C config(Path tmp) throws IOException;

    /** A share that the rules let pass as it is; {@link SampleShares} makes some. */
    protected abstract Share allowed();

    /** A share that the rules refuse or narrow. */
    protected abstract Share objectionable();

    /** Cases that the driver is not held to, each with the reason. */
    protected List<Exclusion> exclusions() {
        return List.of();
    }

    @BeforeEach
    void startPolicy(@TempDir Path tmp, TestInfo info, TestReporter reporter) throws IOException {
        Exclusion.apply(exclusions(), info, reporter);
        config = config(tmp);
        site = new TestContext.Site(tmp.resolve("state"));
        restart();
    }

    private void restart() throws IOException {
        closePolicy();
        if (site == null || config == null) {
            throw new IllegalStateException("nothing was set up");
        }
        context = site.context("contract");
        policy = factory().create(config, context);
        policy.start();
    }

    @AfterEach
    void closePolicy() {
        if (policy != null) {
            policy.close();
        }
        if (context != null) {
            context.close();
        }
    }

    private SharePolicy policy() {
        if (policy == null) {
            throw new IllegalStateException("the driver is not started");
        }
        return policy;
    }

    private Verdict judge(Share wanted) {
        return policy().judge(SampleShares.owner(), wanted);
    }

    /** What is left of a share, as the server reads a verdict; empty when it is refused. */
    private static Optional<Share> left(Share wanted, Verdict verdict) {
        return switch (verdict) {
            case SharePolicy.Allow allow -> Optional.of(wanted);
            case Refuse refuse -> Optional.empty();
            case Narrow narrow -> Optional.of(narrowed(wanted, narrow));
        };
    }

    private static Share narrowed(Share wanted, Narrow narrow) {
        Share.Builder<?, ?> builder = wanted.toBuilder().rights(wanted.rights().and(narrow.rights()));
        Optional<Instant> latest = narrow.expires();
        if (latest.isPresent()
                && wanted.expires().filter(end -> !end.isAfter(latest.get())).isEmpty()) {
            builder.expires(latest.get());
        }
        return builder.build();
    }

    private static boolean isSame(Share wanted, Optional<Share> left) {
        return left.filter(share -> share.rights().equals(wanted.rights())
                        && share.expires().equals(wanted.expires()))
                .isPresent();
    }

    /** One of each kind, once without an end and once with one, with the rights to read, with all, and with none. */
    private List<Share> wishes() {
        List<Share> wishes = new ArrayList<>(List.of(allowed(), objectionable()));
        for (Rights rights : List.of(Rights.read(), Rights.all(), Rights.none())) {
            for (Share.Builder<?, ?> builder : List.<Share.Builder<?, ?>>of(
                    SampleShares.withUser("marie").rights(rights),
                    SampleShares.withGroup("physics").rights(rights),
                    SampleShares.link().rights(rights),
                    SampleShares.link().rights(rights).passwordHash("$argon2id$" + SampleShares.SECRET),
                    SampleShares.withSite("files.example.org").rights(rights))) {
                wishes.add(builder.build());
                wishes.add(
                        builder.expires(Instant.now().plus(Duration.ofDays(1))).build());
            }
        }
        return wishes;
    }

    @Test
    void only_cases_that_exist_are_left_out() {
        Exclusion.requireCases(exclusions(), SharePolicyContract.class);
    }

    @Test
    void what_the_rules_allow_is_left_as_it_is() {
        Verdict verdict = judge(allowed());
        assertThat(isSame(allowed(), left(allowed(), verdict)))
                .as("the verdict on the share of allowed() is %s", verdict)
                .isTrue();
    }

    @Test
    void what_the_rules_object_to_is_refused_or_narrowed() {
        Verdict verdict = judge(objectionable());
        assertThat(isSame(objectionable(), left(objectionable(), verdict)))
                .as("the verdict on the share of objectionable() is %s, which leaves it as it is", verdict)
                .isFalse();
    }

    @Test
    void every_kind_of_share_gets_a_verdict() {
        for (Share wanted : wishes()) {
            assertThat(judge(wanted)).as("the verdict on " + wanted).isNotNull();
        }
    }

    @Test
    void a_refusal_tells_why_and_no_secret() {
        for (Share wanted : wishes()) {
            if (judge(wanted) instanceof Refuse refuse) {
                assertThat(refuse.reason())
                        .as("the reason against " + wanted)
                        .isNotBlank()
                        .hasSizeLessThanOrEqualTo(LONGEST_REASON)
                        .doesNotContain(SampleShares.SECRET, "\n");
            }
        }
    }

    @Test
    void a_narrowing_leaves_some_rights_and_some_time() {
        for (Share wanted : wishes()) {
            if (judge(wanted) instanceof Narrow narrow) {
                Share left = narrowed(wanted, narrow);
                assertThat(left.rights().isEmpty())
                        .as("whether no right is left of %s; refuse it instead", wanted)
                        .isEqualTo(wanted.rights().isEmpty());
                assertThat(left.hasExpired(Instant.now()))
                        .as("whether %s is over at once; refuse it instead", wanted)
                        .isFalse();
            }
        }
    }

    @Test
    void what_was_narrowed_passes_when_it_is_asked_about_again() {
        for (Share wanted : wishes()) {
            Optional<Share> left = left(wanted, judge(wanted));
            if (left.isPresent()) {
                Verdict again = judge(left.get());
                assertThat(isSame(left.get(), left(left.get(), again)))
                        .as("the second verdict on %s is %s: each change of a share asks again", wanted, again)
                        .isTrue();
            }
        }
    }

    @Test
    void the_verdicts_are_the_same_after_a_restart() throws IOException {
        List<Class<?>> before = kinds();
        restart();
        assertThat(kinds()).isEqualTo(before);
    }

    private List<Class<?>> kinds() {
        List<Class<?>> kinds = new ArrayList<>();
        wishes().forEach(wanted -> kinds.add(kind(wanted)));
        return kinds;
    }

    private Class<?> kind(Share wanted) {
        return judge(wanted).getClass();
    }

    @Test
    void many_at_a_time_each_get_their_own_verdict() throws Exception {
        Class<?> onAllowed = kind(allowed());
        Class<?> onObjectionable = kind(objectionable());
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Class<?>>> answers = IntStream.range(0, 50)
                    .mapToObj(i -> executor.<Class<?>>submit(() -> kind(i % 2 == 0 ? allowed() : objectionable())))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).as("answer " + i).isEqualTo(i % 2 == 0 ? onAllowed : onObjectionable);
            }
        }
    }

    @Test
    void it_is_well_when_it_works_and_can_be_closed_twice() {
        assertThat(policy().health()).isEqualTo(Health.up());
        policy().close();
        policy().close();
    }
}
