/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.ocm.signature.ContentDigest;
import org.weft.kernel.ocm.signature.HttpMessage;
import org.weft.kernel.ocm.signature.MalleableSignature;
import org.weft.kernel.ocm.signature.MessageSignature;
import org.weft.kernel.ocm.signature.SignatureAlgorithm;
import org.weft.kernel.ocm.signature.SigningKeyPair;
import org.weft.kernel.testing.OverWire;
import org.weft.kernel.testing.SteppingClock;

@OverWire
class PeerAuthenticatorTest {

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    @TempDir
    private Path data;

    private final SteppingClock clock = new SteppingClock();
    private Optional<LabSite> started = Optional.empty();
    private ScriptedPeer peer;
    private HandSigner hand;

    @BeforeEach
    void start() throws IOException {
        peer = new ScriptedPeer();
        hand = new HandSigner(peer.host() + "#key1");
        peer.at("/keys", exchange -> ScriptedPeer.send(exchange, 200, "application/json", hand.keySet()));
    }

    @AfterEach
    void stop() {
        peer.close();
        started.ifPresent(LabSite::close);
    }

    private LabSite site(UnaryOperator<OcmSettings> tune) throws IOException {
        LabSite site = new LabSite(data, "127.0.0.1", clock, List.of(), tune);
        started = Optional.of(site);
        return site;
    }

    private URI compatible() throws IOException {
        return site(settings -> settings).uri("/ocm/echo");
    }

    private void signing() {
        peer.discovered("1.4.0", ",\"capabilities\":[\"http-sig\"],\"jwksUri\":\"" + peer.url() + "/keys\"");
    }

    private String body() {
        return "{\"sender\":\"" + peer.host() + "\"}";
    }

