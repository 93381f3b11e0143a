/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Whether a server keeps to Open Cloud Mesh 1.4, asked from outside, without an account. Say where it is; for the messages
 * that need another site, say also at which address the server reaches this machine, and let it ask sites there over plain
 * HTTP. What can't be asked then is skipped by name.
 */
@SuppressWarnings("JUnitTestClassNaming")
public abstract class OcmConformance extends MessageCases {

    private static final Set<String> ALGORITHMS =
            Set.of("Ed25519", "EdDSA", "ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
    private static final Set<String> CRITERIA =
            Set.of("must-use-http-sig", "must-exchange-token", "must-invite", "denylist", "allowlist");

    /** The server's root, such as {@code https://files.example.org}. */
    @Override
    protected abstract URI server();

    /** The address at which the server reaches this machine, and may ask sites over plain HTTP; empty when it can't. */
    @Override
    protected Optional<String> address() {
        return Optional.empty();
    }

    /** The address of somebody who takes shares of sites that nobody knows, such as {@code marie@files.example.org}. */
    @Override
    protected Optional<String> recipient() {
        return Optional.empty();
    }

    /** An invitation of a user of the server's that nobody has used; empty when there is no way to make one. */
    protected Optional<String> invitation() {
        return Optional.empty();
    }

    @Test
    void discovery_is_json_at_the_hosts_root_for_everybody() {
        Answer answer = client.get(at("/.well-known/ocm"));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(answer.json().get("enabled").getAsBoolean()).isTrue();
        assertThat(answer.text("apiVersion")).matches("1\\.\\d+.*");
    }

    @Test
    void discovery_is_answered_to_head_without_a_body() {
        Answer answer = client.send("HEAD", at("/.well-known/ocm"), Map.of(), "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void every_url_in_discovery_is_the_servers_own() {
        for (String member : List.of("endPoint", "tokenEndPoint", "jwksUri", "inviteAcceptDialog")) {
            if (document().has(member)) {
                URI url = server().resolve(document().get(member).getAsString());
                assertThat(url.getRawAuthority()).as(member).isEqualTo(server().getRawAuthority());
                assertThat(url.getScheme()).as(member).isEqualTo(server().getScheme());
            }
        }
    }

    @Test
    void resource_types_have_names_of_their_own_and_are_for_users() {
        Set<String> names = new HashSet<>();
        for (JsonElement element : document().getAsJsonArray("resourceTypes")) {
            JsonObject type = element.getAsJsonObject();
            assertThat(names.add(type.get("name").getAsString()))
                    .as("unique: " + type)
                    .isTrue();
            assertThat(type.getAsJsonArray("shareTypes").toString()).contains("\"user\"");
            assertThat(type.getAsJsonObject("protocols").size()).isPositive();
        }
    }

    @Test
    void capabilities_and_criteria_are_in_the_words_of_the_present_version() {
        assertThat(texts("capabilities"))
                .noneMatch(word -> word.startsWith("/"))
                .doesNotContain("invite-accepted");
        assertThat(CRITERIA).containsAll(texts("criteria"));
    }

    @Test
    void token_exchange_and_its_end_point_come_together() {
        assertThat(document().has("tokenEndPoint")).isEqualTo(can("exchange-token"));
    }

    @Test
    void keys_are_public_and_asymmetric_and_say_what_they_are_for() {
        Assumptions.assumeTrue(can("http-sig"), "the server does not sign");
        Answer answer = client.get(URI.create(document().get("jwksUri").getAsString()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getAsJsonArray("keys")).isNotEmpty();
        for (JsonElement element : answer.json().getAsJsonArray("keys")) {
            JsonObject key = element.getAsJsonObject();
            assertThat(key.get("kid").getAsString()).isNotEmpty();
            assertThat(ALGORITHMS).contains(key.get("alg").getAsString());
            assertThat(key.keySet()).doesNotContain("d", "p", "q", "k");
        }
    }

    @Test
    void keys_are_each_named_once_and_strong_enough_and_are_at_the_older_address_too() {
        Assumptions.assumeTrue(can("http-sig"), "the server does not sign");
        Answer answer = client.get(URI.create(document().get("jwksUri").getAsString()));

        assertThat(answer.header("content-type")).matches("application/(jwk-set\\+)?json.*");
        Set<String> kids = new HashSet<>();
        for (JsonElement element : answer.json().getAsJsonArray("keys")) {
            JsonObject key = element.getAsJsonObject();
            assertThat(kids.add(key.get("kid").getAsString()))
                    .as("named once: " + key)
                    .isTrue();
            if (key.get("kty").getAsString().equals("RSA")) {
                assertThat(key.get("n").getAsString().length()).as("2048 bits").isGreaterThanOrEqualTo(342);
            }
        }
        Answer older = client.get(at("/.well-known/jwks.json"));
        if (older.status() != 404) {
            assertThat(older.status()).isEqualTo(200);
            assertThat(older.json()).isEqualTo(answer.json());
        }
    }

    @Test
    void discovery_is_the_same_for_whoever_asks_and_is_not_posted_to() {
        Answer asked = client.send(
                "GET", at("/.well-known/ocm?x=y"), Map.of("Accept", "text/html", "Authorization", "Bearer none"), "");
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.json()).isEqualTo(document());
        assertThat(client.post(at("/.well-known/ocm"), "{}").status()).isBetween(400, 499);
    }

    @Test
    void the_older_address_of_discovery_says_the_same_or_is_not_there() {
        for (String path : List.of("/ocm-provider", "/ocm-provider/")) {
            Answer answer = client.get(at(path));
            if (answer.status() != 404) {
                assertThat(answer.status())
                        .as("no redirect, for not everybody follows one")
                        .isEqualTo(200);
                assertThat(answer.json()).isEqualTo(document());
            }
        }
    }

    @Test
    void a_message_that_is_no_json_is_answered_with_400_and_a_word() {
        for (String name : List.of("invite-accepted", "notifications")) {
            for (String body :
                    List.of("", "{", "[]", "<xml/>", "{\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}")) {
                Answer answer = client.post(endPoint(name), body);
                assertThat(answer.status()).as(name + " " + answer).isEqualTo(400);
                assertThat(answer.text("message")).as(name + " " + answer).isNotEmpty();
            }
        }
    }

    @Test
    void fields_that_are_missing_are_named() {
        Answer answer = client.post(endPoint("invite-accepted"), "{\"token\":\"x\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().toString()).contains("validationErrors", "recipientProvider");
    }

    @Test
    void a_message_larger_than_anybody_needs_is_refused() {
        Answer answer = client.post(endPoint("notifications"), "{\"x\":\"" + "x".repeat(1 << 20) + "\"}");

        assertThat(answer.status()).isBetween(400, 499);
    }

    @Test
    void messages_are_posted_and_nothing_else() {
        assertThat(client.get(endPoint("invite-accepted")).status()).isBetween(400, 499);
    }

    @Test
    void a_kind_of_notification_that_nobody_knows_is_not_supported() {
        Assumptions.assumeTrue(can("notifications"), "the server takes no notifications");
        Answer answer = client.post(
                endPoint("notifications"),
                "{\"notificationType\":\"SUITE\",\"resourceType\":\"file\",\"providerId\":\"x\"}");

        assertThat(answer.status()).as(answer.toString()).isIn(401, 501);
    }

    @Test
    void a_name_that_looks_like_anothers_is_no_sender() {
        Answer answer = client.post(endPoint("invite-accepted"), accept("c\u0435rn.ch", "t", "u"));

        assertThat(answer.status()).isIn(400, 401, 403);
    }

    private static String accept(String host, String token, String user) {
        return "{\"recipientProvider\":\"" + host + "\",\"token\":\"" + token + "\",\"userID\":\"" + user
                + "\",\"email\":\"suite@example.org\",\"name\":\"Suite\"}";
    }

    @Test
    void a_site_that_says_it_signs_is_not_believed_without() throws IOException {
        try (SuitePeer peer = peer(true)) {
            Answer answer = client.post(endPoint("invite-accepted"), accept(peer.host(), "t", "u"));

            assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        }
    }

    @Test
    void signatures_that_prove_nothing_are_refused() throws IOException {
        URI url = endPoint("invite-accepted");
        try (SuitePeer peer = peer(true)) {
            String body = accept(peer.host(), "t", "u");
            Instant now = Instant.now();
            assertThat(client.send("POST", url, peer.forged(url, body), body).status())
                    .as("forged")
                    .isEqualTo(401);
            assertThat(client.send("POST", url, peer.uncovered(url, body), body).status())
                    .as("does not cover the body")
                    .isEqualTo(401);
            assertThat(client.send("POST", url, peer.signed(url, body), body.replace("\"u\"", "\"v\""))
                            .status())
                    .as("another body")
                    .isEqualTo(401);
            assertThat(client.send("POST", url, peer.signed(endPoint("other"), body), body)
                            .status())
                    .as("for another address")
                    .isEqualTo(401);
            assertThat(client.send("POST", url, peer.signedAt(url, body, now.minusSeconds(3600)), body)
                            .status())
                    .as("old")
                    .isEqualTo(401);
            assertThat(client.send("POST", url, peer.signedAt(url, body, now.plusSeconds(3600)), body)
                            .status())
                    .as("of the future")
                    .isEqualTo(401);
        }
    }

    @Test
    void nobody_signs_for_another_site() throws IOException {
        URI url = endPoint("invite-accepted");
        try (SuitePeer peer = peer(true);
                SuitePeer other = peer(true)) {
            String body = accept(peer.host(), "t", "u");

            assertThat(client.send("POST", url, other.signed(url, body), body).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void an_unknown_invitation_is_answered_with_400_once_the_sender_is_known() throws IOException {
        URI url = endPoint("invite-accepted");
        try (SuitePeer peer = peer(true)) {
            String body = accept(peer.host(), "no-such-token", "u");
            Answer answer = client.send("POST", url, peer.signed(url, body), body);

            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        }
    }

    @Test
    void an_invitation_is_accepted_once_and_a_forger_does_not_use_it_up() throws IOException {
        Optional<String> token = invitation();
        Assumptions.assumeTrue(token.isPresent(), "there is no invitation to accept");
        URI url = endPoint("invite-accepted");
        try (SuitePeer peer = peer(true);
                SuitePeer other = peer(true)) {
            String body = accept(peer.host(), token.orElseThrow(), "u");
            assertThat(client.send("POST", url, other.signed(url, body), body).status())
                    .isEqualTo(401);

            Map<String, String> signed = peer.signed(url, body);
            Answer accepted = client.send("POST", url, signed, body);
            assertThat(accepted.status()).as(accepted.toString()).isEqualTo(200);
            assertThat(accepted.text("userID")).isNotEmpty();
            assertThat(client.send("POST", url, signed, body).status())
                    .as("replayed")
                    .isIn(401, 409);

            String anew = body.replace("Suite", "Suite again");
            assertThat(client.send("POST", url, peer.signed(url, anew), anew).status())
                    .as("the same person again")
                    .isIn(400, 409);
            String second = accept(other.host(), token.orElseThrow(), "v");
            assertThat(client.send("POST", url, other.signed(url, second), second)
                            .status())
                    .as("another person")
                    .isIn(400, 409);
        }
    }
}
