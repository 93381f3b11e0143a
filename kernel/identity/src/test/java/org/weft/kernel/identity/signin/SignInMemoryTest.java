/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.weft.kernel.identity.token.TokenService;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;
import org.weft.spi.identity.User;

/** What sign-in remembers, so that nobody is asked twice, and for how long. */
final class SignInMemoryTest extends SignInFixture {

    @Test
    void a_thousand_requests_one_after_the_other_ask_once() {
        for (int i = 0; i < 1000; i++) {
            signIn.authenticate(basic("marie", "radioactivity"), HERE);
        }

        assertThat(first.asked).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void a_thousand_requests_at_once_ask_once() throws Exception {
        first.gate = new CountDownLatch(1);
        List<Callable<User>> requests = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            requests.add(() ->
                    signIn.authenticate(basic("marie", "radioactivity"), HERE).user());
        }
        List<User> users = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<User>> answers = requests.stream().map(threads::submit).toList();
            first.gate.countDown();
            for (Future<User> answer : answers) {
                users.add(answer.get());
            }
        }

        assertThat(users).hasSize(1000).containsOnly(FakeProvider.user("marie"));
        assertThat(first.asked).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void a_wrong_password_is_never_taken_for_the_right_one() {
        signIn.authenticate(basic("marie", "radioactivity"), HERE);

        for (String wrong : List.of("", "Radioactivity", "radioactivity ", "radioactivit", "radioactivityy")) {
            assertThatThrownBy(() -> signIn.authenticate(basic("marie", wrong), HERE))
                    .isInstanceOf(Unauthenticated.class);
        }
        assertThatThrownBy(() -> signIn.authenticate(basic("marier", "adioactivity"), HERE))
                .isInstanceOf(Unauthenticated.class);
        assertThatThrownBy(() -> signIn.authenticate(new Credentials("bearer", "marie", "radioactivity"), HERE))
                .isInstanceOf(Unauthenticated.class);
    }

    @Test
    void a_failure_is_not_remembered() {
        assertThatThrownBy(() -> signIn.authenticate(basic("richard", "superfluidity"), HERE))
                .isInstanceOf(Unauthenticated.class);

        first.with("richard", "superfluidity");

        assertThat(signIn.authenticate(basic("richard", "superfluidity"), HERE).user())
                .isEqualTo(FakeProvider.user("richard"));
    }

    @Test
    void a_changed_password_stops_working_within_the_time_of_remembrance() {
        signIn.authenticate(basic("marie", "radioactivity"), HERE);
        first.with("marie", "polonium");
        time.advance(Duration.ofSeconds(59));
        signIn.authenticate(basic("marie", "radioactivity"), HERE);
        time.advance(Duration.ofSeconds(1));

        assertThatThrownBy(() -> signIn.authenticate(basic("marie", "radioactivity"), HERE))
                .isInstanceOf(Unauthenticated.class);
        assertThat(signIn.authenticate(basic("marie", "polonium"), HERE).user()).isEqualTo(FakeProvider.user("marie"));
    }

    @Test
    void credentials_that_end_are_not_remembered_beyond_their_end() {
        first.until = Optional.of(time.instant().plusSeconds(10));
        Session session = signIn.authenticate(basic("marie", "radioactivity"), HERE);
        assertThat(session.expires()).isEqualTo(time.instant().plusSeconds(10));

        time.advance(Duration.ofSeconds(10));

        assertThatThrownBy(() -> signIn.authenticate(basic("marie", "radioactivity"), HERE))
                .isInstanceOf(Unauthenticated.class);
    }

    @Test
    void credentials_for_one_use_are_not_remembered() {
        FakeProvider codes = new FakeProvider("ocmsharecode").with("share", "code");
        chain.add(codes.named("codes"));

        signIn.authenticate(new Credentials("ocmsharecode", "share", "code"), HERE);
        signIn.authenticate(new Credentials("ocmsharecode", "share", "code"), HERE);

        assertThat(codes.asked).hasValue(2);
    }

    @Test
    void a_token_seen_before_costs_no_look_into_a_directory() {
        String token =
                signIn.authenticate(basic("marie", "radioactivity"), HERE).accessToken();
        signIn.verify(token);
        int asked = directory.asked.get();

        for (int i = 0; i < 100; i++) {
            signIn.verify(token);
        }

        assertThat(directory.asked).hasValue(asked);
    }

    @Test
    void a_remembered_token_ends_when_it_says() {
        first.until = Optional.of(time.instant().plusSeconds(40));
        String token =
                signIn.authenticate(basic("marie", "radioactivity"), HERE).accessToken();
        signIn.verify(token);
        time.advance(Duration.ofSeconds(40).plus(TokenService.SKEW));

        assertThatThrownBy(() -> signIn.verify(token)).isInstanceOf(Unauthenticated.class);
    }
}
