/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Shares, notifications and tokens: what is taken of a site that is known, and what is refused, in which words. */
abstract class MessageCases extends SuiteServer {

    private static final List<String> FIELDS =
            List.of("shareWith", "name", "providerId", "owner", "shareType", "resourceType", "protocol");

    private Answer say(SuitePeer peer, String name, String body) {
        URI url = endPoint(name);
        return client.send("POST", url, peer.signed(url, body), body);
    }

    private Answer say(SuitePeer peer, String name, JsonObject body) {
        return say(peer, name, body.toString());
    }

    private void requireShares() {
        Answer answer = client.post(endPoint("shares"), "{}");
        Assumptions.assumeFalse(answer.status() == 501, "the server takes no shares");
    }

    private static String host(URI server) {
        return server.getRawAuthority();
    }

    /** A share for somebody, or for nobody where no recipient is known; with an id that no share had before. */
    private JsonObject share(SuitePeer peer) {
        String id = UUID.randomUUID().toString();
        JsonObject share = new JsonObject();
        share.addProperty("shareWith", recipient().orElse("nobody-of-the-suite@" + host(server())));
        share.addProperty("name", "Suite");
        share.addProperty("providerId", id);
        share.addProperty("owner", "suite@" + peer.host());
        share.addProperty("sender", "suite@" + peer.host());
        share.addProperty("ownerDisplayName", "Suite");
        share.addProperty("senderDisplayName", "Suite");
        share.addProperty("shareType", "user");
        share.addProperty("resourceType", "file");
        share.add(
                "protocol",
                JsonParser.parseString("{\"name\":\"multi\",\"webdav\":{\"uri\":\"http://" + peer.host() + "/dav/" + id
                        + "\",\"sharedSecret\":\"secret-" + id + "\",\"permissions\":[\"read\"]}}"));
        return share;
    }

    private static JsonObject webdav(JsonObject share) {
        return share.getAsJsonObject("protocol").getAsJsonObject("webdav");
    }

    private static List<String> blamed(Answer answer) {
        JsonElement errors = answer.json().get("validationErrors");
        return errors == null || !errors.isJsonArray()
                ? List.of()
                : errors.getAsJsonArray().asList().stream()
                        .map(error -> error.getAsJsonObject().get("name").getAsString())
                        .toList();
    }

    @Test
    void a_share_that_lacks_a_field_is_refused_and_the_field_is_named() throws IOException {
        requireShares();
        try (SuitePeer peer = peer(true)) {
            for (String field : FIELDS) {
                JsonObject share = share(peer);
                share.remove(field);
                Answer answer = say(peer, "shares", share);
                assertThat(answer.status()).as(field + " " + answer).isEqualTo(400);
                assertThat(answer.text("message")).as(field + " " + answer).isNotEmpty();
                assertThat(blamed(answer)).as(field + " " + answer).contains(field);
            }
        }
    }

    @Test
    void a_share_with_values_of_other_types_is_refused() throws IOException {
        requireShares();
        try (SuitePeer peer = peer(true)) {
            for (String field : FIELDS) {
                JsonObject share = share(peer);
                share.add(field, JsonParser.parseString("[[]]"));
                Answer answer = say(peer, "shares", share);
                assertThat(answer.status()).as(field + " " + answer).isEqualTo(400);
            }
        }
    }

    @Test
    void types_and_protocols_that_are_not_known_are_not_supported() throws IOException {
        requireShares();
        try (SuitePeer peer = peer(true)) {
            JsonObject type = share(peer);
            type.addProperty("shareType", "suite");
            assertThat(say(peer, "shares", type).status()).as("share type").isEqualTo(501);
            JsonObject resource = share(peer);
            resource.addProperty("resourceType", "suite");
            assertThat(say(peer, "shares", resource).status())
                    .as("resource type")
                    .isEqualTo(501);
            JsonObject protocol = share(peer);
            protocol.add("protocol", JsonParser.parseString("{\"name\":\"multi\",\"suite\":{\"sharedSecret\":\"x\"}}"));
            assertThat(say(peer, "shares", protocol).status()).as("protocol").isEqualTo(501);
        }
    }

