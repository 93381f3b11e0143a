/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.ocm.ScriptedPeer;
import org.weft.kernel.ocm.TrustingHttpClient;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.share.OcmOut;

/** Secrets are exchanged for access tokens: by whom they were given to, and by nobody else. */
@OverWire
class OcmTokenTest {

    private static final Caller EINSTEIN = OcmSite.caller(FakeSite.EINSTEIN);
    private static final Caller MARIE = OcmSite.caller(FakeSite.MARIE);

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private OcmSite site;

    @SuppressWarnings("NullAway.Init")
    private SigningPeer peer;

    @BeforeEach
    void start() throws Exception {
        site = new OcmSite(folder.resolve("a"), "127.0.0.1", "must-exchange-token = true");
        peer = SigningPeer.signing();
        peer.server.discovered(
                "1.4.0",
                ",\"resourceTypes\":[{\"name\":\"folder\",\"shareTypes\":[\"user\"],\"protocols\":{\"webdav\":\"/dav/\","
                        + "\"webdav-receive\":{\"uri\":\"absolute\"}}}],\"capabilities\":[\"http-sig\",\"exchange-token\","
                        + "\"notifications\"],\"jwksUri\":\"" + peer.server.url() + "/keys\",\"tokenEndPoint\":\""
                        + peer.server.url() + "/token\"");
        site.ask("einstein", "MKCOL", "/remote.php/webdav/Relativity", "");
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        site.close();
    }

    private OcmOut share() {
        return new Outbox(site, EINSTEIN).share("home/Relativity", List.of("read"), "marie", peer.host());
    }

    private static String form(String client, String code) {
        return "grant_type=authorization_code&client_id=" + URLEncoder.encode(client, StandardCharsets.UTF_8) + "&code="
                + URLEncoder.encode(code, StandardCharsets.UTF_8);
    }

