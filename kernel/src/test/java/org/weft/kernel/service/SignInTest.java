/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.plugin.DriverHandle;
import org.weft.kernel.plugin.Lease;
import org.weft.kernel.token.FixedKeys;
import org.weft.kernel.token.Tokens;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;

final class SignInTest {

    private static final String HERE = "192.0.2.1";

    private final SteppedTime time = new SteppedTime();
    private final FakeProvider first = new FakeProvider("basic").with("marie", "radioactivity");
    private final FakeProvider second = new FakeProvider("basic", "bearer").with("albert", "relativity");
    private final FakeDirectory directory = new FakeDirectory("username");
    private final Tokens tokens = new Tokens(FixedKeys.of("a secret of thirty-two bytes or more"), time);
    private final Set<UserId> blocked = new HashSet<>();
    private final List<AuthSource> chain = new ArrayList<>(List.of(first.named("first"), second.named("second")));

    private SignIn signIn(SignInLimits limits) {
        return new SignIn(
                () -> chain,
                new People(() -> List.of(directory.handle())),
                tokens,
                limits,
                blocked::contains,
                time,
                time);
    }

    private final SignIn signIn = signIn(SignInLimits.standard());

    private static Credentials basic(String name, String secret) {
        return new Credentials("basic", name, secret);
    }

    @Test
    void the_first_provider_that_accepts_wins() {
        second.with("marie", "another");

        assertThat(signIn.authenticate(basic("marie", "radioactivity"), HERE).user())
                .isEqualTo(FakeProvider.user("marie"));
        assertThat(second.asked).hasValue(0);
    }

    @Test
    void a_provider_that_does_not_know_the_account_is_passed_over() {
        assertThat(signIn.authenticate(basic("albert", "relativity"), HERE).user())
                .isEqualTo(FakeProvider.user("albert"));
        assertThat(first.asked).hasValue(1);
    }

    @Test
    void a_provider_that_rejects_ends_it() {
        second.with("marie", "another");

        assertThatThrownBy(() -> signIn.authenticate(basic("marie", "another"), HERE))
                .isInstanceOf(Unauthenticated.class);
        assertThat(second.asked).hasValue(0);
    }

    @Test
    void an_unknown_account_and_a_wrong_password_get_the_same_answer() {
        String unknown = refusal(basic("nobody", "x"));
        String wrong = refusal(basic("marie", "x"));

        assertThat(unknown).isEqualTo(wrong).doesNotContain("marie", "nobody");
    }

    @Test
    void an_unknown_type_is_answered_with_the_types_on_offer() {
        assertThatThrownBy(() -> signIn.authenticate(new Credentials("magic\n", "a", "b"), HERE))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("'magic?'")
                .hasMessageContaining("basic, bearer");
        assertThat(signIn.types()).containsExactly("basic", "bearer");
    }

    @Test
    void old_tokens_of_one_person_do_not_shut_out_others() {
        SignIn careful = signIn(limits(2, 1000, 1));
        second.with("", "a good token");
        for (int i = 0; i < 20; i++) {
            fail(careful, new Credentials("bearer", "", "an old token " + i), HERE);
        }

        careful.authenticate(new Credentials("bearer", "", "a good token"), HERE);
    }

    @Test
    void an_account_that_a_provider_identifies_is_the_directorys() {
        directory.with(FakeProvider.user("marie"));
        chain.add(new AuthSource("third", DriverHandle.fixed("third", new Identifying())));

        Session session = signIn.authenticate(new Credentials("ticket", "", "marie"), HERE);
        assertThat(session.user()).isEqualTo(FakeProvider.user("marie"));
        fail(signIn, new Credentials("ticket", "", "nobody"), HERE);
    }

    /** Takes every secret for the login name of who shows it. */
    private record Identifying() implements AuthProvider {

        @Override
        public Set<String> types() {
            return Set.of("ticket");
        }

        @Override
        public Outcome authenticate(Credentials credentials) {
            return new Outcome.Identified("username", credentials.secret(), Optional.empty());
        }

        @Override
        public void close() {}
    }

    @Test
    void people_in_the_file_are_shut_out_within_seconds_whatever_they_show(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("blocked"), "# nobody yet\n");
        BlockedPeople people = new BlockedPeople(file);
        SignIn careful = signIn.without(people);
        String token =
                careful.authenticate(basic("marie", "radioactivity"), HERE).accessToken();

        Files.writeString(file, "albert\nid-marie@example.org # has left\n");
        people.read();

