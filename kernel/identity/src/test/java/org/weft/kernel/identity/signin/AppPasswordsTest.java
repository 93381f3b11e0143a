/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.db.AppPasswordTable;
import org.weft.kernel.identity.signin.AppPasswords.Made;
import org.weft.kernel.identity.token.ConfiguredKey;
import org.weft.kernel.identity.token.TokenService;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.testing.ManualClock;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;

/** Passwords for one program each. */
class AppPasswordsTest {

    private static final String HERE = "192.0.2.1";

    @TempDir
    Path data;

    private final ManualClock clock = new ManualClock();
    private StateDatabase database;
    private AppPasswords appPasswords;
    private SignIn signIn;
    private Caller einstein;

    @BeforeEach
    void open() {
        database = TestDatabases.sqlite(data);
        appPasswords = new AppPasswords(new AppPasswordTable(database), clock);
        TokenService tokens = new TokenService(ConfiguredKey.of(FakePeople.SECRET), Clock.systemUTC());
        signIn = new SignIn(
                        () -> List.of(FakePeople.passwords()),
                        FakePeople.directories(),
                        tokens,
                        SignInLimits.standard(),
                        Clock.systemUTC())
                .with(appPasswords);
        einstein = signIn("einstein", "nietsnie").caller();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Session signIn(String user, String secret) {
        return signIn.authenticate(new Credentials("basic", user, secret), HERE);
    }

    private Made make(Scope... scopes) {
        return appPasswords.make(einstein, "a phone", List.of(scopes), Optional.empty());
    }

    @Test
    void one_lets_its_user_in_by_login_name_or_id_and_nobody_else() {
        Made made = make();

        Session session = signIn("einstein", made.secret());

        assertThat(session.user()).isEqualTo(FakePeople.EINSTEIN);
        assertThat(session.scopes()).containsExactly(new Scope.User(Scope.Role.OWNER));
        assertThat(signIn(FakePeople.EINSTEIN.id().opaque(), made.secret()).user())
                .isEqualTo(FakePeople.EINSTEIN);
        assertThat(signIn.authenticate(new Credentials("appauth", "einstein", made.secret()), HERE)
                        .user())
                .isEqualTo(FakePeople.EINSTEIN);
        assertThatThrownBy(() -> signIn("marie", made.secret())).isInstanceOf(Unauthenticated.class);
    }

    @Test
    void the_secret_is_long_told_once_and_kept_as_a_hash_only() {
        Made made = make();

        assertThat(made.secret()).matches("weft-[a-z2-7]{32}").isNotEqualTo(make().secret());
        assertThat(made.toString()).doesNotContain(made.secret());
        String kept = database.read(connection -> {
            try (var select = connection.createStatement();
                    var row = select.executeQuery("SELECT id || hash || label || scopes FROM app_password")) {
                return row.next() ? row.getString(1) : "";
            }
        });
        assertThat(kept).isNotEmpty().doesNotContain(made.secret().substring(5));
    }

    @Test
    void one_that_is_taken_away_lets_nobody_in_any_more_also_where_it_was_just_used() {
        Made made = make();
        Made other = make();
        signIn("einstein", made.secret());

        appPasswords.revoke(einstein, made.password().id());

        assertThatThrownBy(() -> signIn("einstein", made.secret())).isInstanceOf(Unauthenticated.class);
        assertThat(signIn("einstein", other.secret()).user()).isEqualTo(FakePeople.EINSTEIN);
        appPasswords.revoke(einstein, other.secret());
        assertThat(appPasswords.of(einstein)).isEmpty();
    }

    @Test
    void those_of_others_can_neither_be_seen_nor_taken_away() {
        Made made = make();
        Caller marie = signIn("marie", "eiram").caller();

        assertThat(appPasswords.of(marie)).isEmpty();
        assertThatThrownBy(() -> appPasswords.revoke(marie, made.password().id()))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> appPasswords.revoke(marie, made.secret())).isInstanceOf(NotFound.class);
        assertThat(signIn("einstein", made.secret()).user()).isEqualTo(FakePeople.EINSTEIN);
    }

    @Test
    void a_scope_limits_it_and_what_is_limited_makes_no_others() {
        Made made = make(new Scope.User(Scope.Role.VIEWER));

        Caller limited = signIn("einstein", made.secret()).caller();

        assertThat(limited.scopes()).containsExactly(new Scope.User(Scope.Role.VIEWER));
        assertThatThrownBy(() -> appPasswords.make(limited, "more", List.of(), Optional.empty()))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> appPasswords.of(limited)).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> appPasswords.revoke(limited, made.password().id()))
                .isInstanceOf(Forbidden.class);
    }

    @Test
    void one_ends_when_it_was_said_to_end() {
        Made made = appPasswords.make(
                einstein, "a day", List.of(), Optional.of(clock.instant().plus(Duration.ofDays(1))));
        assertThat(signIn("einstein", made.secret()).user()).isEqualTo(FakePeople.EINSTEIN);

        clock.forward(Duration.ofDays(2));

        assertThatThrownBy(() -> signIn("einstein", made.secret())).isInstanceOf(Unauthenticated.class);
        assertThat(appPasswords.of(einstein)).isEmpty();
        assertThatThrownBy(() -> appPasswords.make(einstein, "past", List.of(), Optional.of(clock.instant())))
                .isInstanceOf(InvalidArgument.class);
    }

    @Test
    void it_is_told_when_one_was_used_last_and_not_written_each_time() {
        Made made = make();
        assertThat(appPasswords.of(einstein).getFirst().used()).isEmpty();

        signIn("einstein", made.secret());
        var first = appPasswords.of(einstein).getFirst().used();
        clock.forward(Duration.ofMinutes(1));
        signIn("einstein", made.secret());
        assertThat(first).isPresent();
        assertThat(appPasswords.of(einstein).getFirst().used()).isEqualTo(first);
        clock.forward(Duration.ofMinutes(5));
        signIn("einstein", made.secret());
        assertThat(appPasswords.of(einstein).getFirst().used().orElseThrow()).isAfter(first.orElseThrow());
    }

    @Test
    void labels_and_numbers_have_limits() {
        assertThatThrownBy(() -> appPasswords.make(einstein, "a\nb", List.of(), Optional.empty()))
                .isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> appPasswords.make(einstein, "x".repeat(256), List.of(), Optional.empty()))
                .isInstanceOf(InvalidArgument.class);
    }
}