    private static void refused(TrustingHttpClient.Answer answer, int status, String word) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().get("error").getAsString()).isEqualTo(word);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }

    private int opens(OcmOut share, String bearer) throws IOException {
        return site.send(
                        "PROPFIND",
                        "/remote.php/dav/ocm/" + share.id(),
                        "",
                        "Depth",
                        "0",
                        "Authorization",
                        "Bearer " + bearer)
                .statusCode();
    }

    @Test
    void a_token_is_given_for_the_secret_and_dies_with_the_share() throws IOException {
        OcmOut share = share();
        String secret = site.secret(share.id());
        TrustingHttpClient.Answer answer = peer.form(site, form(peer.host(), secret), true);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("token_type").getAsString()).isEqualTo("Bearer");
        assertThat(answer.json().get("expires_in").getAsLong()).isBetween(60L, 3600L);
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        String token = answer.json().get("access_token").getAsString();
        assertThat(opens(share, token)).isEqualTo(207);
        assertThat(opens(share, secret)).as("the secret alone opens nothing").isEqualTo(401);

        String again = form(peer.host(), secret) + "&x=1";
        String second = peer.form(site, again, true).json().get("access_token").getAsString();
        assertThat(opens(share, second)).isEqualTo(207);
        assertThat(opens(share, token)).as("the first one is good still").isEqualTo(207);

        new Outbox(site, EINSTEIN).remove(share);
        assertThat(opens(share, token)).isEqualTo(401);
        refused(peer.form(site, form(peer.host(), secret) + "&x=2", true), 400, "invalid_grant");
    }

    /** As with a signature that is the same for the same second, when a peer reads several files at once. */
    @Test
    void who_asks_twice_in_a_second_gets_a_token_twice() throws IOException {
        OcmOut share = share();
        String body = form(peer.host(), site.secret(share.id()));
        Map<String, String> headers = signed(body);
        for (int time = 0; time < 3; time++) {
            TrustingHttpClient.Answer answer = TrustingHttpClient.send("POST", tokens(), headers, body);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(opens(share, answer.json().get("access_token").getAsString()))
                    .isEqualTo(207);
        }
    }

    @Test
    void what_somebody_else_heard_and_says_again_gets_no_token() throws IOException {
        OcmOut share = share();
        String body = form(peer.host(), site.secret(share.id()));
        Map<String, String> headers = signed(body);
        assertThat(TrustingHttpClient.send("POST", tokens(), headers, body).status())
                .isEqualTo(200);

        refused(TrustingHttpClient.from("127.0.0.77", tokens(), headers, body), 401, "invalid_client");
        site.state.write(connection -> {
            try (Statement earlier = connection.createStatement()) {
                return earlier.executeUpdate("UPDATE ocm_seen_message SET came = came - 11000");
            }
        });
        refused(TrustingHttpClient.send("POST", tokens(), headers, body), 401, "invalid_client");
    }

    private URI tokens() {
        return site.url.resolve("/ocm/token");
    }

    private Map<String, String> signed(String body) {
        Map<String, String> headers = new HashMap<>(peer.hand.headers(tokens(), body, Instant.now()));
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        return headers;
    }

    @Test
    void a_client_that_no_name_server_knows_is_none() throws IOException {
        refused(peer.form(site, form("no-such-host.invalid", "x"), true), 400, "invalid_client");
        peer.server.at("/.well-known/ocm", 503, "{}").at("/ocm-provider/", 503, "{}");
        try (ScriptedPeer silent = new ScriptedPeer()) {
            silent.at("/.well-known/ocm", 503, "{}").at("/ocm-provider/", 503, "{}");
            TrustingHttpClient.Answer later = peer.form(site, form(silent.host().text(), "x"), true);
            assertThat(later.status()).as("one that is down may come again").isEqualTo(503);
            assertThat(later.header("retry-after")).isNotEmpty();
        }
    }

    @Test
    void nobody_else_gets_a_token_and_cannot_tell_a_secret_from_none() throws IOException {
        OcmOut share = share();
        String secret = site.secret(share.id());
        try (SigningPeer other = SigningPeer.signing()) {
            refused(other.form(site, form(other.host(), secret), true), 400, "invalid_grant");
            refused(other.form(site, form(other.host(), "guessed"), true), 400, "invalid_grant");
            refused(other.form(site, form(peer.host(), secret), true), 401, "invalid_client");
        }
        refused(peer.form(site, form(peer.host(), secret), false), 401, "invalid_client");
        refused(peer.form(site, form("no host", secret), true), 400, "invalid_client");
        refused(peer.form(site, form("c\u0435rn.ch", secret), true), 400, "invalid_client");
        refused(peer.form(site, form(site.host, secret), true), 400, "invalid_client");
    }

    @Test
    void who_guesses_secrets_is_slowed_down_and_finds_nothing() throws IOException {
        OcmOut share = new Outbox(site, EINSTEIN).share("home/Relativity", List.of("read"), "marie", peer.host());
        for (int guess = 0; guess < 200; guess++) {
            assertThat(opens(share, "guess-" + guess)).isEqualTo(401);
        }
        assertThat(opens(share, "guess")).isEqualTo(429);
    }

    @Test
    void what_is_no_request_for_a_token_is_told_in_the_words_of_rfc_6749() throws IOException {
        refused(peer.form(site, "x", true), 400, "invalid_request");
        refused(peer.form(site, "grant_type=authorization_code&code=x", true), 400, "invalid_request");
        refused(
                peer.form(site, form(peer.host(), "x").replace("authorization_code", "password"), true),
                400,
                "unsupported_grant_type");
        String json = "{\"grant_type\":\"ocm_authorization_code\",\"client_id\":\"" + peer.host()
                + "\",\"code\":\"guessed\"}";
        refused(peer.say(site, "token", json), 400, "invalid_grant");
        Map<String, String> text = new HashMap<>(signed(json));
        text.put("Content-Type", "text/plain");
        refused(TrustingHttpClient.send("POST", tokens(), text, json), 400, "invalid_request");
        assertThat(peer.form(site, "code=" + "x".repeat(70_000), true).status()).isEqualTo(413);
    }

    private void atThePeer(AtomicInteger exchanged, String expires) {
        peer.server.at("/token", exchange -> {
            exchange.getRequestBody().readAllBytes();
            int number = exchanged.incrementAndGet();
            ScriptedPeer.send(
                    exchange,
                    200,
                    "application/json",
                    "{\"access_token\":\"t" + number + "\",\"token_type\":\"bearer\",\"expires_in\":" + expires + "}");
        });
        peer.server.at("/dav/7", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean good = ("Bearer t" + exchanged.get())
                    .equals(exchange.getRequestHeaders().getFirst("Authorization"));
            ScriptedPeer.send(
                    exchange,
                    good ? 207 : 401,
                    "application/xml; charset=utf-8",
                    "<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>/dav/7</d:href>"
                            + "<d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop>"
                            + "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>");
        });
    }

    private void receive() {
        var offer = peer.offer(site, "7");
        offer.getAsJsonObject("protocol")
                .getAsJsonObject("webdav")
                .add("requirements", JsonParser.parseString("[\"must-exchange-token\"]"));
        assertThat(peer.say(site, "shares", offer).status()).isEqualTo(201);
        new Inbox(site, MARIE).accept();
    }

    private int looked() throws IOException {
        return site.ask("marie", "PROPFIND", "/remote.php/dav/tree/shares/Papers", "", "Depth", "0")
                .statusCode();
    }

    @Test
    void many_who_look_at_once_exchange_once() throws Exception {
        AtomicInteger exchanged = new AtomicInteger();
        atThePeer(exchanged, "3600");
        receive();
        List<Future<Integer>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                all.add(threads.submit(this::looked));
            }
        }
        for (Future<Integer> each : all) {
            assertThat(each.get()).isEqualTo(207);
        }
        assertThat(exchanged.get()).isEqualTo(1);
    }

    @Test
    void a_token_that_is_refused_is_exchanged_anew_once() throws IOException {
        AtomicInteger exchanged = new AtomicInteger();
        atThePeer(exchanged, "3600");
        receive();
        assertThat(looked()).isEqualTo(207);

        exchanged.incrementAndGet(); // the peer gave another one to somebody else, which ended ours
        assertThat(looked()).isEqualTo(207);
        assertThat(exchanged.get()).isEqualTo(3);
    }

    @Test
    void a_share_whose_secret_is_good_for_no_token_any_more_is_gone_and_one_whose_peer_is_silent_is_not()
            throws IOException {
        AtomicInteger exchanged = new AtomicInteger();
        atThePeer(exchanged, "3600");
        receive();
        peer.server.at("/token", 500, "{}");
        assertThat(looked()).isEqualTo(503);
        peer.server.at("/token", 200, "<html>");
        assertThat(looked()).isEqualTo(503);
        peer.server.at("/token", 400, "{\"error\":\"invalid_grant\"}");
        assertThat(looked()).isEqualTo(404);
        atThePeer(exchanged, "\"x\"");
        assertThat(looked()).isEqualTo(207);
    }
}
