/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.ocm.HandSigner;
import org.weft.kernel.ocm.TrustingHttpClient;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.share.ShareState;

/** What other sites offer as shares, and what of it a site takes: each refusal in its exact words, and nothing is kept. */
@OverWire
class OcmOffersTest {

    private static final Caller MARIE = OcmSite.caller(FakeSite.MARIE);

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private OcmSite site;

    @SuppressWarnings("NullAway.Init")
    private SigningPeer peer;

    @BeforeEach
    void start() throws Exception {
        site = new OcmSite(folder.resolve("b"), "127.0.0.2");
        peer = SigningPeer.signing();
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        site.close();
    }

    private Inbox inbox() {
        return new Inbox(site, MARIE);
    }

    private static void refused(TrustingHttpClient.Answer answer, int status, String body) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json()).isEqualTo(JsonParser.parseString(body));
    }

    private void wrong(JsonObject offer, String field, String word) {
        refused(
                peer.say(site, "shares", offer),
                400,
                "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":[{\"name\":\"" + field + "\",\"message\":\""
                        + word + "\"}]}");
        assertThat(inbox().shares()).isEmpty();
    }

    @Test
    void an_offer_is_kept_once_however_often_it_comes() {
        TrustingHttpClient.Answer answer = peer.say(site, "shares", peer.offer(site, "1"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json()).isEqualTo(JsonParser.parseString("{\"recipientDisplayName\":\"Marie Curie\"}"));
        assertThat(answer.header("content-type")).startsWith("application/json");

        JsonObject other = new JsonObject();
        JsonObject same = peer.offer(site, "1");
        same.entrySet().stream().toList().reversed().forEach(each -> other.add(each.getKey(), each.getValue()));
        assertThat(peer.say(site, "shares", other).status()).isEqualTo(201);
        assertThat(inbox().state()).isEqualTo(ShareState.PENDING);

        same.addProperty("name", "Other");
        refused(
                peer.say(site, "shares", same),
                400,
                "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":"
                        + "[{\"name\":\"providerId\",\"message\":\"ALREADY_EXISTS\"}]}");
        assertThat(inbox().only().name()).isEqualTo("Papers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shareWith", "name", "providerId", "owner", "shareType", "resourceType", "protocol"})
    void a_field_that_is_missing_is_named(String field) {
        JsonObject offer = peer.offer(site, "1");
        offer.remove(field);

        wrong(offer, field, "REQUIRED");
    }

    @Test
    void all_that_is_missing_is_named_at_once() {
        TrustingHttpClient.Answer answer = peer.say(site, "shares", "{}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getAsJsonArray("validationErrors").asList().stream()
                        .map(error -> error.getAsJsonObject().get("name").getAsString()))
                .contains("shareWith", "name", "providerId", "owner", "shareType", "resourceType", "protocol");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shareWith", "name", "providerId", "owner", "sender", "shareType", "resourceType"})
    void a_field_of_another_type_is_named(String field) {
        for (String value : List.of("true", "[]", "{}", "[\"x\"]", "null", "\"\"", "\"  \"", "\"x\\u0000y\"")) {
            JsonObject offer = peer.offer(site, "1");
            offer.add(field, JsonParser.parseString(value));

            wrong(offer, field, "INVALID");
        }
        JsonObject long1 = peer.offer(site, "1");
        long1.addProperty(field, "x".repeat(2000));
        wrong(long1, field, "INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"description", "ownerDisplayName", "senderDisplayName"})
    void what_may_be_missing_must_be_text_when_it_is_there(String field) {
        for (String value : List.of("true", "[]", "{}", "\"x\\u0000y\"", "\"" + "x".repeat(5000) + "\"")) {
            JsonObject offer = peer.offer(site, "1");
            offer.add(field, JsonParser.parseString(value));

            wrong(offer, field, "INVALID");
        }
        JsonObject none = peer.offer(site, "1");
        none.add(field, JsonNull.INSTANCE);
        assertThat(peer.say(site, "shares", none).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {
                "[] | 400 | protocol | INVALID",
                "'\"webdav\"' | 400 | protocol | INVALID",
                "{} | 400 | protocol.name | REQUIRED",
                "{\"name\":7} | 400 | protocol.name | REQUIRED",
                "{\"name\":\"multi\"} | 501 | PROTOCOL_NOT_SUPPORTED | ''",
                "{\"name\":\"gopher\",\"gopher\":{}} | 501 | PROTOCOL_NOT_SUPPORTED | ''",
                "{\"name\":\"multi\",\"ssh\":{\"uri\":\"u@h:/p\"}} | 501 | PROTOCOL_NOT_SUPPORTED | ''",
                "{\"name\":\"multi\",\"webapp\":{\"uri\":\"http://169.254.169.254/\"}} | 501 | PROTOCOL_NOT_SUPPORTED"
                        + " | ''",
                "{\"name\":\"multi\",\"embedded\":{\"payload\":{\"@id\":\"file:///etc/passwd\"}}} | 501 |"
                        + " PROTOCOL_NOT_SUPPORTED | ''",
                "{\"name\":\"multi\",\"webdav\":[]} | 501 | PROTOCOL_NOT_SUPPORTED | ''",
                "{\"name\":\"webdav\",\"options\":{}} | 400 | protocol.options.sharedSecret | REQUIRED",
                "{\"name\":\"multi\",\"webdav\":{\"uri\":\"x\"}} | 400 | protocol.webdav.sharedSecret | REQUIRED",
                "{\"name\":\"multi\",\"webdav\":{\"uri\":\"x\",\"sharedSecret\":\"a b\"}} | 400 |"
                        + " protocol.webdav.sharedSecret | INVALID",
                "{\"name\":\"multi\",\"webdav\":{\"sharedSecret\":\"s\"}} | 400 | protocol.webdav.uri | REQUIRED",
                "{\"name\":\"multi\",\"webdav\":{\"uri\":\"x\",\"sharedSecret\":\"s\",\"permissions\":\"read\"}} | 400"
                        + " | protocol.webdav.permissions | INVALID",
                "{\"name\":\"multi\",\"webdav\":{\"uri\":\"x\",\"sharedSecret\":\"s\",\"permissions\":[1]}} | 400 |"
                        + " protocol.webdav.permissions | INVALID",
                "{\"name\":\"multi\",\"webdav\":{\"uri\":\"x\",\"sharedSecret\":\"s\",\"accessTypes\":\"remote\"}} |"
                        + " 400 | protocol.webdav.accessTypes | INVALID",
                "{\"name\":\"multi\",\"webdav\":{\"uri\":\"x\",\"sharedSecret\":\"s\",\"accessTypes\":[\"datatx\"]}} |"
                        + " 501 | ACCESS_TYPE_NOT_SUPPORTED | ''",
                "{\"name\":\"multi\",\"webdav\":{\"uri\":\"x\",\"sharedSecret\":\"s\",\"requirements\":[]}} | 400 |"
                        + " protocol.webdav.requirements | INVALID",
                "{\"name\":\"multi\",\"webdav\":{\"uri\":\"x\",\"sharedSecret\":\"s\",\"requirements\":[5]}} | 400 |"
                        + " protocol.webdav.requirements | INVALID",
                "{\"name\":\"multi\",\"webdav\":{\"uri\":\"x\",\"sharedSecret\":\"s\",\"requirements\":\"must-use-mfa\"}}"
                        + " | 400 | protocol.webdav.requirements | INVALID",
                "{\"name\":\"multi\",\"webdav\":{\"uri\":\"x\",\"sharedSecret\":\"s\",\"requirements\":[\"must-use-mfa\"]}}"
                        + " | 400 | protocol.webdav.requirements | NOT_SUPPORTED",
                "{\"name\":\"multi\",\"webdav\":{\"uri\":\"x\",\"sharedSecret\":\"s\",\"requirements\":[\"must-exchange-token\"]}}"
                        + " | 400 | protocol.webdav.requirements | NO_TOKEN_END_POINT_DISCOVERED",
            })
    void a_protocol_that_cannot_be_used_is_told_as_such(String protocol, int status, String name, String word) {
        JsonObject offer = peer.offer(site, "1");
        offer.add("protocol", JsonParser.parseString(protocol));
        if (status == 400) {
            wrong(offer, name, word);
        } else {
            refused(peer.say(site, "shares", offer), 501, "{\"message\":\"" + name + "\"}");
            assertThat(inbox().shares()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.9/dav/1",
                "http://169.254.169.254/latest/meta-data",
                "http://user:pw@PEER/dav/1",
                "http://PEER@127.0.0.9/dav/1",
                "http://PEER/dav/1?x=y",
                "http://PEER/dav/1#x",
                "http://PEER/dav/../../etc",
                "//127.0.0.9/dav/1",
                "ftp://PEER/dav/1",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "http:///dav/1",
                "../../x",
                "http://PEER.evil.example/dav",
            })
    void an_address_that_is_not_the_senders_is_refused(String uri) {
        JsonObject offer = peer.offer(site, "1");
        offer.getAsJsonObject("protocol")
                .getAsJsonObject("webdav")
                .addProperty("uri", uri.replace("PEER", peer.host()));

        wrong(offer, "protocol.webdav.uri", "NOT_ALLOWED");
    }

    /** As opencloudmesh-go writes it for a receiver that asks for absolute addresses. */
    @Test
    void a_name_below_the_receivers_own_address_is_one_at_the_sender() {
        JsonObject offer = peer.offer(site, "1");
        JsonObject webdav = offer.getAsJsonObject("protocol").getAsJsonObject("webdav");
        webdav.addProperty("uri", site.url + "/remote.php/dav/ocm/0190a-b_c");

        TrustingHttpClient.Answer answer = peer.say(site, "shares", offer);

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(inbox().shares()).hasSize(1);
    }

    @Test
    void what_is_no_uri_is_told_as_such() {
        JsonObject offer = peer.offer(site, "1");
        offer.getAsJsonObject("protocol").getAsJsonObject("webdav").addProperty("uri", "http://a b/%zz");

        wrong(offer, "protocol.webdav.uri", "INVALID");
    }

    @ParameterizedTest
    @CsvSource({
        "owner, albert@127.0.0.9, INVALID",
        "owner, albert@c\u0435rn.ch, INVALID",
        "owner, albert, INVALID",
        "owner, @PEER, INVALID",
        "owner, albert@, INVALID",
        "owner, albert@PEER/path, INVALID",
        "sender, albert@http://PEER/x, INVALID",
        "sender, albert@[::zz], INVALID",
        "shareWith, marie@127.0.0.9, NOT_FOUND",
        "shareWith, marie@PEER, NOT_FOUND",
        "shareWith, marie@SITE.evil.example, INVALID",
        "shareWith, marie@c\u0435rn.ch, INVALID",
        "shareWith, nobody@SITE, NOT_FOUND",
        "shareWith, ../marie@SITE, NOT_FOUND",
        "shareWith, marie, INVALID",
    })
    void an_address_of_another_place_is_refused(String field, String address, String word) {
        JsonObject offer = peer.offer(site, "1");
        offer.addProperty(field, address.replace("PEER", peer.host()).replace("SITE", site.host));

        wrong(offer, field, word);
    }

    @Test
    void types_that_nobody_here_knows_are_not_supported() {
        JsonObject calendar = peer.offer(site, "1");
        calendar.addProperty("resourceType", "calendar");
        refused(peer.say(site, "shares", calendar), 501, "{\"message\":\"RESOURCE_TYPE_NOT_SUPPORTED\"}");

        JsonObject federation = peer.offer(site, "1");
        federation.addProperty("shareType", "federation");
        refused(peer.say(site, "shares", federation), 501, "{\"message\":\"SHARE_TYPE_NOT_SUPPORTED\"}");

        JsonObject sealed = peer.offer(site, "1");
        sealed.add("encryption", JsonParser.parseString("{\"scheme\":\"ocm-mls-1\"}"));
        refused(peer.say(site, "shares", sealed), 501, "{\"message\":\"ENCRYPTION_NOT_SUPPORTED\"}");
        assertThat(inbox().shares()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"soon\"", "-1", "1.5", "[1]", "{}", "true", "99999999999999"})
    void an_end_that_is_no_number_of_seconds_is_refused(String expiration) {
        JsonObject offer = peer.offer(site, "1");
        offer.add("expiration", JsonParser.parseString(expiration));

        wrong(offer, "expiration", "INVALID");
    }

    @Test
    void a_share_that_is_over_already_is_not_taken() {
        for (long end : List.of(1L, Instant.now().getEpochSecond() - 1)) {
            JsonObject offer = peer.offer(site, "1");
            offer.addProperty("expiration", end);
            wrong(offer, "expiration", "EXPIRED");
        }
    }

    /** What the discovery document says that this site demands. */
    @Test
    void where_tokens_must_be_exchanged_a_share_that_does_not_say_so_is_not_taken() throws Exception {
        try (OcmSite strict = new OcmSite(folder.resolve("c"), "127.0.0.4", "must-exchange-token = true")) {
            Inbox marie = new Inbox(strict, MARIE);
            JsonObject old = peer.offer(strict, "2");
            old.add("protocol", JsonParser.parseString("{\"name\":\"webdav\",\"options\":{\"sharedSecret\":\"s\"}}"));
            refused(
                    peer.say(strict, "shares", peer.offer(strict, "1")),
                    400,
                    "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":"
                            + "[{\"name\":\"protocol.webdav.requirements\",\"message\":\"MUST_EXCHANGE_TOKEN\"}]}");
            refused(
                    peer.say(strict, "shares", old),
                    400,
                    "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":"
                            + "[{\"name\":\"protocol\",\"message\":\"MUST_EXCHANGE_TOKEN\"}]}");
            assertThat(marie.shares()).isEmpty();

            JsonObject exchanged = peer.offer(strict, "3");
            exchanged
                    .getAsJsonObject("protocol")
                    .getAsJsonObject("webdav")
                    .add("requirements", JsonParser.parseString("[\"must-exchange-token\"]"));
            refused(
                    peer.say(strict, "shares", exchanged),
                    400,
                    "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":"
                            + "[{\"name\":\"protocol.webdav.requirements\",\"message\":\"NO_TOKEN_END_POINT_DISCOVERED\"}]}");
            try (SigningPeer able = SigningPeer.exchanging()) {
                JsonObject good = able.offer(strict, "3");
                good.getAsJsonObject("protocol")
                        .getAsJsonObject("webdav")
                        .add("requirements", JsonParser.parseString("[\"must-exchange-token\"]"));
                assertThat(able.say(strict, "shares", good).status()).isEqualTo(201);
            }
        }
    }

    @Test
    void a_site_that_has_learnt_to_exchange_tokens_is_looked_at_again_when_a_share_needs_it() {
        assertThat(peer.say(site, "shares", peer.offer(site, "1")).status()).isEqualTo(201);
        peer.learnsToExchange();
        JsonObject offer = peer.offer(site, "2");
        offer.getAsJsonObject("protocol")
                .getAsJsonObject("webdav")
                .add("requirements", JsonParser.parseString("[\"must-exchange-token\"]"));

        assertThat(peer.say(site, "shares", offer).status()).isEqualTo(201);
        assertThat(peer.server.count("/.well-known/ocm")).isEqualTo(2);
    }

    @Test
    void where_only_invited_people_share_nothing_is_shared_with_groups_and_none_are_promised() throws Exception {
        try (OcmSite invited = new OcmSite(folder.resolve("c"), "127.0.0.4", "must-invite = true")) {
            JsonObject offer = peer.offer(invited, "1");
            offer.addProperty("shareType", "group");
            offer.addProperty("shareWith", "physics-lovers@" + invited.host);
            refused(peer.say(invited, "shares", offer), 501, "{\"message\":\"SHARE_TYPE_NOT_SUPPORTED\"}");
            assertThat(TrustingHttpClient.get(invited.url.resolve("/.well-known/ocm"), Map.of())
                            .body())
                    .contains("\"shareTypes\":[\"user\"]")
                    .doesNotContain("group");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'../../etc/passwd', '_.._etc_passwd'",
                "'..', 'share'",
                "'.hidden', 'hidden'",
                "'a/b', 'a_b'",
                "'a\\b', 'a_b'",
                "'evil\u202Etxt.exe', 'eviltxt.exe'",
                "'a\u0001\tb', 'ab'",
                "'con.txt', '_con.txt'",
                "'trailing. ', 'trailing'",
                "'Forschung \u00fcber \u65e5\u672c', 'Forschung \u00fcber \u65e5\u672c'",
            })
    void a_name_becomes_one_that_a_folder_can_have(String written, String shown) throws IOException {
        JsonObject offer = peer.offer(site, "1");
        offer.addProperty("name", written);
        assertThat(peer.say(site, "shares", offer).status()).isEqualTo(201);

        assertThat(inbox().only().name()).isEqualTo(shown);
        inbox().accept();
        assertThat(inbox().place()).endsWith("shares/" + shown);
        assertThat(site.ask("marie", "PROPFIND", "/remote.php/dav/tree/shares/", "", "Depth", "0")
                        .statusCode())
                .isEqualTo(207);
    }

    @Test
    void a_name_that_is_longer_than_a_folders_is_cut() throws IOException {
        JsonObject offer = peer.offer(site, "1");
        offer.addProperty("name", "\u00fc".repeat(300));
        assertThat(peer.say(site, "shares", offer).status()).isEqualTo(201);

        assertThat(inbox().only().name().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(100, 255);
        inbox().accept();
        assertThat(site.ask("marie", "PROPFIND", "/remote.php/dav/tree/shares/", "", "Depth", "0")
                        .statusCode())
                .isEqualTo(207);
    }

    @Test
    void who_signs_wrongly_or_not_at_all_offers_nothing() throws IOException {
        String body = peer.offer(site, "1").toString();
        URI url = site.url.resolve("/ocm/shares");
        Map<String, String> headers = peer.hand.headers(url, body, Instant.now());
        refused(SigningPeer.unsigned(site, "shares", body), 401, "{\"message\":\"SIGNATURE_REQUIRED\"}");
        refused(
                TrustingHttpClient.send("POST", url, headers, body.replace("Papers", "Poison")),
                401,
                "{\"message\":\"DIGEST_MISMATCH\"}");
        refused(
                TrustingHttpClient.send(
                        "POST", url, peer.hand.headers(url, body, Instant.now().minusSeconds(600)), body),
                401,
                "{\"message\":\"SIGNATURE_EXPIRED\"}");
        refused(new HandSigner(peer.hand.kid).post(url, body), 401, "{\"message\":\"SIGNATURE_INVALID\"}");
        assertThat(inbox().shares()).isEmpty();

        assertThat(TrustingHttpClient.send("POST", url, headers, body).status()).isEqualTo(201);
        refused(TrustingHttpClient.send("POST", url, headers, body), 401, "{\"message\":\"SIGNATURE_REPLAYED\"}");
    }

    @Test
    void nobody_offers_in_this_sites_name_or_more_than_anybody_needs() throws IOException {
        JsonObject own = peer.offer(site, "1");
        own.addProperty("sender", "albert@" + site.host);
        own.addProperty("owner", "albert@" + site.host);
        refused(peer.say(site, "shares", own), 403, "{\"message\":\"SENDER_NOT_TRUSTED\"}");

        refused(
                peer.say(site, "shares", "{\"x\":\"" + "x".repeat(70_000) + "\"}"),
                413,
                "{\"message\":\"BODY_TOO_LARGE\"}");
        refused(peer.say(site, "shares", "[]"), 400, "{\"message\":\"NO_JSON_OBJECT\"}");
        refused(
                TrustingHttpClient.send("GET", site.url.resolve("/ocm/shares"), Map.of(), ""),
                405,
                "{\"message\":\"METHOD_NOT_ALLOWED\"}");
        refused(peer.say(site, "what-nobody-knows", "{}"), 501, "{\"message\":\"NOT_IMPLEMENTED\"}");
    }
}
