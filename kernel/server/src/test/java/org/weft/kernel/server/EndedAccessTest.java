/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cs3.gateway.v1beta1.WhoAmIRequest;
import com.cs3.rpc.v1beta1.Code;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.kernel.identity.db.AppPasswordTable;
import org.weft.kernel.identity.db.BrowserSessionTable;
import org.weft.kernel.identity.db.RevocationTable;
import org.weft.kernel.identity.db.UrlKeyTable;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.signin.AuthSource;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.identity.signin.Revocations;
import org.weft.kernel.identity.signin.UrlSigningKeys;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;

/** What somebody gets whose access ends while they work: at once on the node where it ends, on others when they read of it. */
class EndedAccessTest extends WholeSiteFixture {

    /** What GET, PUT, OCS and CS3 say. */
    private List<Object> answers(String token) throws IOException {
        return List.of(
                whole.send("GET", FILE, "", bearer(token)).status(),
                whole.send("PUT", FILE, "text", bearer(token)).status(),
                whole.send("PROPFIND", FILE, "", "x-access-token: " + token, "Depth: 0")
                        .status(),
                whole.send("GET", "/ocs/v2.php/cloud/user", "", bearer(token)).status(),
                whole.send("POST", "/app/open?file_id=x", "", bearer(token)).status(),
                whoAmI(token));
    }

