/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.auth.BrowserSignIn;
import org.weft.spi.auth.BrowserSignIn.AccountEvent;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.testkit.TestContext;

/** Which security event tokens are believed, and what they say. */
@Tag("wire")
class AccountEventsTest {

    private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";

    @TempDir
    Path folder = Path.of("");

    private final Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());
    private FakeIssuer issuer;
    private TestContext context;
    private OidcAuth auth;
    private BrowserSignIn pages;

    @BeforeEach
    void start() throws Exception {
        issuer = new FakeIssuer();
        context = TestContext.in(folder);
        auth = new OidcAuth(new TestConfig(issuer.issuer()).made(), context);
        pages = auth.browser().orElseThrow();
    }

    @AfterEach
    void stop() {
        auth.close();
        context.close();
        issuer.close();
    }

    private static JWSHeader header(String type) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("one")
                .type(new JOSEObjectType(type))
                .build();
    }

    private Map<String, Object> subject() {
        return Map.of("format", "iss_sub", "iss", issuer.issuer(), "sub", "4711");
    }

    private Map<String, Object> event(String kind) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", issuer.issuer());
        claims.put("aud", List.of("weft"));
        claims.put("iat", now.getEpochSecond());
        claims.put("jti", "756E69717565206964656E746966696572");
        claims.put("sub_id", subject());
        claims.put("events", Map.of(RISC + kind, Map.of()));
        return claims;
    }

    private Optional<AccountEvent> told(Map<String, Object> claims) throws Exception {
        return pages.account(issuer.sign(header("secevent+jwt"), claims));
    }

    @Test
    void accounts_that_are_disabled_purged_and_enabled_are_told() throws Exception {
        assertThat(told(event("account-disabled"))).contains(new AccountEvent("4711", true, now));
        assertThat(told(event("account-purged"))).contains(new AccountEvent("4711", true, now));
        assertThat(told(event("account-enabled"))).contains(new AccountEvent("4711", false, now));

        Map<String, Object> older = event("account-disabled");
        older.remove("sub_id");
        older.put(
                "events",
                Map.of(
                        RISC + "account-disabled",
                        Map.of("subject", Map.of("subject_type", "iss-sub", "iss", issuer.issuer(), "sub", "4711"))));
        assertThat(told(older)).as("the subject inside the event").contains(new AccountEvent("4711", true, now));
    }

    @Test
    void what_says_something_else_is_for_others_or_is_old_is_not_believed() throws Exception {
        for (String kind : List.of("sessions-revoked", "identifier-changed", "account-credential-change-required")) {
            assertThat(told(event(kind))).as(kind).isEmpty();
        }
        for (Map.Entry<String, Object> wrong : Map.<String, Object>of(
                        "aud", "other",
                        "iat", now.minus(Duration.ofHours(25)).getEpochSecond(),
                        "sub_id", Map.of("format", "iss_sub", "iss", "https://evil.example.org", "sub", "4711"),
                        "exp", now.minusSeconds(5).getEpochSecond(),
                        "events", List.of(RISC + "account-disabled"))
                .entrySet()) {
            Map<String, Object> claims = event("account-disabled");
            claims.put(wrong.getKey(), wrong.getValue());
            assertThat(told(claims)).as(wrong.getKey()).isEmpty();
        }
        for (String missing : List.of("aud", "iat", "jti", "sub_id", "events")) {
            Map<String, Object> claims = event("account-disabled");
            claims.remove(missing);
            assertThat(told(claims)).as("without " + missing).isEmpty();
        }
        Map<String, Object> two = event("account-disabled");
        two.put("events", Map.of(RISC + "account-disabled", Map.of(), RISC + "account-enabled", Map.of()));
        assertThat(told(two)).as("two at once").isEmpty();
    }

    @Test
    void nobody_but_the_provider_closes_an_account_and_no_other_token_does() throws Exception {
        for (String type : List.of("JWT", "at+jwt", "logout+jwt")) {
            assertThat(pages.account(issuer.sign(header(type), event("account-disabled"))))
                    .as(type)
                    .isEmpty();
        }
        RSAKey own = new RSAKeyGenerator(2048).keyID("one").generate();
        JWSObject forged = new JWSObject(header("secevent+jwt"), new Payload(event("account-disabled")));
        forged.sign(new RSASSASigner(own));
        assertThat(pages.account(forged.serialize())).isEmpty();
        assertThat(pages.account("nonsense")).isEmpty();
        assertThat(pages.account("")).isEmpty();
    }

    @Test
    void an_event_lets_nobody_in_and_is_no_notice_of_a_sign_out() throws Exception {
        String event = issuer.sign(header("secevent+jwt"), event("account-enabled"));
        assertThat(auth.authenticate(new Credentials("bearer", "", event))).isNotInstanceOf(Outcome.Accepted.class);
        assertThat(pages.ended(event)).isEmpty();
    }
}
