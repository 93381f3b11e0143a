/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.directory.BlockedAccounts;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.Lease;
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

/** Whom sign-in lets in, as whom, and what it says to others. */
final class SignInTest extends SignInFixture {

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
        BlockedAccounts people = new BlockedAccounts(file);
        SignIn careful = signIn.blocking(people);
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