        assertThatThrownBy(() -> careful.verify(token)).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> careful.authenticate(basic("marie", "radioactivity"), HERE))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> careful.authenticate(basic("albert", "relativity"), HERE))
                .isInstanceOf(Forbidden.class);
        Files.delete(file);
        people.read();
        careful.verify(token);
    }

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
    void a_provider_that_can_not_be_asked_is_no_refusal() {
        chain.addFirst(new AuthSource("down", new DownHandle()));

        assertThat(signIn.authenticate(basic("marie", "radioactivity"), HERE).user())
                .isEqualTo(FakeProvider.user("marie"));
        assertThatThrownBy(() -> signIn.authenticate(basic("nobody", "x"), HERE))
                .isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> signIn.authenticate(new Credentials("machine", "a", "b"), HERE))
                .isInstanceOf(Unavailable.class);
        assertThat(signIn.types()).containsExactly("basic", "bearer");
    }

    @Test
    void a_provider_that_breaks_is_unavailable_and_tells_the_client_nothing() {
        first.failure = Optional.of(new IllegalStateException("secret innards"));

        assertThatThrownBy(() -> signIn.authenticate(basic("marie", "radioactivity"), HERE))
                .isInstanceOf(Unavailable.class)
                .hasMessageNotContaining("innards");
    }

    @Test
    void oversized_credentials_are_refused_unasked() {
        assertThat(refusal(basic("m".repeat(1025), "x"))).contains("too long");
        assertThat(refusal(basic("marie", "x".repeat(64 * 1024 + 1)))).contains("too long");
        assertThat(first.asked).hasValue(0);
    }

    @Test
    void the_directory_tells_more_of_the_user_than_the_provider() {
        UserId id = FakeProvider.user("marie").id();
        User full = User.of(id, "marie", "Marie Curie");
        directory.with(full, "radium-lovers");

        Session session = signIn.authenticate(basic("marie", "radioactivity"), HERE);

        assertThat(session.user()).isEqualTo(full);
        assertThat(session.caller().groups())
                .containsExactly(FakeDirectory.group("radium-lovers").id());
    }

    @Test
    void a_user_whose_id_is_the_login_name_of_another_does_not_become_the_other() {
        // The provider vouches for id-marie; the directory knows somebody else who signs in as "id-marie".
        directory.with(User.of(new UserId("example.org", "victim", UserType.PRIMARY), "id-marie", "V"), "admins");

        Session session = signIn.authenticate(basic("marie", "radioactivity"), HERE);

        assertThat(session.user()).isEqualTo(FakeProvider.user("marie"));
        assertThat(session.caller().groups()).isEmpty();
    }

    @Test
    void without_the_directory_nobody_gets_in_with_half_of_the_groups() {
        directory.down = true;

        assertThatThrownBy(() -> signIn.authenticate(basic("marie", "radioactivity"), HERE))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void a_session_carries_its_caller_and_makes_a_token_that_verifies() {
        Session session = signIn.authenticate(basic("marie", "radioactivity"), HERE);
        Session again = signIn.verify(session.accessToken());

        assertThat(session.accessToken()).isSameAs(session.accessToken());
        assertThat(again.accessToken()).isEqualTo(session.accessToken());
        assertThat(again.user()).isEqualTo(session.user());
        assertThat(again.expires()).isEqualTo(session.expires());
        assertThat(again.caller(new TraceId("t1")))
                .satisfies(caller -> assertThat(caller.trace()).hasToString("t1"))
                .satisfies(caller -> assertThat(caller.username()).isEqualTo("marie"))
                .satisfies(caller -> assertThat(caller.scopes()).containsExactly(new Scope.User(Scope.Role.OWNER)));
        assertThat(session.toString()).doesNotContain(session.accessToken());
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
        time.advance(Duration.ofSeconds(40).plus(Tokens.SKEW));

        assertThatThrownBy(() -> signIn.verify(token)).isInstanceOf(Unauthenticated.class);
    }

    @Test
    void a_user_of_another_server_of_the_mesh_is_in_the_groups_that_the_token_names() {
        User guest = new User(
                new UserId("elsewhere.org", "7", UserType.PRIMARY),
                "guest",
                "",
                false,
                "",
                List.of("physics"),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Map.of());
        String token = tokens.mint(
                guest, List.of(new Scope.User(Scope.Role.OWNER)), time.instant().plusSeconds(60));

        assertThat(signIn.verify(token).caller().groups()).containsExactly(new GroupId("elsewhere.org", "physics"));
    }

    @Test
    void a_blocked_account_is_shut_out_at_once_whatever_it_shows() {
        String token =
                signIn.authenticate(basic("marie", "radioactivity"), HERE).accessToken();
        signIn.verify(token);

        blocked.add(FakeProvider.user("marie").id());

        assertThatThrownBy(() -> signIn.verify(token)).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> signIn.authenticate(basic("marie", "radioactivity"), HERE))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> signIn.authenticate(basic("marie", "wrong"), HERE))
                .isInstanceOf(Unauthenticated.class);
    }

    private String refusal(Credentials credentials) {
        try {
            signIn.authenticate(credentials, HERE);
        } catch (Unauthenticated e) {
            return e.text();
        }
        throw new AssertionError("accepted " + credentials);
    }

    private static void fail(SignIn signIn, Credentials credentials, String address) {
        assertThatThrownBy(() -> signIn.authenticate(credentials, address)).isInstanceOf(Unauthenticated.class);
    }

    private static SignInLimits limits(int accountFailures, int addressFailures, int parallel) {
        SignInLimits standard = SignInLimits.standard();
        return new SignInLimits(
                standard.remember(),
                standard.remembered(),
                standard.rememberedTypes(),
                standard.tokenLifetime(),
                accountFailures,
                addressFailures,
                standard.longestWait(),
                standard.forget(),
                standard.tracked(),
                parallel,
                standard.queue());
    }

    private record DownHandle() implements DriverHandle<AuthProvider> {

        @Override
        public String instance() {
            return "down";
        }

        @Override
        public Lease<AuthProvider> acquire() {
            throw new Unavailable("the plugin is not there");
        }
    }
}
