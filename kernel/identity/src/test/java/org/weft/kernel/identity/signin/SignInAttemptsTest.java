/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.Brakes;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.auth.Credentials;

/** How sign-in slows guessing down, and how many it checks at a time. */
final class SignInAttemptsTest extends SignInFixture {

    @Test
    void many_failures_of_an_account_make_it_wait_longer_and_longer() {
        SignIn strict = signIn(limits(3, 1000, 2));
        for (int i = 0; i < 4; i++) {
            fail(strict, basic("marie", "guess" + i), HERE);
        }
        int asked = first.asked.get();

        assertThatThrownBy(() -> strict.authenticate(basic("marie", "guess"), HERE))
                .asInstanceOf(type(Throttled.class))
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(1)));
        assertThat(first.asked).hasValue(asked);
        time.advance(Duration.ofSeconds(1));
        fail(strict, basic("marie", "guess5"), HERE);
        assertThatThrownBy(() -> strict.authenticate(basic("marie", "radioactivity"), HERE))
                .asInstanceOf(type(Throttled.class))
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(2)));
    }

    @Test
    void who_knows_a_login_name_does_not_shut_its_owner_out() {
        SignIn strict = signIn(limits(3, 1000, 2));
        for (int i = 0; i < 4; i++) {
            fail(strict, basic("marie", "guess" + i), "198.51.100.7");
        }

        assertThatThrownBy(() -> strict.authenticate(basic("marie", "radioactivity"), "198.51.100.7"))
                .as("the attacker's network")
                .isInstanceOf(Throttled.class);
        assertThat(strict.authenticate(basic("marie", "radioactivity"), HERE).user())
                .isEqualTo(FakeProvider.user("marie"));
    }

    @Test
    void an_account_that_is_tried_from_many_networks_waits_but_where_it_signed_in_lately() {
        SignIn strict = signIn(limits(1, 1000, 2));
        strict.authenticate(basic("marie", "radioactivity"), HERE);
        time.advance(Duration.ofMinutes(2)); // what is remembered is over
        for (int i = 0; i < 11; i++) {
            fail(strict, basic("marie", "guess" + i), "198.51.100." + i);
        }

        assertThatThrownBy(() -> strict.authenticate(basic("marie", "guess"), "198.51.100.77"))
                .isInstanceOf(Throttled.class);
        assertThat(strict.authenticate(basic("marie", "radioactivity"), HERE).user())
                .isEqualTo(FakeProvider.user("marie"));
        fail(strict, basic("marie", "typo"), HERE);
        fail(strict, basic("marie", "typo"), HERE);
        assertThatThrownBy(() -> strict.authenticate(basic("marie", "typo"), HERE))
                .as("that network has its own count all the same")
                .isInstanceOf(Throttled.class);
    }

    @Test
    void names_that_differ_in_case_share_a_count() {
        SignIn strict = signIn(limits(3, 1000, 2));
        for (String name : List.of("marie", "Marie", "MARIE", "ｍarie")) {
            fail(strict, basic(name, "guess"), HERE);
        }

        assertThatThrownBy(() -> strict.authenticate(basic("mArIe", "guess"), HERE))
                .isInstanceOf(Throttled.class);
    }

    @Test
    void operators_see_who_waits_and_let_them_go_on() {
        SignIn strict = signIn(limits(1, 1000, 2));
        Brakes brakes = new Brakes();
        brakes.add(strict.brakes());
        fail(strict, basic("marie", "guess"), "2001:db8:1:2::3");
        fail(strict, basic("Marie", "guess"), "2001:db8:1:2::4");

        assertThat(brakes.braked())
                .containsExactly(new Brake.Braked(
                        "sign-ins to an account from one network",
                        "marie",
                        "2001:db8:1:2:0:0:0:0/64",
                        2,
                        Duration.ofSeconds(1)));
        assertThat(brakes.release("albert")).isZero();
        assertThat(brakes.release("2001:db8:1:2::99")).isEqualTo(2);
        assertThat(brakes.braked()).isEmpty();
        fail(strict, basic("marie", "guess"), "2001:db8:1:2::3");
    }

    @Test
    void the_owner_gets_in_after_the_longest_wait_and_starts_afresh() {
        SignIn strict = signIn(limits(0, 1000, 2));
        for (int i = 0; i < 50; i++) {
            fail(strict, basic("marie", "guess" + i), HERE);
            time.advance(Duration.ofSeconds(30));
        }

        assertThat(strict.authenticate(basic("marie", "radioactivity"), HERE).user())
                .isEqualTo(FakeProvider.user("marie"));
        fail(strict, basic("marie", "typo"), HERE);
        assertThatThrownBy(() -> strict.authenticate(basic("marie", "typo"), HERE))
                .asInstanceOf(type(Throttled.class))
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(1)));
    }

    @Test
    void whoever_is_remembered_is_not_shut_out_by_the_guesses_of_others() {
        SignIn strict = signIn(limits(0, 1000, 2));
        strict.authenticate(basic("marie", "radioactivity"), HERE);
        fail(strict, basic("marie", "guess"), "198.51.100.7");

        assertThat(strict.authenticate(basic("marie", "radioactivity"), HERE).user())
                .isEqualTo(FakeProvider.user("marie"));
    }

    @Test
    void who_waits_is_not_let_in_by_the_right_password_because_its_owner_is_remembered_elsewhere() {
        SignIn strict = signIn(limits(0, 1000, 2));
        strict.authenticate(basic("marie", "radioactivity"), HERE);
        fail(strict, basic("marie", "guess"), "198.51.100.7");

        assertThatThrownBy(() -> strict.authenticate(basic("marie", "radioactivity"), "198.51.100.7"))
                .isInstanceOf(Throttled.class);
    }

    @Test
    void many_accounts_tried_from_one_network_make_it_wait() {
        SignIn strict = signIn(limits(1000, 3, 2));
        for (int i = 0; i < 4; i++) {
            fail(strict, basic("user" + i, "123456"), "2001:db8:1:2::" + i);
        }

        assertThatThrownBy(() -> strict.authenticate(basic("user9", "123456"), "2001:db8:1:2:ffff::9"))
                .isInstanceOf(Throttled.class);
        fail(strict, basic("user9", "123456"), "2001:db8:1:3::9");
    }

    @Test
    void a_success_does_not_clear_the_count_of_the_address() {
        SignIn strict = signIn(limits(1000, 0, 2));
        strict.authenticate(basic("albert", "relativity"), HERE);
        fail(strict, basic("marie", "guess"), HERE);
        assertThatThrownBy(() -> strict.authenticate(basic("marie", "guess2"), HERE))
                .isInstanceOf(Throttled.class);

        time.advance(Duration.ofSeconds(1));
        strict.authenticate(basic("marie", "radioactivity"), HERE);
        fail(strict, basic("marie", "guess3"), HERE);

        assertThatThrownBy(() -> strict.authenticate(basic("marie", "guess4"), HERE))
                .asInstanceOf(type(Throttled.class))
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(2)));
    }

    @Test
    void a_crowd_of_guesses_at_once_is_not_let_through_together() throws Exception {
        SignIn strict = signIn(limits(3, 1000, 1));
        first.gate = new CountDownLatch(1);
        List<Future<Session>> answers;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Session>> guesses = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Credentials guess = basic("marie", "guess" + i);
                guesses.add(() -> strict.authenticate(guess, HERE));
            }
            answers = guesses.stream().map(threads::submit).toList();
            first.gate.countDown();
        }

        assertThat(answers)
                .allSatisfy(answer -> assertThatThrownBy(answer::get).isInstanceOf(ExecutionException.class));
        // Three are free, the fourth starts the wait.
        assertThat(first.asked).hasValue(4);
    }

    @Test
    void no_more_checks_run_at_once_than_allowed() throws Exception {
        SignIn strict = signIn(limits(1000, 1000, 2));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Session>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String name = "user" + i;
                first.with(name, "secret");
                answers.add(threads.submit(() -> strict.authenticate(basic(name, "secret"), HERE)));
            }
            for (Future<Session> answer : answers) {
                assertThat(answer.get().user().username()).startsWith("user");
            }
        }

        assertThat(first.asked).hasValue(100);
        assertThat(first.mostAtOnce).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void who_waits_for_a_turn_longer_than_allowed_is_told_to_come_again() throws Exception {
        SignInLimits usual = limits(1000, 1000, 1);
        SignIn impatient = signIn(new SignInLimits(
                usual.remember(),
                usual.remembered(),
                usual.rememberedTypes(),
                usual.tokenLifetime(),
                usual.accountFailures(),
                usual.addressFailures(),
                usual.longestWait(),
                usual.forget(),
                usual.tracked(),
                usual.parallel(),
                Duration.ofMillis(1)));
        first.gate = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Session> served =
                    threads.submit(() -> impatient.authenticate(basic("marie", "radioactivity"), HERE));
            while (first.asked.get() == 0) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(() -> impatient.authenticate(basic("albert", "relativity"), HERE))
                    .asInstanceOf(type(Throttled.class))
                    .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofMillis(1)));
            first.gate.countDown();
            assertThat(served.get().user()).isEqualTo(FakeProvider.user("marie"));
        }
        assertThat(impatient.authenticate(basic("albert", "relativity"), HERE).user())
                .isEqualTo(FakeProvider.user("albert"));
    }
}
