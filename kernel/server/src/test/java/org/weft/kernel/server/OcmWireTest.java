/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weft.kernel.ocm.ScriptedPeer;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.Eventually;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.OcmOut;

/** What is sent to other sites, to each in the form of its version, and what is made of their answers. */
@OverWire
class OcmWireTest {

    private static final Caller EINSTEIN = OcmSite.caller(FakeSite.EINSTEIN);

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private OcmSite site;

    @BeforeEach
    void start() throws Exception {
        site = new OcmSite(folder.resolve("a"), "127.0.0.1");
        site.ask("einstein", "MKCOL", "/remote.php/webdav/Relativity", "");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private Outbox outbox() {
        return new Outbox(site, EINSTEIN);
    }

    private OcmOut share(SigningPeer peer, String... words) {
        return outbox().share("home/Relativity", List.of(words), "marie", peer.host());
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    @Test
    void a_site_of_the_present_version_gets_a_member_for_the_protocol_and_nothing_that_it_does_not_know()
            throws Exception {
        try (SigningPeer peer = SigningPeer.signing()) {
            OcmOut share = share(peer, "read", "write");
            String einstein = FakeSite.EINSTEIN.id().opaque() + "@" + site.host;

            assertThat(peer.told().getFirst())
                    .isEqualTo(json("{\"shareWith\":\"marie@" + peer.host()
                            + "\",\"name\":\"Relativity\",\"providerId\":\"" + share.id() + "\",\"owner\":\"" + einstein
                            + "\",\"sender\":\"" + einstein + "\",\"ownerDisplayName\":\"Albert Einstein\","
                            + "\"senderDisplayName\":\"Albert Einstein\",\"shareType\":\"user\","
                            + "\"resourceType\":\"folder\",\"protocol\":{\"name\":\"multi\",\"webdav\":{\"uri\":\""
                            + site.url + "/remote.php/dav/ocm/" + share.id() + "\",\"sharedSecret\":\""
                            + site.secret(share.id()) + "\",\"permissions\":[\"read\",\"write\"]}}}"));

            outbox().give(share, List.of("read"));
            Eventually.until(() -> peer.told().size() == 2);
            assertThat(peer.told().getFirst().toString())
                    .contains("SHARE_CHANGE_PERMISSION", share.id().value())
                    .doesNotContain(site.secret(share.id()));
        }
    }

    @Test
    void a_site_of_the_first_version_gets_options_and_is_shown_the_secret_in_notifications() throws Exception {
        try (SigningPeer peer = SigningPeer.unsigned("1.0-proposal1", "")) {
            OcmOut share = share(peer, "read");
            String einstein = FakeSite.EINSTEIN.id().opaque() + "@" + site.host;
            JsonObject told = peer.told().getFirst();

            assertThat(told.get("protocol"))
                    .isEqualTo(json("{\"name\":\"webdav\",\"options\":{\"sharedSecret\":\"" + site.secret(share.id())
                            + "\",\"permissions\":\"{http://open-cloud-mesh.org/ns}share-permissions\"}}"));
            assertThat(told.get("sharedBy").getAsString()).isEqualTo(einstein);
            assertThat(told.get("sharedByDisplayName").getAsString()).isEqualTo("Albert Einstein");
            assertThat(told.get("resourceType").getAsString()).isEqualTo("file");

            outbox().remove(share);
            Eventually.until(() -> peer.told().size() == 2);
            assertThat(peer.told().getFirst())
                    .isEqualTo(
                            json("{\"notificationType\":\"SHARE_UNSHARED\",\"resourceType\":\"file\",\"providerId\":\""
                                    + share.id() + "\",\"notification\":{\"sharedSecret\":\"" + site.secret(share.id())
                                    + "\",\"message\":\"the share has ended\",\"grantee\":\"marie\"}}"));
        }
    }

    @Test
    void a_site_that_wants_ids_gets_ids_and_one_of_the_next_version_is_told_who_speaks() throws Exception {
        String relative = ",\"resourceTypes\":[{\"name\":\"folder\",\"shareTypes\":[\"user\"],"
                + "\"protocols\":{\"webdav\":\"/dav/\",\"webdav-receive\":{\"uri\":\"relative\"}}}]";
        try (SigningPeer peer = SigningPeer.unsigned("1.5.0", "")) {
            peer.server.discovered("1.5.0", relative + ",\"capabilities\":[\"notifications\"]");
            OcmOut share = share(peer, "read");
            assertThat(peer.told()
                            .getFirst()
                            .getAsJsonObject("protocol")
                            .getAsJsonObject("webdav")
                            .get("uri")
                            .getAsString())
                    .isEqualTo(share.id().value());

            outbox().remove(share);
            Eventually.until(() -> peer.told().size() == 2);
            JsonObject told = peer.told().getFirst();
            assertThat(told.get("senderDomain").getAsString()).isEqualTo(site.host);
            assertThat(told.getAsJsonObject("notification").get("file"))
                    .isEqualTo(json("{\"providerId\":\"" + share.id() + "\"}"));
        }
    }

    @Test
    void a_site_that_demands_tokens_is_told_that_they_are_demanded() throws IOException {
        String token = ",\"criteria\":[\"must-exchange-token\"]";
        try (SigningPeer peer = SigningPeer.unsigned("1.4.0", token)) {
            OcmOut share = share(peer, "read");

            assertThat(share.requirements()).containsExactly("must-exchange-token");
            assertThat(peer.told()
                            .getFirst()
                            .getAsJsonObject("protocol")
                            .getAsJsonObject("webdav")
                            .get("requirements")
                            .toString())
                    .isEqualTo("[\"must-exchange-token\"]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "200, application/json, '{\"recipientDisplayName\":\"M\"}'",
                "200, text/html, '[]'",
                "201, '', ''",
                "201, application/json, '[]'",
                "204, '', ''",
                "201, text/plain, 'created'",
            })
    void whatever_an_old_site_answers_with_success_is_success(int status, String type, String body) throws IOException {
        try (SigningPeer peer = SigningPeer.signing()) {
            peer.server.at("/ocm/shares", exchange -> {
                exchange.getRequestBody().readAllBytes();
                ScriptedPeer.send(exchange, status, type, body);
            });
            assertThat(share(peer, "read").delivery()).isEqualTo(OcmOut.Delivery.SENT);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "200, text/html, '<!DOCTYPE html><title>Under repair</title>', 'UNAVAILABLE'",
                "500, text/html, '<html>', 'UNAVAILABLE'",
                "503, application/json, '{\"message\":\"LATER\"}', 'UNAVAILABLE'",
                "302, text/html, '', 'UNAVAILABLE'",
                "403, application/json, '{\"message\":\"SENDER_NOT_TRUSTED\"}', 'PERMISSION_DENIED'",
                "400, application/json, '{\"message\":\"NO\"}', 'INVALID_ARGUMENT'",
            })
    void what_is_no_success_leaves_no_share_behind(int status, String type, String body, String code)
            throws IOException {
        try (SigningPeer peer = SigningPeer.signing()) {
            peer.server.at("/ocm/shares", exchange -> {
                exchange.getRequestBody().readAllBytes();
                ScriptedPeer.send(exchange, status, type, body);
            });
            assertThatThrownBy(() -> share(peer, "read"))
                    .isInstanceOf(
                            switch (code) {
                                case "UNAVAILABLE" -> Unavailable.class;
                                case "PERMISSION_DENIED" -> Forbidden.class;
                                default -> InvalidArgument.class;
                            });
            assertThat(outbox().shares()).isEmpty();
        }
    }

    @Test
    void a_site_whose_discovery_is_none_gets_nothing() throws IOException {
        try (SigningPeer peer = SigningPeer.signing()) {
            peer.server.at("/.well-known/ocm", exchange -> ScriptedPeer.send(exchange, 200, "text/html", "<html>"));

            assertThatThrownBy(() -> share(peer, "read")).isInstanceOf(NotFound.class);
            assertThat(peer.told()).isEmpty();
            assertThat(outbox().shares()).isEmpty();
        }
    }

    @Test
    void what_a_site_under_repair_does_not_hear_it_is_told_later() throws Exception {
        try (SigningPeer peer = SigningPeer.signing()) {
            OcmOut share = share(peer, "read");
            AtomicReference<String> asked = new AtomicReference<>("");
            peer.server.at("/ocm/notifications", exchange -> {
                exchange.getRequestBody().readAllBytes();
                asked.set("asked");
                ScriptedPeer.send(exchange, 200, "text/html", "<!DOCTYPE html><title>Under repair</title>");
            });
            outbox().remove(share);
            Eventually.until(() -> asked.get().equals("asked"));
            Eventually.until(() -> site.pendingNotices() == 1);
            assertThat(outbox().shares()).as("what happened holds here").isEmpty();
        }
    }
}
