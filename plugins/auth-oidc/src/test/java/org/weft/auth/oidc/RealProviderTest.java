/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.auth.oidc.fixture.OpenIdProvider;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;
import org.weft.testkit.TestContext;

/** The driver with tokens that a real provider made. */
@Tag("process")
class RealProviderTest {

    private static OpenIdProvider idp;

    @TempDir
    static Path folder;

    @BeforeAll
    static void startProvider() throws Exception {
        idp = OpenIdProvider.start(OpenIdProvider.freePort(), folder.resolve("keys.json"), "http://127.0.0.1:1");
    }

    @AfterAll
    static void stopProvider() throws Exception {
        if (idp != null) {
            idp.close();
        }
    }

    private static Outcome ask(TestConfig config, String token) {
        try (TestContext context = TestContext.in(folder.resolve("state"));
                OidcAuth auth = new OidcAuth(config.made(), context)) {
            auth.start();
            return auth.authenticate(new Credentials("bearer", "", token));
        }
    }

    private static TestConfig config() {
        return new TestConfig(idp.issuer());
    }

    @Test
    void tokens_of_all_signature_algorithms_say_who_it_is() throws Exception {
        for (String kind : List.of("rs256", "es256", "eddsa")) {
            Outcome outcome = ask(config(), idp.token("einstein", "urn:weft:" + kind));

            assertThat(outcome).as(kind).isInstanceOf(Outcome.Accepted.class);
            Outcome.Accepted accepted = (Outcome.Accepted) outcome;
            User user = accepted.user();
            assertThat(user.id()).isEqualTo(new UserId(idp.issuer(), "einstein", UserType.PRIMARY));
            assertThat(user.username()).isEqualTo("einstein");
            assertThat(user.displayName()).isEqualTo("Einstein");
            assertThat(user.mail()).isEqualTo("einstein@example.org");
            assertThat(user.mailVerified()).isTrue();
            assertThat(user.groups()).containsExactly("physics-lovers", "violin-haters");
            assertThat(accepted.until())
                    .hasValueSatisfying(end -> assertThat(end)
                            .isBetween(Instant.now(), Instant.now().plusSeconds(3600)));
        }
    }

