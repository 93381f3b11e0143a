/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.ocm.TrustingHttpClient;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.share.OcmOut;

/** Somebody at another site asks for a share: contacts may, the owner decides, and nobody learns what there is to ask for. */
@OverWire
class OcmShareRequestsTest {

    private static final Caller EINSTEIN = OcmSite.caller(FakeSite.EINSTEIN);
    private static final Caller MARIE = OcmSite.caller(FakeSite.MARIE);
    private static final String NONE = "{\"message\":\"SHARE_NOT_FOUND\"}";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private OcmSite a;

    @SuppressWarnings("NullAway.Init")
    private OcmSite b;

    @SuppressWarnings("NullAway.Init")
    private SigningPeer colleague;

    @SuppressWarnings("NullAway.Init")
    private OcmOut known;

    @BeforeEach
    void start() throws Exception {
        a = new OcmSite(folder.resolve("a"), "127.0.0.1");
        b = new OcmSite(folder.resolve("b"), "127.0.0.2");
        colleague = SigningPeer.signing();
        a.ask("einstein", "MKCOL", "/remote.php/webdav/Relativity", "");
        known = new Outbox(a, EINSTEIN).share("home/Relativity", List.of("read", "write"), "paul", colleague.host());
    }

    @AfterEach
    void stop() throws Exception {
        colleague.close();
        b.close();
        a.close();
    }

    private static UserId remote(OcmSite site, Caller who) {
        return new UserId(site.host, who.user().opaque(), UserType.FEDERATED);
    }

    private static HttpResponse<String> helper(OcmSite site, String user, String name, String body) throws IOException {
        String method = body.isEmpty() ? "GET" : "POST";
        return site.ask(user, method, "/sciencemesh/" + name, body, "Content-Type", "application/json");
    }

    private HttpResponse<String> marieAsks(String share) throws IOException {
        JsonObject body = new JsonObject();
        body.addProperty("owner", EINSTEIN.user().opaque() + "@" + a.host);
        body.addProperty("share", share);
        return helper(b, "marie", "request-share", body.toString());
    }

    private JsonArray waiting(String user) throws IOException {
        HttpResponse<String> list = helper(a, user, "list-share-requests", "");
        assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
        return JsonParser.parseString(list.body()).getAsJsonArray();
    }

    private static String id(JsonArray waiting) {
        return waiting.get(0).getAsJsonObject().get("id").getAsString();
    }

    @Test
    void a_contact_asks_the_owner_accepts_and_the_contact_has_the_share() throws Exception {
        a.befriend(EINSTEIN.user(), remote(b, MARIE));
        assertThat(marieAsks(known.id().value()).statusCode()).isEqualTo(200);
        assertThat(marieAsks(known.id().value()).statusCode()).isEqualTo(200);

        JsonArray waiting = waiting("einstein");
        assertThat(waiting).as("to ask again is to ask once").hasSize(1);
        JsonObject one = waiting.get(0).getAsJsonObject();
        assertThat(one.get("name").getAsString()).isEqualTo("Relativity");
        assertThat(one.get("idp").getAsString()).isEqualTo(b.host);
        assertThat(one.get("user_id").getAsString()).isEqualTo(MARIE.user().opaque());
        assertThat(waiting("marie")).isEmpty();
        assertThat(b.received(MARIE))
                .as("nothing is shared before the owner decides")
                .isEmpty();

        String accept = "{\"id\":\"" + id(waiting) + "\"}";
        assertThat(helper(a, "marie", "accept-share-request", accept).statusCode())
                .as("another one's request")
                .isEqualTo(404);
        assertThat(helper(a, "einstein", "accept-share-request", accept).statusCode())
                .isEqualTo(200);
        assertThat(new Inbox(b, MARIE).only().rights()).isEqualTo(OcmPermissions.of(List.of("read")));
        assertThat(waiting("einstein")).isEmpty();
        assertThat(helper(a, "einstein", "accept-share-request", accept).statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_declined_request_is_gone_and_so_is_one_whose_share_or_contact_has_ended() throws Exception {
        a.befriend(EINSTEIN.user(), remote(b, MARIE));
        marieAsks(known.id().value());
        String decline = "{\"id\":\"" + id(waiting("einstein")) + "\"}";
        assertThat(helper(a, "einstein", "decline-share-request", decline).statusCode())
                .isEqualTo(200);
        assertThat(waiting("einstein")).isEmpty();

        marieAsks(known.id().value());
        String late = "{\"id\":\"" + id(waiting("einstein")) + "\"}";
        new Outbox(a, EINSTEIN).remove(known);
        assertThat(waiting("einstein")).isEmpty();
        assertThat(helper(a, "einstein", "accept-share-request", late).statusCode())
                .isEqualTo(404);
        assertThat(b.received(MARIE)).isEmpty();
    }

    private JsonObject request(String owner, String who, String share) {
        JsonObject body = new JsonObject();
        body.addProperty("owner", owner + "@" + a.host);
        body.addProperty("shareWith", who + "@" + colleague.host());
        body.addProperty("share", share);
        return body;
    }

    private static void answered(TrustingHttpClient.Answer answer, int status, String body) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json()).isEqualTo(JsonParser.parseString(body));
    }