    @Test
    void a_signed_message_is_known_to_be_the_peers() throws IOException {
        signing();
        TrustingHttpClient.Answer answer = hand.post(compatible(), body());

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().get("signed").getAsBoolean()).isTrue();
    }

    @Test
    void the_same_message_a_second_time_is_refused() throws IOException {
        signing();
        URI url = compatible();
        Map<String, String> headers = hand.headers(url, body(), Instant.now());
        assertThat(TrustingHttpClient.send("POST", url, headers, body()).status())
                .isEqualTo(201);

        TrustingHttpClient.Answer again = TrustingHttpClient.send("POST", url, headers, body());
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.message()).isEqualTo("SIGNATURE_REPLAYED");
    }

    @Test
    void a_signature_of_another_key_is_refused() throws IOException {
        signing();
        TrustingHttpClient.Answer answer = new HandSigner(hand.kid).post(compatible(), body());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.message()).isEqualTo("SIGNATURE_INVALID");
    }

    @Test
    void a_peer_cannot_speak_for_another_with_its_own_key() throws IOException {
        signing();
        URI url = compatible();
        try (ScriptedPeer other = new ScriptedPeer()) {
            HandSigner others = new HandSigner(other.host() + "#key1");
            other.discovered("1.4.0", ",\"capabilities\":[\"http-sig\"],\"jwksUri\":\"" + other.url() + "/keys\"")
                    .at("/keys", 200, others.keySet());

            TrustingHttpClient.Answer answer = others.post(url, body());
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.message()).isEqualTo("KEY_UNKNOWN");
            assertThat(other.count("/keys")).isZero();
        }
    }

    @Test
    void a_body_that_is_not_the_signed_one_is_refused() throws IOException {
        signing();
        URI url = compatible();
        Map<String, String> headers = hand.headers(url, body(), Instant.now());

        TrustingHttpClient.Answer answer =
                TrustingHttpClient.send("POST", url, headers, body().replace("}", ",\"x\":1}"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.message()).isEqualTo("DIGEST_MISMATCH");
    }

    @Test
    void a_signature_for_another_address_is_refused() throws IOException {
        signing();
        URI url = compatible();
        URI other = URI.create(url.toString().replace("echo", "shares"));

        TrustingHttpClient.Answer answer =
                TrustingHttpClient.send("POST", url, hand.headers(other, body(), Instant.now()), body());
        assertThat(answer.message()).isEqualTo("SIGNATURE_INVALID");
    }

    @Test
    void another_signature_that_is_as_good_for_the_same_message_is_refused_too() throws IOException {
        signing();
        SigningKeyPair pair = SigningKeyPair.generate(peer.host() + "#key1", SignatureAlgorithm.ES256);
        peer.at("/keys", 200, SigningKeyPair.keySet(List.of(pair)));
        URI url = compatible();
        byte[] body = body().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new HashMap<>(Map.of(
                "Content-Type", "application/json",
                "Content-Digest", ContentDigest.of(body),
                "Date", "Tue, 24 Nov 2026 10:00:00 GMT"));
        Map<String, List<String>> signed = new HashMap<>();
        headers.forEach((name, value) -> signed.put(name, List.of(value)));
        signed.put("Content-Length", List.of(String.valueOf(body.length)));
        headers.putAll(MessageSignature.sign(new HttpMessage("POST", url, signed), pair, Instant.now()));
        assertThat(TrustingHttpClient.send("POST", url, headers, body()).status())
                .isEqualTo(201);

        headers.compute("Signature", (name, first) -> MalleableSignature.of(String.valueOf(first)));
        TrustingHttpClient.Answer again = TrustingHttpClient.send("POST", url, headers, body());
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.message()).isEqualTo("SIGNATURE_REPLAYED");
    }

    @Test
    void what_one_server_of_a_site_took_no_other_takes_and_none_after_a_restart() throws IOException {
        signing();
        LabSite site = site(settings -> settings);
        URI url = site.uri("/ocm/echo");
        Map<String, String> headers = hand.headers(url, body(), Instant.now());
        assertThat(TrustingHttpClient.send("POST", url, headers, body()).status())
                .isEqualTo(201);

        URI other = site.secondServer();
        TrustingHttpClient.Answer there = TrustingHttpClient.send("POST", other, headers, body());
        assertThat(there.status()).isEqualTo(401);
        assertThat(there.message()).isEqualTo("SIGNATURE_REPLAYED");
        Map<String, String> fresh = hand.headers(url, body(), Instant.now().minusSeconds(60));
        assertThat(TrustingHttpClient.send("POST", other, fresh, body()).status())
                .isEqualTo(201);
        assertThat(TrustingHttpClient.send("POST", url, fresh, body()).message())
                .isEqualTo("SIGNATURE_REPLAYED");
    }

    @Test
    void a_signature_is_good_until_the_end_that_it_tells() throws IOException {
        signing();
        URI url = compatible();
        Instant now = clock.instant();
        for (String end : List.of(";expires=" + now.getEpochSecond(), ";expires=1", ";expires=-5")) {
            Map<String, String> over = hand.headers(url, body(), now.minusSeconds(9), "weft", ";tag=\"ocm\"" + end);
            assertThat(TrustingHttpClient.send("POST", url, over, body()).message())
                    .isEqualTo("SIGNATURE_EXPIRED");
        }
        Map<String, String> odd = hand.headers(url, body(), now, "weft", ";tag=\"ocm\";expires=\"soon\"");
        assertThat(TrustingHttpClient.send("POST", url, odd, body()).message()).isEqualTo("SIGNATURE_MALFORMED");
        Map<String, String> good = hand.headers(
                url, body(), now.minusSeconds(9), "weft", ";tag=\"ocm\";expires=" + (now.getEpochSecond() + 100));
        assertThat(TrustingHttpClient.send("POST", url, good, body()).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"-400, SIGNATURE_EXPIRED", "120, SIGNATURE_NOT_YET_VALID"})
    void a_signature_that_is_too_old_or_from_the_future_is_refused(long seconds, String word) throws IOException {
        signing();
        URI url = compatible();

        TrustingHttpClient.Answer answer = TrustingHttpClient.send(
                "POST", url, hand.headers(url, body(), Instant.now().plusSeconds(seconds)), body());
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.message()).isEqualTo(word);
    }

    @Test
    void a_peer_that_says_it_signs_is_not_believed_without() throws IOException {
        signing();
        TrustingHttpClient.Answer answer = TrustingHttpClient.send("POST", compatible(), JSON, body());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.message()).isEqualTo("SIGNATURE_REQUIRED");
    }

    @Test
    void a_peer_that_does_not_sign_is_heard_unless_the_site_demands_signatures() throws IOException {
        peer.discovered("1.2.0", "");
        TrustingHttpClient.Answer answer = TrustingHttpClient.send("POST", compatible(), JSON, body());
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("signed").getAsBoolean()).isFalse();

        started.ifPresent(LabSite::close);
        TrustingHttpClient.Answer strict = TrustingHttpClient.send(
                "POST", site(LabSite.demanding(true, false)).uri("/ocm/echo"), JSON, body());
        assertThat(strict.message()).isEqualTo("SIGNATURE_REQUIRED");
    }

    @Test
    void a_bad_signature_is_refused_even_of_a_peer_that_need_not_sign() throws IOException {
        peer.discovered("1.2.0", "");

        assertThat(hand.post(compatible(), body()).status()).isEqualTo(401);
    }

    @Test
    void the_form_of_version_1_3_is_taken_where_the_site_allows_it() throws IOException {
        signing();
        URI url = compatible();
        Map<String, String> old = hand.headers(url, body(), Instant.now(), "ocm", "");
        assertThat(TrustingHttpClient.send("POST", url, old, body()).status()).isEqualTo(201);

        started.ifPresent(LabSite::close);
        URI strict = site(LabSite.demanding(true, false)).uri("/ocm/echo");
        Map<String, String> again = hand.headers(strict, body(), Instant.now(), "ocm", "");
        assertThat(TrustingHttpClient.send("POST", strict, again, body()).message())
                .isEqualTo("SIGNATURE_REQUIRED");
    }

    @Test
    void a_key_that_was_withdrawn_is_refused_once_the_set_is_read_again() throws IOException {
        signing();
        URI url = compatible();
        assertThat(hand.post(url, body()).status()).isEqualTo(201);
        HandSigner old = hand;
        hand = new HandSigner(peer.host() + "#key2");
        assertThat(hand.post(url, body()).status())
                .as("a new key is looked for")
                .isEqualTo(201);

        assertThat(old.post(url, body()).message()).isEqualTo("KEY_UNKNOWN");
    }

    @Test
    void an_unknown_key_is_looked_for_once_a_minute() throws IOException {
        signing();
        URI url = compatible();
        hand.post(url, body());
        HandSigner stranger = new HandSigner(peer.host() + "#none");
        for (int i = 0; i < 5; i++) {
            assertThat(stranger.post(url, body()).message()).isEqualTo("KEY_UNKNOWN");
        }
        assertThat(peer.count("/keys")).isEqualTo(2);

        for (int i = 0; i < 20; i++) {
            new HandSigner(peer.host() + "#none" + i).post(url, body());
        }
        assertThat(peer.count("/keys")).as("many unknown keys of one server").isLessThanOrEqualTo(8);
    }

    @Test
    void keys_are_read_again_after_some_minutes() throws IOException {
        signing();
        URI url = compatible();
        hand.post(url, body());
        clock.forward(PeerKeys.FRESH.plus(Duration.ofSeconds(1)));
        TrustingHttpClient.send("POST", url, hand.headers(url, body(), clock.instant()), body());

        assertThat(peer.count("/keys")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "\"x\"",
                "",
                "{\"sender\":1}",
                "{\"sender\":\"a/b\"}",
                "{\"sender\":\"a@b\"}",
                "{\"a\":1"
            })
    void what_is_no_message_is_answered_with_400(String body) throws IOException {
        TrustingHttpClient.Answer answer = TrustingHttpClient.send("POST", compatible(), JSON, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/plain; charset=utf-8", "application/x-www-form-urlencoded", "x"})
    void what_says_that_it_is_no_json_is_not_read(String type) throws IOException {
        peer.discovered("1.2.0", "");
        TrustingHttpClient.Answer answer =
                TrustingHttpClient.send("POST", compatible(), Map.of("Content-Type", type), body());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("CONTENT_TYPE_NOT_JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "application/json; charset=utf-8", "Application/JSON", "application/ld+json"
            })
    void json_is_read_under_each_of_its_names(String type) throws IOException {
        peer.discovered("1.2.0", "");
        assertThat(TrustingHttpClient.send("POST", compatible(), Map.of("Content-Type", type), body())
                        .status())
                .isEqualTo(201);
    }

    @Test
    void deep_and_large_messages_are_refused() throws IOException {
        URI url = compatible();
        TrustingHttpClient.Answer deep = TrustingHttpClient.send(
                "POST", url, JSON, "{\"sender\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}");
        assertThat(deep.status()).isEqualTo(400);

        TrustingHttpClient.Answer large =
                TrustingHttpClient.send("POST", url, JSON, "{\"sender\":\"" + "x".repeat(65_536) + "\"}");
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.message()).isEqualTo("BODY_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c\u0435rn.ch", "xn--crn-qdd.ch", "\u0441\u0440\u0441.example"})
    void a_name_that_looks_like_another_is_no_sender(String name) throws IOException {
        TrustingHttpClient.Answer answer =
                TrustingHttpClient.send("POST", compatible(), JSON, "{\"sender\":\"" + name + "\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("validationErrors").toString()).contains("sender", "INVALID");
    }

    @Test
    void a_sender_that_is_denied_is_refused_before_it_is_asked() throws IOException {
        TrustingHttpClient.Answer answer =
                TrustingHttpClient.send("POST", compatible(), JSON, "{\"sender\":\"evil.example\"}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.message()).isEqualTo("SENDER_NOT_TRUSTED");
    }

    @Test
    void a_sender_that_does_not_answer_is_to_come_again() throws IOException {
        peer.at("/.well-known/ocm", 500, "broken").at("/ocm-provider/", 500, "broken");
        TrustingHttpClient.Answer answer = TrustingHttpClient.send("POST", compatible(), JSON, body());

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotEmpty();
    }

    @Test
    void only_posts_are_heard_and_what_is_not_there_says_so_as_peers_expect() throws IOException {
        URI url = compatible();
        assertThat(TrustingHttpClient.get(url, Map.of()).status()).isEqualTo(405);
        assertThat(TrustingHttpClient.send("POST", url.resolve("/ocm/nothing"), JSON, "{}")
                        .status())
                .isEqualTo(501);
    }
}
