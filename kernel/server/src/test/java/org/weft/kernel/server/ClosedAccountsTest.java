/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.identity.db.RestingAccountTable;
import org.weft.kernel.identity.directory.RestingAccounts;
import org.weft.kernel.identity.signin.AuthSource;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;

/**
 * What a provider says of accounts that it closes and opens again. What rests then, and wakes, is in RestingAccountsTest.
 */
class ClosedAccountsTest extends WholeSiteFixture {

    private static final String EVENTS = "Content-Type: application/secevent+jwt";

    private final long now = Instant.now().getEpochSecond();

    /** A provider elsewhere whose tokens are a subject and the time at which it gave them. */
    private static final class Elsewhere implements AuthProvider {

        @Override
        public Set<String> types() {
            return Set.of("bearer");
        }

        @Override
        public Outcome authenticate(Credentials credentials) {
            String[] parts = credentials.secret().split(" ", -1);
            return parts.length != 2
                    ? new Outcome.NotMine()
                    : new Outcome.Accepted(
                            FakeSite.EINSTEIN,
                            Optional.empty(),
                            Optional.of(
                                    new Outcome.Statement(parts[0], Instant.ofEpochSecond(Long.parseLong(parts[1])))));
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void signInElsewhere() {
        whole.site.providers.add(new AuthSource("uni", DriverHandle.fixed("uni", new Elsewhere())));
        whole.site.browserProviders.add(new AuthSource("uni", DriverHandle.fixed("uni", new BackChannelProvider())));
        signIn("albert", now - 10);
    }

    private void signIn(String subject, long at) {
        whole.signIn.authenticate(new Credentials("bearer", "", subject + ' ' + at), "127.0.0.1");
    }

    private RawHttpClient.Answer tell(String event) throws IOException {
        return whole.send("POST", "/signin/backchannel/uni", event, EVENTS);
    }

    private int withAppPassword(String secret) throws IOException {
        return whole.send("GET", FILE, "", basic("einstein", secret)).status();
    }

    private String cause() {
        return new RestingAccounts(new RestingAccountTable(whole.site.database), Clock.systemUTC())
                .all().stream().map(RestingAccountTable.Row::cause).findFirst().orElse("");
    }

    @Test
    void what_a_person_left_behind_rests_when_the_provider_closed_the_account_until_they_are_back() throws IOException {
        String secret = appPassword().secret();
        assertThat(withAppPassword(secret)).isEqualTo(200);

        assertThat(tell("closed albert").status()).isEqualTo(202);

        assertThat(withAppPassword(secret)).isEqualTo(403);
        assertThat(cause()).isEqualTo("provider");
        assertThatThrownBy(() -> signIn("albert", now - 5))
                .as("what the provider said before wakes nobody")
                .hasMessageContaining("signed out");
        assertThat(withAppPassword(secret)).isEqualTo(403);

        signIn("albert", now + 60);
        assertThat(withAppPassword(secret)).isEqualTo(200);
        assertThat(cause()).isEmpty();
    }

    @Test
    void an_account_that_the_provider_opened_again_wakes_and_an_operators_word_stays() throws IOException {
        String secret = appPassword().secret();
        tell("closed albert");
        assertThat(withAppPassword(secret)).isEqualTo(403);
        assertThat(tell("opened albert").status()).isEqualTo(202);
        assertThat(withAppPassword(secret)).isEqualTo(200);

        whole.site.resting.rest(FakeSite.EINSTEIN.id(), "einstein", RestingAccounts.Cause.OPERATOR);
        tell("closed albert");
        tell("opened albert");
        assertThat(withAppPassword(secret)).isEqualTo(403);
    }

    @Test
    void an_account_that_several_people_share_does_not_rest_because_one_of_them_left() throws IOException {
        signIn("elsa", now - 10);
        String secret = appPassword().secret();

        assertThat(tell("closed albert").status()).isEqualTo(202);

        assertThat(withAppPassword(secret)).isEqualTo(200);
        assertThatThrownBy(() -> signIn("albert", now - 10)).hasMessageContaining("signed out");
        signIn("elsa", now - 10);
    }

    @Test
    void somebody_of_whom_nothing_is_known_and_what_is_no_event_change_nothing() throws IOException {
        assertThat(tell("closed nobody").status()).isEqualTo(202);
        RawHttpClient.Answer no = tell("nonsense");
        assertThat(no.status()).isEqualTo(400);
        assertThat(no.body()).contains("\"err\":\"invalid_request\"");
        assertThat(tell("x".repeat(70_000)).status()).isEqualTo(413);
        assertThat(cause()).isEmpty();
    }

    @Test
    void a_session_that_ended_at_the_provider_says_nothing_of_the_account() throws IOException {
        String secret = appPassword().secret();
        assertThat(whole.sessions.ended("uni", "albert")).isTrue();
        assertThat(withAppPassword(secret)).isEqualTo(200);
        assertThat(cause()).isEmpty();
    }
}