    @Test
    void what_is_not_there_and_what_is_not_for_who_asks_is_answered_alike() throws Exception {
        String einstein = EINSTEIN.user().opaque();
        String id = known.id().value();
        answered(colleague.say(a, "request-share", request(einstein, "stranger", id)), 404, NONE);
        a.befriend(EINSTEIN.user(), new UserId(colleague.host(), "paul", UserType.FEDERATED));
        answered(colleague.say(a, "request-share", request(einstein, "another", id)), 404, NONE);
        answered(colleague.say(a, "request-share", request(einstein, "paul", "never-was")), 404, NONE);
        answered(colleague.say(a, "request-share", request(einstein, "paul", "../x")), 404, NONE);
        answered(colleague.say(a, "request-share", request(MARIE.user().opaque(), "paul", id)), 404, NONE);
        answered(colleague.say(a, "request-share", request("nobody", "paul", id)), 404, NONE);
        JsonObject elsewhere = request(einstein, "paul", id);
        elsewhere.addProperty("owner", einstein + "@" + b.host);
        answered(colleague.say(a, "request-share", elsewhere), 404, NONE);
        assertThat(waiting("einstein")).isEmpty();

        assertThat(colleague
                        .say(a, "request-share", request(einstein, "paul", id))
                        .status())
                .isEqualTo(201);
        assertThat(waiting("einstein")).hasSize(1);
    }

    @Test
    void a_request_must_be_signed_by_the_site_of_who_asks_and_be_whole() throws Exception {
        a.befriend(EINSTEIN.user(), new UserId(colleague.host(), "paul", UserType.FEDERATED));
        JsonObject request =
                request(EINSTEIN.user().opaque(), "paul", known.id().value());
        answered(
                SigningPeer.unsigned(a, "request-share", request.toString()),
                401,
                "{\"message\":\"SIGNATURE_REQUIRED\"}");
        try (SigningPeer old = SigningPeer.unsigned("1.4.0", "")) {
            JsonObject fromOld = request.deepCopy();
            fromOld.addProperty("shareWith", "paul@" + old.host());
            answered(old.say(a, "request-share", fromOld), 401, "{\"message\":\"SIGNATURE_REQUIRED\"}");
        }
        try (SigningPeer other = SigningPeer.signing()) {
            answered(other.say(a, "request-share", request), 401, "{\"message\":\"KEY_UNKNOWN\"}");
        }
        answered(
                colleague.say(a, "request-share", "{\"owner\":1}"),
                400,
                "{\"message\":\"VALIDATION_FAILED\",\"validationErrors\":[{\"name\":\"owner\",\"message\":\"INVALID\"},"
                        + "{\"name\":\"shareWith\",\"message\":\"REQUIRED\"},"
                        + "{\"name\":\"share\",\"message\":\"REQUIRED\"}]}");
        assertThat(waiting("einstein")).isEmpty();
    }

    @Test
    void a_site_that_takes_no_requests_is_told_as_such() throws Exception {
        JsonObject body = new JsonObject();
        body.addProperty("owner", "paul@" + colleague.host());
        body.addProperty("share", "7");
        colleague.server.at("/ocm/request-share", 501, "{\"message\":\"NOT_IMPLEMENTED\"}");
        assertThat(helper(b, "marie", "request-share", body.toString()).statusCode())
                .isEqualTo(501);
        colleague.server.at("/ocm/request-share", 404, "{}");
        assertThat(helper(b, "marie", "request-share", body.toString()).statusCode())
                .isEqualTo(404);
        body.addProperty("owner", "paul");
        assertThat(helper(b, "marie", "request-share", body.toString()).statusCode())
                .isEqualTo(400);
    }
}
