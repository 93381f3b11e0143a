/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.testkit.server.WeftServer;

/** What a server answers over HTTP to tokens that are not good, and while its provider talks nonsense. */
class HostileIT {

    private FakeIssuer issuer;
    private @Nullable WeftServer weft;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void startIssuer() throws Exception {
        issuer = new FakeIssuer();
    }

    private void start() throws Exception {
        weft = WeftServer.site()
                .plugin(Path.of(System.getProperty("weft.plugin.jar")))
                .config("""
                        [[auth]]
                        name = "university"
                        driver = "oidc"
                        options = { issuer = "%s", audience = ["weft"], clients = ["desk"], skew = "0s" }

                        [[storage]]
                        name = "common"
                        mount = "/common"
                        driver = "memory"
                        """.formatted(issuer.issuer()))
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        if (weft != null) {
            weft.close();
        }
        issuer.close();
        http.close();
    }

    private HttpResponse<String> propfind(String token) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(Objects.requireNonNull(weft).http() + "/dav/tree/common/"))
                        .header("Authorization", "Bearer " + token)
                        .header("Depth", "0")
                        .method("PROPFIND", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private void assertRefused(String what, String token) throws Exception {
        HttpResponse<String> answer = propfind(token);
        assertThat(answer.statusCode()).as(what).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .as(what)
                .contains("Bearer realm=\"Weft\", error=\"invalid_token\"");
        assertThat(answer.body()).as(what).doesNotContain(token, "kid", "algorithm");
    }

    private Map<String, Object> claims() {
        Map<String, Object> claims = issuer.claims();
        claims.put("azp", "desk");
        return claims;
    }

    private Map<String, Object> claims(String name, Object value) {
        Map<String, Object> claims = claims();
        claims.put(name, value);
        return claims;
    }

    private static JWSHeader header(String kid) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid).build();
    }

    @Test
    void a_right_token_is_taken_and_one_for_another_audience_or_client_or_of_another_time_is_401() throws Exception {
        start();
        assertThat(propfind(issuer.token(claims())).statusCode()).isEqualTo(207);

        assertRefused("audience", issuer.token(claims("aud", "mail")));
        assertRefused("client", issuer.token(claims("azp", "toaster")));
        assertRefused(
                "expired",
                issuer.token(claims("exp", Instant.now().minusSeconds(1).getEpochSecond())));
        assertRefused(
                "not yet",
                issuer.token(claims("nbf", Instant.now().plusSeconds(300).getEpochSecond())));
        assertRefused("issuer", issuer.token(claims("iss", "https://evil.example.org")));
    }

    @Test
    void a_token_of_another_algorithm_is_401() throws Exception {
        start();
        String body = Base64URL.encode(JSONObjectUtils.toJSONString(claims())).toString();
        for (String none : List.of("none", "NONE", "nOnE")) {
            String head = Base64URL.encode("{\"alg\":\"" + none + "\"}").toString();
            assertRefused(none, head + '.' + body + '.');
            assertRefused(none, head + '.' + body + ".AAAA");
        }
        for (byte[] secret : List.of(
                issuer.key.toRSAPublicKey().getEncoded(),
                issuer.key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            JWSObject token = new JWSObject(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), new Payload(claims()));
            token.sign(new MACSigner(secret));
            assertRefused("the public key as a secret", token.serialize());
        }
    }

    @Test
    void a_name_of_a_key_leads_nowhere_and_a_key_in_the_token_is_no_key_so_that_they_are_401() throws Exception {
        start();
        assertThat(propfind(issuer.token(claims())).statusCode()).isEqualTo(207);
        for (String kid : List.of(
                "../../etc/passwd", "/dev/null", "' OR 1=1 --", "http://127.0.0.1/", "a\u0000b", "$(id)", "", "o")) {
            assertRefused("kid " + kid, issuer.sign(header(kid), claims()));
        }
        RSAKey own = new RSAKeyGenerator(2048).keyID("one").generate();
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("one")
                        .jwk(own.toPublicJWK())
                        .jwkURL(URI.create(issuer.issuer() + "/evil"))
                        .build(),
                new Payload(claims()));
        token.sign(new RSASSASigner(own));
        assertRefused("its own key", token.serialize());
    }

    /** What a server says whose provider answers like this from the beginning. */
    private void assertUnavailable(String path, FakeIssuer.Answer answer) throws Exception {
        issuer.answers.put(path, answer);
        start();
        HttpResponse<String> refused = propfind(issuer.token(claims()));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.body()).doesNotContain("html", "JSON", issuer.issuer());
    }

    private static FakeIssuer.Answer text(String type, String text) {
        return new FakeIssuer.Answer(200, type, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_key_set_of_ten_megabytes_is_503() throws Exception {
        byte[] large = new byte[10 << 20];
        Arrays.fill(large, (byte) ' ');
        assertUnavailable("/keys", new FakeIssuer.Answer(200, "application/json", large));
    }

    @Test
    void a_web_page_instead_of_json_is_503() throws Exception {
        assertUnavailable("/.well-known/openid-configuration", text("text/html", "<html>Sign in</html>"));
    }

    @Test
    void a_redirect_is_503() throws Exception {
        assertUnavailable("/keys", new FakeIssuer.Answer(302, "text/plain", new byte[0]));
    }

    @Test
    void brackets_without_end_are_503() throws Exception {
        assertUnavailable("/keys", text("application/json", "{\"keys\":" + "[".repeat(400_000)));
    }
}