    @Test
    void a_token_for_another_service_is_rejected() throws Exception {
        assertThat(ask(config(), idp.token("einstein", "urn:other:rs256")))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class, no -> assertThat(no.reason()).contains("other"));
    }

    @Test
    void a_token_of_a_client_that_is_not_listed_is_rejected() throws Exception {
        TestConfig config = config();
        config.clients = List.of("marie");

        assertThat(ask(config, idp.token("marie", "urn:weft:rs256"))).isInstanceOf(Outcome.Accepted.class);
        assertThat(ask(config, idp.token("einstein", "urn:weft:rs256"))).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void an_expired_token_is_rejected() throws Exception {
        String token = idp.token("einstein", "urn:weft:short");
        Instant end = Instant.now().plusSeconds(60);
        while (!(ask(config(), token) instanceof Outcome.Rejected)) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(200);
        }
        assertThat(((Outcome.Rejected) ask(config(), token)).reason()).contains("expired");
    }

    @Test
    void a_token_of_another_issuer_is_another_providers() throws Exception {
        TestConfig config = new TestConfig("https://idp.example.org");

        assertThat(ask(config, idp.token("einstein", "urn:weft:rs256"))).isInstanceOf(Outcome.NotMine.class);
    }

    @Test
    void an_opaque_token_is_asked_about_and_ends_when_it_is_revoked() throws Exception {
        String token = idp.token("marie", "urn:weft:opaque");
        TestConfig config = config();

        assertThat(ask(config, token)).as("without introspection").isInstanceOf(Outcome.NotMine.class);
        config.introspection = Introspection.OPAQUE;
        assertThat(ask(config, token))
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        yes -> assertThat(yes.user().username()).isEqualTo("marie"));
        idp.revoke("marie", token);
        assertThat(ask(config, token)).isInstanceOf(Outcome.NotMine.class);
    }

    @Test
    void new_keys_are_found_without_a_restart_and_the_old_ones_end() throws Exception {
        int port = OpenIdProvider.freePort();
        try (TestContext context = TestContext.in(folder.resolve("rotation"));
                OidcAuth auth = new OidcAuth(new TestConfig(OpenIdProvider.issuer(port)).made(), context)) {
            auth.start();
            String old;
            try (OpenIdProvider first = OpenIdProvider.start(port, folder.resolve("old.json"), "http://127.0.0.1:1")) {
                old = first.token("einstein", "urn:weft:rs256");
                String token = old;
                Eventually.accepted(() -> auth.authenticate(new Credentials("bearer", "", token)));
            }
            assertThat(auth.authenticate(new Credentials("bearer", "", old)))
                    .as("without the provider, by its keys")
                    .isInstanceOf(Outcome.Accepted.class);
            try (OpenIdProvider second = OpenIdProvider.start(port, folder.resolve("new.json"), "http://127.0.0.1:1")) {
                String token = second.token("einstein", "urn:weft:es256");
                Eventually.accepted(() -> auth.authenticate(new Credentials("bearer", "", token)));
                assertThat(auth.authenticate(new Credentials("bearer", "", old)))
                        .isInstanceOf(Outcome.Rejected.class);
            }
        }
    }

    @Test
    void a_provider_that_is_down_at_the_start_is_no_refusal_and_may_come_later() throws Exception {
        int port = OpenIdProvider.freePort();
        Path keys = folder.resolve("late.json");
        String token;
        try (OpenIdProvider before = OpenIdProvider.start(port, keys, "http://127.0.0.1:1")) {
            token = before.token("einstein", "urn:weft:rs256");
        }
        try (TestContext context = TestContext.in(folder.resolve("late"));
                OidcAuth auth = new OidcAuth(new TestConfig(OpenIdProvider.issuer(port)).made(), context)) {
            auth.start();
            assertThatThrownBy(() -> auth.authenticate(new Credentials("bearer", "", token)))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("can't be reached");
            assertThat(auth.health().isUp()).isFalse();
            assertThat(auth.authenticate(new Credentials("bearer", "", "not-a-token")))
                    .isInstanceOf(Outcome.NotMine.class);

            try (OpenIdProvider now = OpenIdProvider.start(port, keys, "http://127.0.0.1:1")) {
                assertThat(now.issuer()).isEqualTo(OpenIdProvider.issuer(port));
                Eventually.accepted(() -> auth.authenticate(new Credentials("bearer", "", token)));
                assertThat(auth.health().isUp()).isTrue();
            }
        }
    }

    @Test
    void tokens_are_judged_after_a_restart_while_the_provider_is_down() throws Exception {
        int port = OpenIdProvider.freePort();
        TestConfig config = new TestConfig(OpenIdProvider.issuer(port));
        String right;
        try (OpenIdProvider idp = OpenIdProvider.start(port, folder.resolve("kept.json"), "http://127.0.0.1:1");
                TestContext context = TestContext.in(folder.resolve("kept"));
                OidcAuth auth = new OidcAuth(config.made(), context)) {
            right = idp.token("einstein", "urn:weft:rs256");
            assertThat(auth.authenticate(new Credentials("bearer", "", right))).isInstanceOf(Outcome.Accepted.class);
        }
        try (TestContext context = TestContext.in(folder.resolve("kept"));
                OidcAuth auth = new OidcAuth(config.made(), context)) {
            auth.start();
            assertThat(auth.authenticate(new Credentials("bearer", "", right))).isInstanceOf(Outcome.Accepted.class);
            String[] parts = right.split("\\.", -1);
            String forged = parts[0]
                    + '.'
                    + parts[1]
                    + '.'
                    + idp.token("einstein", "urn:weft:rs256").split("\\.", -1)[2];
            assertThat(auth.authenticate(new Credentials("bearer", "", forged))).isInstanceOf(Outcome.Rejected.class);
            assertThat(auth.health().isUp()).isTrue();
        }
    }

    @Test
    void groups_are_renamed_required_and_share_accounts() throws Exception {
        String token = idp.token("einstein", "urn:weft:rs256");
        TestConfig config = config();
        config.groupNames = Map.of("physics-lovers", "admins");
        config.onlyListedGroups = true;
        assertThat(((Outcome.Accepted) ask(config, token)).user().groups()).containsExactly("admins");

        config.requiredGroups = List.of("radium-lovers");
        assertThat(ask(config, token)).isInstanceOf(Outcome.Rejected.class);
        assertThat(ask(config, idp.token("marie", "urn:weft:rs256"))).isInstanceOf(Outcome.Accepted.class);

        config.requiredGroups = List.of();
        config.sharedAccounts = Map.of("violin-haters", "orchestra");
        assertThat(ask(config, token))
                .isInstanceOfSatisfying(
                        Outcome.Identified.class, who -> assertThat(who.value()).isEqualTo("orchestra"));
    }

    @Test
    void a_directory_may_be_asked_whose_account_it_is() throws Exception {
        TestConfig config = config();
        config.accounts = Accounts.DIRECTORY;

        assertThat(ask(config, idp.token("einstein", "urn:weft:rs256")))
                .isInstanceOfSatisfying(Outcome.Identified.class, who -> {
                    assertThat(who.claim()).isEqualTo("username");
                    assertThat(who.value()).isEqualTo("einstein");
                });
    }

    @Test
    void a_token_without_the_claim_of_the_login_name_names_the_option() throws Exception {
        TestConfig config = config();
        config.nameClaim = "uid";

        assertThat(ask(config, idp.token("einstein", "urn:weft:rs256")))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        no -> assertThat(no.reason()).contains("uid").contains("name-claim"));
    }

    @Test
    void no_text_but_the_token_itself_is_the_token() throws Exception {
        String token = idp.token("einstein", "urn:weft:es256");
        char last = token.charAt(token.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char twin = alphabet.charAt(alphabet.indexOf(last) ^ 1); // differs in a bit that base64 ignores
        for (String other : Arrays.asList(
                token.substring(0, token.length() - 1) + twin, token + "=", token + "\n", token + ".", "x" + token)) {
            assertThat(ask(config(), other)).isNotInstanceOf(Outcome.Accepted.class);
        }
    }
}