    private Object whoAmI(String token) {
        try {
            return whole.gateway(token)
                    .whoAmI(WhoAmIRequest.getDefaultInstance())
                    .getStatus()
                    .getCode();
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }

    private void assertGood(String token) throws IOException {
        assertThat(answers(token)).containsExactly(200, 204, 207, 200, 400, Code.CODE_OK);
    }

    private void assertOver(String token) throws IOException {
        assertThat(answers(token))
                .as("Reva's clients know an ended token by PERMISSION_DENIED")
                .containsExactly(401, 401, 401, 401, 401, Status.Code.PERMISSION_DENIED);
        assertThat(whole.send("GET", FILE, "", bearer(token)).header("WWW-Authenticate"))
                .contains("realm=");
    }

    @Test
    void an_app_password_that_is_taken_away_takes_its_tokens_with_it() throws IOException {
        AppPasswords.Made kept = appPassword();
        AppPasswords.Made lost = appPassword();
        String token = tokenOf(lost);
        assertGood(token);
        assertThat(whole.send("GET", FILE, "", basic("einstein", lost.secret())).status())
                .isEqualTo(200);

        revoke(lost);

        assertOver(token);
        assertThat(whole.send("GET", FILE, "", basic("einstein", lost.secret())).status())
                .isEqualTo(401);
        assertThat(whole.send("PUT", FILE, "x", basic("einstein", lost.secret()))
                        .status())
                .isEqualTo(401);
        assertGood(tokenOf(kept));
    }

    private String urlKey(String password) throws IOException {
        String body = whole.send(
                        "GET",
                        "/ocs/v1.php/cloud/user/signing-key?format=json",
                        "",
                        basic("einstein", password),
                        "OCS-APIRequest: true")
                .body();
        return body.replaceFirst("(?s).*\"signing-key\":\\s*\"([0-9a-f]{64})\".*", "$1");
    }

    @Test
    void a_key_for_signed_urls_ends_with_each_app_password_that_fetched_it() throws IOException {
        AppPasswords.Made fetched = appPassword();
        AppPasswords.Made other = appPassword();
        String key = urlKey(fetched.secret());
        assertThat(key).hasSize(64).isEqualTo(urlKey("nietsnie"));

        revoke(other);
        assertThat(urlKey("nietsnie")).as("who never had it").isEqualTo(key);
        revoke(fetched);
        String next = urlKey("nietsnie");
        assertThat(next).hasSize(64).isNotEqualTo(key);

        AppPasswords.Made late = appPassword();
        assertThat(urlKey(late.secret())).isEqualTo(next);
        revoke(late);
        assertThat(urlKey("nietsnie")).isNotEqualTo(next);
    }

    private String begin() {
        return whole.sessions.begin(whole.site.sessionOf(FakeSite.EINSTEIN)).secret();
    }

    private String urlKeyInABrowser(String secret) throws IOException {
        String body = whole.send(
                        "GET",
                        "/ocs/v1.php/cloud/user/signing-key?format=json",
                        "",
                        "Cookie: weft-session=" + secret,
                        "Sec-Fetch-Site: same-origin",
                        "OCS-APIRequest: true")
                .body();
        return body.replaceFirst("(?s).*\"signing-key\":\\s*\"([0-9a-f]{64})\".*", "$1");
    }

    @Test
    void a_key_for_signed_urls_ends_with_each_browser_session_that_fetched_it() throws IOException {
        String fetching = begin();
        String other = begin();
        String key = urlKeyInABrowser(fetching);
        assertThat(key).hasSize(64).isEqualTo(urlKey("nietsnie"));

        whole.sessions.end(other);
        assertThat(urlKey("nietsnie")).as("that session never had it").isEqualTo(key);
        whole.sessions.end(fetching);
        assertThat(urlKey("nietsnie")).hasSize(64).isNotEqualTo(key);
    }

    @Test
    void a_key_for_signed_urls_ends_with_a_browser_session_that_expired() throws IOException {
        String fetching = begin();
        String key = urlKeyInABrowser(fetching);
        UrlSigningKeys keys = new UrlSigningKeys(new UrlKeyTable(whole.site.database), Clock.systemUTC());
        keys.sweep();
        assertThat(urlKey("nietsnie")).as("it goes on").isEqualTo(key);

        new BrowserSessionTable(whole.site.database).removeExpired(Instant.now().plus(Duration.ofDays(400)));
        keys.sweep();
        assertThat(urlKey("nietsnie")).hasSize(64).isNotEqualTo(key);
    }

    @Test
    void an_access_token_that_was_made_in_a_browser_session_ends_with_it() throws IOException {
        String secret = begin();
        String token = whole.sessions.find(secret).orElseThrow().session().accessToken();
        assertGood(token);

        whole.sessions.end(secret);

        assertOver(token);
    }

    @Test
    void another_node_hears_of_it_when_it_reads_the_next_time() {
        AppPasswords.Made made = appPassword();
        AppPasswords elsewhere = new AppPasswords(
                new AppPasswordTable(whole.site.database),
                new Revocations(new RevocationTable(whole.site.database), Clock.systemUTC()),
                Clock.systemUTC());
        String token = tokenOf(made);
        elsewhere.revoke(FakePeople.caller(FakeSite.EINSTEIN), made.password().id());

        whole.revocations.read();

        assertThat(whoAmI(token)).isEqualTo(Status.Code.PERMISSION_DENIED);
        Revocations later = new Revocations(new RevocationTable(whole.site.database), Clock.systemUTC());
        assertThatThrownBy(() -> whole.site.signIn(List.of()).with(later).verify(token))
                .as("a node that starts later knows it")
                .isInstanceOf(Unauthenticated.class);
    }

    @Test
    void a_token_that_expires_is_over_at_its_last_second_and_the_skew() throws IOException {
        String token = whole.site.tokens.mint(
                FakeSite.EINSTEIN,
                List.of(new Scope.User(Scope.Role.OWNER)),
                Instant.now().minusSeconds(31));
        assertOver(token);
    }

    @Test
    void who_is_blocked_is_refused_with_every_token_they_hold() throws IOException {
        String token = whole.site.tokenOf(FakeSite.EINSTEIN);
        assertGood(token);
        Files.writeString(whole.blockedFile, "einstein\n");
        whole.blocked.read();

        assertThat(answers(token)).containsExactly(403, 403, 403, 403, 403, Status.Code.PERMISSION_DENIED);
        assertThat(whole.send("GET", FILE, "", basic("einstein", "nietsnie")).status())
                .isEqualTo(403);
    }

    @Test
    void a_token_that_was_seen_costs_no_question_to_anybody() throws IOException {
        String token = tokenOf(appPassword());
        assertThat(whoAmI(token)).isEqualTo(Code.CODE_OK);
        // Whoever asks the database now fails.
        whole.site.database.close();
        for (int i = 0; i < 1000; i++) {
            assertThat(whole.signIn.verify(token).user().username()).isEqualTo("einstein");
        }
    }

    @Test
    void an_app_password_that_was_seen_costs_no_question_to_anybody() {
        AppPasswords.Made made = appPassword();
        Credentials shown = new Credentials("basic", "einstein", made.secret());
        whole.signIn.authenticate(shown, "127.0.0.1");
        whole.site.database.close();
        for (int i = 0; i < 1000; i++) {
            assertThat(whole.signIn.authenticate(shown, "127.0.0.1").user().username())
                    .isEqualTo("einstein");
        }
    }

    /** A provider elsewhere whose tokens are the time at which it gave them. */
    private static final class Elsewhere implements AuthProvider {

        @Override
        public Set<String> types() {
            return Set.of("bearer");
        }

        @Override
        public Outcome authenticate(Credentials credentials) {
            if (!credentials.secret().matches("[0-9]+")) {
                return new Outcome.NotMine();
            }
            return new Outcome.Accepted(
                    FakeSite.EINSTEIN,
                    Optional.empty(),
                    Optional.of(new Outcome.Statement(
                            "subject", Instant.ofEpochSecond(Long.parseLong(credentials.secret())))));
        }

        @Override
        public void close() {}
    }

    @Test
    void who_signs_out_at_the_provider_is_out_with_all_that_it_said_before() throws IOException {
        whole.site.providers.add(new AuthSource("uni", DriverHandle.fixed("uni", new Elsewhere())));
        long now = Instant.now().getEpochSecond();
        Credentials old = new Credentials("bearer", "", String.valueOf(now - 10));
        String token = whole.signIn.authenticate(old, "127.0.0.1").accessToken();
        assertGood(token);

        whole.site.browserProviders.add(new AuthSource("uni", DriverHandle.fixed("uni", new BackChannelProvider())));
        assertThat(whole.sessions.ended("uni", "subject")).isTrue();

        assertOver(token);
        assertThat(whole.send("GET", FILE, "", bearer(old.secret())).status()).isEqualTo(401);
        Credentials fresh = new Credentials("bearer", "", String.valueOf(now + 60));
        assertGood(whole.signIn.authenticate(fresh, "127.0.0.1").accessToken());
        assertThatThrownBy(() -> whole.signIn.authenticate(old, "127.0.0.1")).hasMessageContaining("signed out");
    }
}
