/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.InvalidConfig;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.testkit.TestContext;

/** Forged tokens, and a provider that answers nonsense. */
@Tag("wire")
class HostileTest {

    @TempDir
    Path folder = Path.of("");

    private FakeIssuer issuer;
    private TestContext context;
    private OidcAuth auth;

    @BeforeEach
    void start() throws Exception {
        issuer = new FakeIssuer();
        context = TestContext.in(folder);
        auth = new OidcAuth(new TestConfig(issuer.issuer()).made(), context);
    }

    @AfterEach
    void stop() {
        auth.close();
        context.close();
        issuer.close();
    }

    private Outcome ask(String token) {
        return auth.authenticate(new Credentials("bearer", "", token));
    }

    private void assertRejected(String token, String why) {
        assertThat(ask(token))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class, no -> assertThat(no.reason()).contains(why));
    }

    @Test
    void a_right_token_is_accepted() throws Exception {
        assertThat(ask(issuer.token(issuer.claims()))).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void a_token_without_a_signature_is_refused() {
        for (String none : List.of("none", "NONE", "nOnE")) {
            String head = Base64URL.encode("{\"alg\":\"" + none + "\"}").toString();
            String body = Base64URL.encode(JSONObjectUtils.toJSONString(issuer.claims()))
                    .toString();
            assertRejected(head + "." + body + ".", "algorithm");
        }
    }

    @Test
    void the_public_key_is_no_secret_for_a_symmetric_signature() throws Exception {
        for (byte[] secret : List.of(
                issuer.key.toRSAPublicKey().getEncoded(),
                issuer.key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            JWSObject token = new JWSObject(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), new Payload(issuer.claims()));
            token.sign(new MACSigner(secret));
            assertRejected(token.serialize(), "HS256");
        }
    }

    @Test
    void a_key_that_the_token_brings_along_is_not_looked_at() throws Exception {
        RSAKey own = new RSAKeyGenerator(2048).keyID("one").generate();
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("one")
                        .jwk(own.toPublicJWK())
                        .jwkURL(URI.create(issuer.issuer() + "/evil"))
                        .build(),
                new Payload(issuer.claims()));
        token.sign(new RSASSASigner(own));

        assertRejected(token.serialize(), "not signed");
        assertThat(issuer.fetches).as("discovery and keys").hasValue(2);
    }

    @Test
    void a_kid_is_only_compared_and_cannot_make_us_ask_without_end() throws Exception {
        List<String> names = new ArrayList<>(
                List.of("../../etc/passwd", "' OR 1=1 --", "http://127.0.0.1/", "a\u0000b", "$(id)", "x".repeat(9000)));
        for (int i = 0; i < 200; i++) {
            names.add("random-" + i);
        }
        ask(issuer.token(issuer.claims()));
        for (String kid : names) {
            assertRejected(
                    issuer.sign(
                            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid).build(), issuer.claims()),
                    "not signed");
        }
        assertThat(issuer.keyFetches.get()).as("of 206 unknown names").isLessThan(60);
    }

    @Test
    void extensions_that_must_be_understood_are_not() throws Exception {
        JWSHeader header = JWSHeader.parse("{\"alg\":\"RS256\",\"kid\":\"one\",\"crit\":[\"b64\"],\"b64\":true}");
        assertThat(ask(issuer.sign(header, issuer.claims()))).isNotInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void tokens_for_something_else_are_refused() throws Exception {
        for (String type : List.of("logout+jwt", "dpop+jwt", "secevent+jwt")) {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .keyID("one")
                    .type(new JOSEObjectType(type))
                    .build();
            assertRejected(issuer.sign(header, issuer.claims()), "for something else");
        }
        Map<String, Object> notice = issuer.claims();
        notice.put("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
        assertRejected(issuer.token(notice), "event");
    }

    @Test
    void times_are_minded() throws Exception {
        Map<String, Object> endless = issuer.claims();
        endless.remove("exp");
        assertRejected(issuer.token(endless), "without an end");
        Map<String, Object> old = issuer.claims();
        old.put("exp", Instant.now().minusSeconds(1).getEpochSecond());
        assertRejected(issuer.token(old), "expired");
        Map<String, Object> early = issuer.claims();
        early.put("nbf", Instant.now().plusSeconds(300).getEpochSecond());
        assertRejected(issuer.token(early), "not valid yet");
    }

    @Test
    void login_names_that_are_paths_are_refused() throws Exception {
        for (String name : List.of("../root", "a/b", "a\\b", ".hidden", "a\nb")) {
            Map<String, Object> claims = issuer.claims();
            claims.put("preferred_username", name);
            assertRejected(issuer.token(claims), "login name");
        }
    }

    @Test
    void claims_of_odd_types_do_no_harm() throws Exception {
        Map<String, Object> claims = issuer.claims();
        claims.put("groups", List.of(1, Map.of("a", "b"), "physicists"));
        claims.put("name", List.of("a"));
        claims.put("email", Map.of());
        assertThat(ask(issuer.token(claims)))
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        yes -> assertThat(yes.user().groups()).containsExactly("physicists"));
    }

    @Test
    void a_thousand_at_a_time_fetch_the_keys_once() throws Exception {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Map<String, Object> claims = issuer.claims();
            claims.put("sub", "person-" + i);
            tokens.add(issuer.token(claims));
        }
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> answers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                String token = tokens.get(i % tokens.size());
                answers.add(executor.submit(() -> ask(token)));
            }
            for (Future<Outcome> answer : answers) {
                assertThat(answer.get()).isInstanceOf(Outcome.Accepted.class);
            }
        }
        assertThat(issuer.keyFetches).hasValue(1);
        assertThat(issuer.fetches).hasValue(2);
    }

    private void assertUnavailable(String why) throws Exception {
        String token = issuer.token(issuer.claims());
        assertThatThrownBy(() -> ask(token)).isInstanceOf(Unavailable.class).hasMessageContaining(why);
        assertThat(auth.health().isUp()).isFalse();
        assertThat(auth.health().detail()).contains(why);
    }

    @Test
    void a_key_set_of_ten_megabytes_is_refused() throws Exception {
        byte[] large = new byte[10 << 20];
        Arrays.fill(large, (byte) ' ');
        issuer.answers.put("/keys", new FakeIssuer.Answer(200, "application/json", large));
        assertUnavailable("more than 1048576 bytes");
    }

    @Test
    void a_web_page_instead_of_json_is_named() throws Exception {
        issuer.answers.put(
                "/.well-known/openid-configuration",
                new FakeIssuer.Answer(200, "text/html", "<html>Sign in</html>".getBytes(StandardCharsets.UTF_8)));
        assertUnavailable("web page");
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        issuer.answers.put("/keys", new FakeIssuer.Answer(302, "text/plain", new byte[0]));
        assertUnavailable("redirect");
        assertThat(issuer.fetches).hasValue(2);
    }

    @Test
    void brackets_without_end_are_no_document() throws Exception {
        issuer.answers.put(
                "/keys",
                new FakeIssuer.Answer(
                        200,
                        "application/json",
                        ("{\"keys\":" + "[".repeat(400_000)).getBytes(StandardCharsets.UTF_8)));
        assertUnavailable("no JSON");
    }

    @Test
    void a_provider_that_calls_itself_otherwise_is_not_believed() throws Exception {
        issuer.answers.put(
                "/.well-known/openid-configuration",
                FakeIssuer.Answer.json(
                        Map.of("issuer", "https://evil.example.org", "jwks_uri", issuer.issuer() + "/keys")));
        assertUnavailable("evil.example.org");
    }

    @Test
    void keys_at_an_unsafe_address_are_not_fetched() throws Exception {
        issuer.answers.put(
                "/.well-known/openid-configuration",
                FakeIssuer.Answer.json(
                        Map.of("issuer", issuer.issuer(), "jwks_uri", "http://internal.example.org/keys")));
        assertUnavailable("jwks_uri");
    }

    @Test
    void keys_that_are_weak_or_for_something_else_sign_nothing() throws Exception {
        RSAKey shortKey = new RSAKeyGenerator(1024, true).keyID("short").generate();
        Map<String, Object> forEncryption = issuer.key.toPublicJWK().toJSONObject();
        forEncryption.put("use", "enc");
        issuer.keys(List.of(
                shortKey.toPublicJWK().toJSONObject(),
                forEncryption,
                Map.of("kty", "oct", "k", "c2VjcmV0", "kid", "x")));

        assertRejected(issuer.token(issuer.claims()), "not signed");
    }

    @Test
    void an_issuer_without_tls_and_a_client_less_audience_are_refused_in_the_configuration() {
        assertThatThrownBy(() -> new TestConfig("http://idp.example.org").made())
                .isInstanceOfSatisfying(
                        InvalidConfig.class, no -> assertThat(no.key()).isEqualTo("issuer"));
        TestConfig everybody = new TestConfig("https://idp.example.org");
        everybody.audience = List.of();
        everybody.clientId = Optional.empty();
        assertThatThrownBy(everybody::made)
                .isInstanceOfSatisfying(
                        InvalidConfig.class, no -> assertThat(no.key()).isEqualTo("audience"));
    }
}