    @Test
    void a_requirement_that_is_not_known_is_never_overlooked() throws IOException {
        requireShares();
        try (SuitePeer peer = peer(true)) {
            JsonObject share = share(peer);
            webdav(share).add("requirements", JsonParser.parseString("[\"must-sing\"]"));
            assertThat(say(peer, "shares", share).status()).isBetween(400, 501);
        }
    }

    @Test
    void a_share_for_nobody_is_refused() throws IOException {
        requireShares();
        try (SuitePeer peer = peer(true)) {
            JsonObject share = share(peer);
            share.addProperty("shareWith", "nobody-of-the-suite@" + host(server()));
            assertThat(say(peer, "shares", share).status()).as("unknown here").isEqualTo(400);
            share.addProperty("shareWith", "suite@somewhere-else.example");
            assertThat(say(peer, "shares", share).status())
                    .as("at another site")
                    .isEqualTo(400);
        }
    }

    @Test
    void a_share_is_at_the_sender_s_site_and_its_owner_is_there() throws IOException {
        requireShares();
        try (SuitePeer peer = peer(true);
                SuitePeer other = peer(true)) {
            JsonObject owner = share(peer);
            owner.addProperty("owner", "suite@" + other.host());
            assertThat(say(peer, "shares", owner).status()).as("another owner").isBetween(400, 403);
            JsonObject elsewhere = share(peer);
            webdav(elsewhere).addProperty("uri", "http://" + other.host() + "/dav/x");
            assertThat(say(peer, "shares", elsewhere).status())
                    .as("another place")
                    .isBetween(400, 403);
            JsonObject sender = share(other);
            assertThat(say(peer, "shares", sender).status())
                    .as("another sender")
                    .isEqualTo(401);
        }
    }

