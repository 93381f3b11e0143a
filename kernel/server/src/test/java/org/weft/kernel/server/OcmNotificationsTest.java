/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.ocm.ScriptedPeer;
import org.weft.kernel.ocm.TrustingHttpClient;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.share.OcmOut;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** What other sites tell of shares, and what of it a site believes: of a share between two others nobody learns a thing. */
@OverWire
class OcmNotificationsTest {

    private static final Caller EINSTEIN = OcmSite.caller(FakeSite.EINSTEIN);
    private static final Caller MARIE = OcmSite.caller(FakeSite.MARIE);
    private static final String UNKNOWN = "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":"
            + "[{\"name\":\"providerId\",\"message\":\"NOT_FOUND\"}]}";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private OcmSite site;

    @SuppressWarnings("NullAway.Init")
    private SigningPeer peer;

    @SuppressWarnings("NullAway.Init")
    private SigningPeer stranger;

    @BeforeEach
    void start() throws Exception {
        site = new OcmSite(folder.resolve("b"), "127.0.0.2");
        peer = SigningPeer.signing();
        stranger = SigningPeer.signing();
        site.ask("einstein", "MKCOL", "/remote.php/webdav/Relativity", "");
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        stranger.close();
        site.close();
    }

    private Inbox inbox() {
        return new Inbox(site, MARIE);
    }

    private Outbox outbox() {
        return new Outbox(site, EINSTEIN);
    }

    private static JsonObject notice(String type, String id, String more) {
        JsonObject notice =
                JsonParser.parseString("{\"notification\":{" + more + "}}").getAsJsonObject();
        notice.addProperty("notificationType", type);
        notice.addProperty("resourceType", "file");
        notice.addProperty("providerId", id);
        return notice;
    }

