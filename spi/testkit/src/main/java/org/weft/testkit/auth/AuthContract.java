/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.AuthProviderFactory;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.testkit.Exclusion;
import org.weft.testkit.Since;
import org.weft.testkit.TestContext;

/**
 * Every promise of {@link AuthProvider} that can be tested from outside, against one driver. Constant times are not: they
 * are the author's to show.
 *
 * @param <C> the driver's options
 */
@Since("0.1")
public abstract class AuthContract<C extends Record> {

    private TestContext.@Nullable Site site;
    private @Nullable TestContext context;
    private @Nullable AuthProvider provider;
    private @Nullable C config;

    /** The factory under test. */
    protected abstract AuthProviderFactory<C> factory();

    /**
     * Options for a driver that knows the account of {@link #right}.
     *
     * @param tmp a folder for this test alone
     */
    protected abstract C config(Path tmp) throws IOException;

    /** Credentials that are right, with a secret of at least two characters. */
    protected abstract Credentials right();

    /**
     * Whether the secret itself tells whose it is, as a token does. Then the client id means nothing, and a secret that
     * nobody can read may be another provider's.
     */
    protected boolean secretsNameTheAccount() {
        return false;
    }

    /** Cases that the driver is not held to, each with the reason. */
    protected List<Exclusion> exclusions() {
        return List.of();
    }

    @BeforeEach
    void startProvider(@TempDir Path tmp, TestInfo info, TestReporter reporter) throws IOException {
        Exclusion.apply(exclusions(), info, reporter);
        config = config(tmp);
        site = new TestContext.Site(tmp.resolve("state"));
        restart();
    }

    private void restart() throws IOException {
        closeProvider();
        if (site == null || config == null) {
            throw new IllegalStateException("nothing was set up");
        }
        context = site.context("contract");
        provider = factory().create(config, context);
        provider.start();
    }

    @AfterEach
    void closeProvider() {
        if (provider != null) {
            provider.close();
        }
        if (context != null) {
            context.close();
        }
    }

    private AuthProvider provider() {
        if (provider == null) {
            throw new IllegalStateException("the driver is not started");
        }
        return provider;
    }

    private Outcome ask(String clientId, String secret) {
        return provider().authenticate(new Credentials(right().type(), clientId, secret));
    }

    /** Whom the right credentials name: a user, or a claim by which a directory finds one. */
    private String whoIsRight() {
        Outcome outcome = provider().authenticate(right());
        return switch (outcome) {
            case Outcome.Accepted accepted -> {
                assertThat(accepted.user().id().opaque()).isNotEmpty();
                assertThat(accepted.user().username()).isNotEmpty();
                yield accepted.user().id().toString();
            }
            case Outcome.Identified identified -> {
                assertThat(identified.claim()).as("the claim").isNotBlank();
                assertThat(identified.value()).as("the claim's value").isNotBlank();
                yield identified.claim() + "=" + identified.value();
            }
            case Outcome.NotMine notMine -> throw new AssertionError("right credentials are said to be another's");
            case Outcome.Rejected rejected -> throw new AssertionError("right credentials: " + rejected);
        };
    }

    @Test
    void only_cases_that_exist_are_left_out() {
        Exclusion.requireCases(exclusions(), AuthContract.class);
    }

    @Test
    void it_names_the_types_it_understands() {
        assertThat(provider().types()).contains(right().type()).doesNotContain("");
    }

    @Test
    void right_credentials_are_accepted_and_say_who_it_is() {
        assertThat(whoIsRight()).isNotEmpty();
    }

    @Test
    void the_same_person_is_the_same_user_each_time_and_after_a_restart() throws IOException {
        String first = whoIsRight();
        assertThat(whoIsRight()).isEqualTo(first);
        restart();
        assertThat(whoIsRight()).isEqualTo(first);
    }

    @Test
    void a_wrong_secret_is_rejected() {
        String secret = right().secret();
        String swapped = secret.equals(secret.toUpperCase(Locale.ROOT))
                ? secret.toLowerCase(Locale.ROOT) + "x"
                : secret.toUpperCase(Locale.ROOT);
        for (String wrong : List.of(
                "",
                " ",
                secret + " ",
                " " + secret,
                secret + "x",
                secret.substring(0, secret.length() - 1),
                secret + "\0",
                secret + secret,
                swapped,
                "*")) {
            assertWrong(ask(right().clientId(), wrong), "a secret of " + wrong.length() + " characters");
        }
    }

    private void assertWrong(Outcome outcome, String what) {
        if (secretsNameTheAccount()) {
            assertThat(outcome).as(what).isInstanceOfAny(Outcome.Rejected.class, Outcome.NotMine.class);
        } else {
            assertThat(outcome).as(what).isInstanceOf(Outcome.Rejected.class);
        }
    }

    @Test
    void a_rejection_does_not_tell_the_secret() {
        Outcome outcome = ask(right().clientId(), "wrong-" + right().secret());
        assertThat(outcome.toString()).doesNotContain(right().secret());
    }

    @Test
    void somebody_unknown_is_another_providers() {
        assumeFalse(secretsNameTheAccount(), "the secrets of this driver name the account");
        for (String unknown :
                List.of("nobody-of-this-name", "", "a\0b", "*", "' OR 1=1 --", ")(uid=*", "ä".repeat(500))) {
            assertThat(ask(unknown, right().secret())).as(unknown).isInstanceOf(Outcome.NotMine.class);
        }
    }

    @Test
    void credentials_of_a_type_that_it_does_not_name_are_another_providers() {
        Credentials foreign = new Credentials("no-such-type", right().clientId(), right().secret());
        assertThat(provider().authenticate(foreign)).isInstanceOf(Outcome.NotMine.class);
    }

    @Test
    void endless_credentials_are_not_accepted() {
        assertWrong(ask(right().clientId(), "x".repeat(1_000_000)), "an endless secret");
        if (!secretsNameTheAccount()) {
            assertThat(ask("x".repeat(1_000_000), right().secret())).isInstanceOf(Outcome.NotMine.class);
        }
    }

    @Test
    void many_at_a_time_each_get_their_own_answer() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> answers = IntStream.range(0, 20)
                    .mapToObj(i -> executor.submit(
                            () -> ask(right().clientId(), i % 2 == 0 ? right().secret() : right().secret() + i)))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                if (i % 2 == 0) {
                    assertThat(answers.get(i).get()).isInstanceOfAny(Outcome.Accepted.class, Outcome.Identified.class);
                } else {
                    assertWrong(answers.get(i).get(), "answer " + i);
                }
            }
        }
    }

    @Test
    void it_is_well_when_it_works_and_can_be_closed_twice() {
        assertThat(provider().health()).isEqualTo(Health.up());
        provider().close();
        provider().close();
    }
}