    @Test
    void a_share_of_a_site_that_signs_is_not_taken_without() throws IOException {
        requireShares();
        try (SuitePeer peer = peer(true)) {
            assertThat(client.post(endPoint("shares"), share(peer).toString()).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void a_share_is_taken_once_told_of_and_ended_by_its_sender_alone() throws IOException {
        requireShares();
        Optional<String> recipient = recipient();
        Assumptions.assumeTrue(recipient.isPresent(), "nobody is known who takes shares");
        Assumptions.assumeTrue(can("notifications"), "the server takes no notifications");
        try (SuitePeer peer = peer(true);
                SuitePeer other = peer(true)) {
            JsonObject share = share(peer);
            String id = share.get("providerId").getAsString();
            Answer taken = say(peer, "shares", share);
            assertThat(taken.status()).as(taken.toString()).isEqualTo(201);
            assertThat(taken.json().has("recipientDisplayName"))
                    .as(taken.toString())
                    .isTrue();
            assertThat(taken.body()).doesNotContain("secret-");

            JsonObject changed = share.deepCopy();
            changed.addProperty("name", "Suite, changed");
            assertThat(say(peer, "shares", changed).status())
                    .as("another share with the same id")
                    .isIn(400, 409);

            Answer foreign = say(other, "notifications", ended(id));
            Answer unknown = say(other, "notifications", ended(UUID.randomUUID().toString()));
            assertThat(foreign.status()).as("of a share of others").isEqualTo(unknown.status());
            assertThat(foreign.body()).isEqualTo(unknown.body());
            assertThat(say(peer, "notifications", ended(id)).status()).isBetween(200, 299);
        }
    }

    private static JsonObject ended(String id) {
        JsonObject notice = new JsonObject();
        notice.addProperty("notificationType", "SHARE_UNSHARED");
        notice.addProperty("resourceType", "file");
        notice.addProperty("providerId", id);
        notice.add("notification", JsonParser.parseString("{\"message\":\"the suite is over\"}"));
        return notice;
    }

    @Test
    void what_is_told_of_a_share_that_is_not_there_is_refused() throws IOException {
        requireShares();
        Assumptions.assumeTrue(can("notifications"), "the server takes no notifications");
        try (SuitePeer peer = peer(true)) {
            for (String type : List.of("SHARE_ACCEPTED", "SHARE_DECLINED")) {
                JsonObject notice = ended(UUID.randomUUID().toString());
                notice.addProperty("notificationType", type);
                Answer answer = say(peer, "notifications", notice);
                assertThat(answer.status()).as(type + " " + answer).isEqualTo(400);
                assertThat(answer.text("message")).as(type + " " + answer).isNotEmpty();
            }
            // What has ended already may be told again: the first answer may have been lost.
            assertThat(say(peer, "notifications", ended(UUID.randomUUID().toString()))
                            .status())
                    .isIn(200, 201, 400);
            JsonObject nameless = ended("x");
            nameless.remove("providerId");
            nameless.remove("notification");
            assertThat(say(peer, "notifications", nameless).status()).isEqualTo(400);
        }
    }

    private Answer token(SuitePeer peer, String client, String code, boolean signed) {
        URI url = URI.create(document().get("tokenEndPoint").getAsString());
        String body = "grant_type=authorization_code&client_id=" + URLEncoder.encode(client, StandardCharsets.UTF_8)
                + "&code=" + URLEncoder.encode(code, StandardCharsets.UTF_8);
        Map<String, String> headers = signed ? new HashMap<>(peer.signed(url, body)) : new HashMap<>();
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        return this.client.send("POST", url, headers, body);
    }

    @Test
    void no_token_is_given_for_a_secret_that_is_none_or_to_somebody_who_did_not_sign() throws IOException {
        Assumptions.assumeTrue(can("exchange-token"), "the server exchanges no tokens");
        try (SuitePeer peer = peer(true);
                SuitePeer other = peer(true)) {
            Answer guessed = token(peer, peer.host(), UUID.randomUUID().toString(), true);
            assertThat(guessed.status()).as(guessed.toString()).isEqualTo(400);
            assertThat(guessed.text("error")).isEqualTo("invalid_grant");
            assertThat(guessed.header("cache-control")).contains("no-store");

            Answer unsigned = token(peer, peer.host(), "x", false);
            assertThat(unsigned.status()).as(unsigned.toString()).isIn(400, 401);
            assertThat(unsigned.text("error")).isNotEmpty().isNotEqualTo("invalid_grant");
            assertThat(token(peer, other.host(), "x", true).status())
                    .as("in the name of another site")
                    .isIn(400, 401);
        }
    }

    @Test
    void what_is_no_request_for_a_token_is_told_in_the_words_of_rfc_6749() throws IOException {
        Assumptions.assumeTrue(can("exchange-token"), "the server exchanges no tokens");
        URI url = URI.create(document().get("tokenEndPoint").getAsString());
        try (SuitePeer peer = peer(true)) {
            for (Map.Entry<String, String> each : Map.of(
                            "grant_type=authorization_code&code=x",
                            "invalid_request",
                            "grant_type=authorization_code&client_id=" + peer.host(),
                            "invalid_request",
                            "grant_type=password&code=x&client_id=" + peer.host(),
                            "unsupported_grant_type")
                    .entrySet()) {
                Map<String, String> headers = new HashMap<>(peer.signed(url, each.getKey()));
                headers.put("Content-Type", "application/x-www-form-urlencoded");
                Answer answer = client.send("POST", url, headers, each.getKey());
                assertThat(answer.status()).as(each.getKey() + " " + answer).isEqualTo(400);
                assertThat(answer.text("error"))
                        .as(each.getKey() + " " + answer)
                        .isEqualTo(each.getValue());
            }
        }
        assertThat(client.get(url).status()).as("tokens are not got").isBetween(400, 499);
    }
}