    private static void answered(TrustingHttpClient.Answer answer, int status, String body) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json()).isEqualTo(JsonParser.parseString(body));
    }

    private static String named(String host, JsonObject notice) {
        JsonObject named = notice.deepCopy();
        named.addProperty("senderDomain", host);
        return named.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHARE_ACCEPTED", "SHARE_DECLINED", "SHARE_UNSHARED", "SHARE_CHANGE_PERMISSION"})
    void a_share_of_two_others_is_answered_like_one_that_never_was(String type) throws IOException {
        // That what is not there has ended is no more than the truth.
        int status = type.equals("SHARE_UNSHARED") ? 201 : 400;
        String body = status == 201 ? "{}" : UNKNOWN;
        assertThat(peer.say(site, "shares", peer.offer(site, "received")).status())
                .isEqualTo(201);
        OcmOut sent = outbox().share("home/Relativity", List.of("read"), "marie", peer.host());
        String rights = "\"file\":{\"permissions\":[\"read\",\"write\",\"share\"]}";
        for (String id : List.of("received", sent.id().value(), "never-was")) {
            answered(stranger.say(site, "notifications", notice(type, id, rights)), status, body);
            answered(
                    stranger.say(site, "notifications", named(stranger.host(), notice(type, id, rights))),
                    status,
                    body);
            answered(
                    stranger.say(
                            site,
                            "notifications",
                            notice(type, id, rights + ",\"sharedSecret\":\"" + secret(sent) + "\"")),
                    status,
                    body);
            answered(
                    stranger.say(site, "notifications", named(peer.host(), notice(type, id, rights))),
                    401,
                    "{\"message\":\"KEY_UNKNOWN\"}");
            answered(
                    SigningPeer.unsigned(site, "notifications", named(peer.host(), notice(type, id, rights))),
                    401,
                    "{\"message\":\"SIGNATURE_REQUIRED\"}");
            answered(
                    SigningPeer.unsigned(
                            site,
                            "notifications",
                            notice(type, id, rights + ",\"sharedSecret\":\"guessed\"")
                                    .toString()),
                    400,
                    UNKNOWN);
            answered(
                    SigningPeer.unsigned(
                            site, "notifications", notice(type, id, rights).toString()),
                    400,
                    UNKNOWN);
        }
        assertThat(inbox().only().rights()).isEqualTo(OcmPermissions.of(List.of("read", "write")));
        assertThat(outbox().shares()).hasSize(1);
    }

    private String secret(OcmOut share) {
        return site.secret(share.id());
    }

    @Test
    void of_a_site_that_signs_the_secret_alone_proves_nothing() throws IOException {
        OcmOut sent = outbox().share("home/Relativity", List.of("read"), "marie", peer.host());

        answered(
                SigningPeer.unsigned(
                        site,
                        "notifications",
                        notice("SHARE_DECLINED", sent.id().value(), "\"sharedSecret\":\"" + secret(sent) + "\"")
                                .toString()),
                401,
                "{\"message\":\"SIGNATURE_REQUIRED\"}");
        assertThat(outbox().shares()).hasSize(1);

        assertThat(peer.say(
                                site,
                                "notifications",
                                notice("SHARE_DECLINED", sent.id().value(), ""))
                        .status())
                .isEqualTo(201);
        assertThat(outbox().shares()).isEmpty();
    }

    @Test
    void a_site_that_does_not_sign_is_believed_for_the_secret_alone() throws IOException {
        try (SigningPeer old = SigningPeer.unsigned("1.0-proposal1", "")) {
            OcmOut sent = outbox().share("home/Relativity", List.of("read"), "marie", old.host());
            String id = sent.id().value();

            answered(old.say(site, "notifications", notice("SHARE_DECLINED", id, "")), 400, UNKNOWN);
            answered(
                    old.say(site, "notifications", notice("SHARE_DECLINED", id, "\"sharedSecret\":\"wrong\"")),
                    400,
                    UNKNOWN);
            assertThat(outbox().shares()).hasSize(1);
            assertThat(old.say(
                                    site,
                                    "notifications",
                                    notice("SHARE_DECLINED", id, "\"sharedSecret\":\"" + secret(sent) + "\""))
                            .status())
                    .isEqualTo(201);
            assertThat(outbox().shares()).isEmpty();
        }
    }

    /** As ownCloud 10 and old versions of Nextcloud do. */
    @Test
    void a_site_that_neither_signs_nor_names_itself_is_known_by_the_secret_it_gave() throws IOException {
        try (SigningPeer old = SigningPeer.unsigned("1.0-proposal1", "");
                SigningPeer twin = SigningPeer.unsigned("1.0-proposal1", "")) {
            assertThat(old.say(site, "shares", old.offer(site, "7")).status()).isEqualTo(201);
            assertThat(old.say(site, "shares", old.offer(site, "8")).status()).isEqualTo(201);
            assertThat(twin.say(site, "shares", twin.offer(site, "7")).status())
                    .as("another site may number its shares alike, and have the same secret")
                    .isEqualTo(201);
            assertThat(inbox().shares()).hasSize(3);

            for (String wrong : List.of("", "\"sharedSecret\":\"guessed\"", "\"sharedSecret\":\"s-8\"")) {
                answered(old.say(site, "notifications", notice("SHARE_UNSHARED", "7", wrong)), 400, UNKNOWN);
            }
            answered(
                    old.say(site, "notifications", notice("SHARE_UNSHARED", "9", "\"sharedSecret\":\"s-7\"")),
                    400,
                    UNKNOWN);
            assertThat(inbox().shares()).hasSize(3);

            JsonObject narrow = notice("RESHARE_CHANGE_PERMISSION", "7", "\"sharedSecret\":\"s-7\",\"permission\":1");
            JsonObject wide = notice("RESHARE_CHANGE_PERMISSION", "7", "\"sharedSecret\":\"s-7\",\"permission\":31");
            assertThat(old.say(site, "notifications", narrow).status()).isEqualTo(201);
            assertThat(rightsFrom(old, "7")).isEqualTo(Rights.read());
            assertThat(rightsFrom(twin, "7").has(Right.UPLOAD)).isTrue();
            old.server.at("/dav/7", 503, "{}");
            answered(old.say(site, "notifications", wide), 503, "{\"message\":\"UNAVAILABLE\"}");
            assertThat(rightsFrom(old, "7"))
                    .as("what came before and comes again")
                    .isEqualTo(Rights.read());

            assertThat(old.say(site, "notifications", notice("SHARE_UNSHARED", "7", "\"sharedSecret\":\"s-7\""))
                            .status())
                    .isEqualTo(201);
            assertThat(inbox().shares())
                    .extracting(share -> share.host() + " " + share.remoteId())
                    .containsExactlyInAnyOrder(old.host() + " 8", twin.host() + " 7");
        }
    }

    private Rights rightsFrom(SigningPeer owner, String id) {
        return inbox().shares().stream()
                .filter(share ->
                        share.host().equals(owner.host()) && share.remoteId().equals(id))
                .findFirst()
                .orElseThrow()
                .rights();
    }

    private void atThePeer(String id, String permissions) {
        peer.server.at("/dav/" + id, exchange -> {
            exchange.getRequestBody().readAllBytes();
            ScriptedPeer.send(
                    exchange,
                    207,
                    "application/xml; charset=utf-8",
                    "<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\" xmlns:o=\"http://open-cloud-mesh.org/ns\">"
                            + "<d:response><d:href>/dav/" + id + "</d:href><d:propstat><d:prop>"
                            + "<d:resourcetype><d:collection/></d:resourcetype><d:getetag>\"1\"</d:getetag>"
                            + "<o:share-permissions>" + permissions + "</o:share-permissions></d:prop>"
                            + "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>");
        });
    }

    @Test
    void an_old_notification_that_comes_again_never_widens_a_right() {
        peer.say(site, "shares", peer.offer(site, "7"));
        JsonObject wide = notice("SHARE_CHANGE_PERMISSION", "7", "\"file\":{\"permissions\":[\"read\",\"write\"]}");
        JsonObject narrow = notice("SHARE_CHANGE_PERMISSION", "7", "\"file\":{\"permissions\":[\"read\"]}");
        assertThat(peer.say(site, "notifications", narrow).status()).isEqualTo(201);
        assertThat(inbox().only().rights()).isEqualTo(Rights.read());

        atThePeer("7", "[\"read\"]");
        assertThat(peer.say(site, "notifications", wide).status()).isEqualTo(201);
        assertThat(inbox().only().rights()).as("the site itself says otherwise").isEqualTo(Rights.read());

        atThePeer("7", "[\"read\",\"write\"]");
        wide.addProperty("again", 1);
        assertThat(peer.say(site, "notifications", wide).status()).isEqualTo(201);
        assertThat(inbox().only().rights().has(Right.UPLOAD)).isTrue();
    }

    @Test
    void a_right_that_cannot_be_asked_for_stays_what_it_was() {
        peer.say(site, "shares", peer.offer(site, "7"));
        peer.say(
                site, "notifications", notice("SHARE_CHANGE_PERMISSION", "7", "\"file\":{\"permissions\":[\"read\"]}"));
        peer.server.at("/dav/7", 503, "{}");
        TrustingHttpClient.Answer answer = peer.say(
                site,
                "notifications",
                notice("SHARE_CHANGE_PERMISSION", "7", "\"file\":{\"permissions\":[\"read\",\"write\"]}"));

        answered(answer, 503, "{\"message\":\"UNAVAILABLE\"}");
        assertThat(answer.header("retry-after")).isNotEmpty();
        assertThat(inbox().only().rights()).isEqualTo(Rights.read());
    }

    @Test
    void permissions_are_read_in_every_form_and_come_from_the_owners_site_alone() {
        peer.say(site, "shares", peer.offer(site, "7"));
        for (String form : List.of(
                "\"file\":{\"permissions\":[\"read\"]}",
                "\"grantee\":\"marie\",\"protocol\":{\"name\":\"multi\",\"webdav\":{\"permissions\":[\"read\"]}}",
                "\"permission\":1")) {
            assertThat(peer.say(site, "notifications", notice("SHARE_CHANGE_PERMISSION", "7", form))
                            .status())
                    .as(form)
                    .isEqualTo(201);
            assertThat(inbox().only().rights()).isEqualTo(Rights.read());
        }
        answered(
                peer.say(site, "notifications", notice("SHARE_CHANGE_PERMISSION", "7", "")),
                400,
                "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":"
                        + "[{\"name\":\"notification\",\"message\":\"NO_PERMISSIONS\"}]}");

        OcmOut sent = outbox().share("home/Relativity", List.of("read"), "marie", peer.host());
        answered(
                peer.say(
                        site,
                        "notifications",
                        notice(
                                "SHARE_CHANGE_PERMISSION",
                                sent.id().value(),
                                "\"file\":{\"permissions\":[\"read\",\"write\"]}")),
                400,
                UNKNOWN);
        assertThat(outbox().shares().getFirst().rights()).isEqualTo(sent.rights());
    }

    @Test
    void what_is_no_notification_is_told_as_such() throws IOException {
        answered(
                peer.say(site, "notifications", "{}"),
                400,
                "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":"
                        + "[{\"name\":\"notificationType\",\"message\":\"REQUIRED\"}]}");
        answered(
                peer.say(site, "notifications", "{\"notificationType\":[]}"),
                400,
                "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":"
                        + "[{\"name\":\"notificationType\",\"message\":\"INVALID\"}]}");
        answered(
                peer.say(site, "notifications", "{\"notificationType\":\"SHARE_UNSHARED\",\"notification\":null}"),
                400,
                "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":"
                        + "[{\"name\":\"providerId\",\"message\":\"REQUIRED\"}]}");
        answered(
                peer.say(site, "notifications", notice("PARTICIPANT_MODIFIED", "7", "")),
                501,
                "{\"message\":\"NOTIFICATION_TYPE_NOT_SUPPORTED\"}");
        answered(
                peer.say(site, "notifications", named("c\u0435rn.ch", notice("SHARE_UNSHARED", "7", ""))),
                400,
                "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":"
                        + "[{\"name\":\"senderDomain\",\"message\":\"INVALID\"}]}");
        answered(
                peer.say(site, "notifications", notice("SHARE_UNSHARED", "x".repeat(2000), "")),
                400,
                "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":"
                        + "[{\"name\":\"providerId\",\"message\":\"INVALID\"}]}");
        assertThat(inbox().shares()).isEmpty();
    }

    @Test
    void what_the_owners_site_ends_is_gone_and_to_end_it_again_does_no_harm() {
        peer.say(site, "shares", peer.offer(site, "7"));
        inbox().accept();
        assertThat(peer.say(site, "notifications", notice("SHARE_UNSHARED", "7", ""))
                        .status())
                .isEqualTo(201);
        assertThat(inbox().shares()).isEmpty();
        JsonObject again = notice("SHARE_UNSHARED", "7", "\"message\":\"again\"");
        answered(peer.say(site, "notifications", again), 201, "{}");
        answered(peer.say(site, "notifications", notice("SHARE_DECLINED", "7", "")), 400, UNKNOWN);
    }
}
