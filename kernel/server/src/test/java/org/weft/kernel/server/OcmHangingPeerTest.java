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
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.client.OutboundTimeouts;
import org.weft.kernel.ocm.TrustingHttpClient;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.Eventually;
import org.weft.kernel.testing.HangingPeer;
import org.weft.kernel.testing.HangingPeer.Way;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Unavailable;

/**
 * A site that accepts connections and never answers, or drips: whoever waits for it is told within the limits, its connections
 * are given up, and nobody else waits. The limit of the test is far above all of them, and far below what it would take if
 * callers waited one after the other.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@OverWire
class OcmHangingPeerTest {

    private static final Caller EINSTEIN = OcmSite.caller(FakeSite.EINSTEIN);
    private static final Caller MARIE = OcmSite.caller(FakeSite.MARIE);
    private static final int AT_ONCE = 5;

    /** In the proportions of what a site has, and a fraction of it. */
    private static final OutboundTimeouts LITTLE = new OutboundTimeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(4),
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            Duration.ofSeconds(8));

    private static final String MULTISTATUS = "<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\">"
            + "<d:response><d:href>%s</d:href><d:propstat><d:prop><d:resourcetype>%s</d:resourcetype>"
            + "<d:getcontentlength>3</d:getcontentlength><d:getetag>\"1\"</d:getetag></d:prop>"
            + "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>";

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @SuppressWarnings("NullAway.Init")
    private OcmSite site;

    @BeforeEach
    void start() throws Exception {
        site = new OcmSite(folder.resolve("a"), "127.0.0.1", LITTLE);
        site.ask("einstein", "MKCOL", "/remote.php/webdav/Relativity", "");
    }

    @AfterEach
    void stop() throws Exception {
        threads.shutdownNow();
        site.close();
    }

    private <T> List<Future<T>> many(Callable<T> call) {
        List<Future<T>> all = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            all.add(threads.submit(call));
        }
        return all;
    }

    @Test
    void whoever_speaks_to_it_is_told_that_it_does_not_answer() throws Exception {
        List<HangingPeer> peers = new ArrayList<>();
        try {
            List<Future<?>> all = new ArrayList<>();
            for (Way way : Way.values()) {
                peers.add(new HangingPeer(way));
                peers.add(new HangingPeer(way).discovered(",\"capabilities\":[\"invites\",\"notifications\"]"));
            }
            for (HangingPeer peer : peers) {
                all.add(threads.submit(() -> assertThatThrownBy(() -> new Outbox(site, EINSTEIN)
                                .share("home/Relativity", List.of("read"), "marie", peer.host()))
                        .isInstanceOf(Unavailable.class)));
                all.add(threads.submit(() -> assertThatThrownBy(() -> site.invitations.forward(
                                FakeSite.EINSTEIN, "t".repeat(40), Optional.of(PeerHost.parse(peer.host()))))
                        .isInstanceOf(Unavailable.class)));
            }
            for (Future<?> each : all) {
                each.get(100, TimeUnit.SECONDS);
            }
            assertThat(site.sent(EINSTEIN)).isEmpty();
            assertThat(site.ask("einstein", "PROPFIND", "/remote.php/webdav/", "", "Depth", "1")
                            .statusCode())
                    .isEqualTo(207);
            assertThat(site.pendingNotices())
                    .as("those that may have got the share are told its end until they hear of it")
                    .isPositive();
            Eventually.until(() -> peers.stream().allMatch(peer -> peer.open() == 0));
        } finally {
            peers.forEach(HangingPeer::close);
        }
    }

    private void offered(HangingPeer peer, String id, String more) throws IOException {
        JsonObject share = new JsonObject();
        share.addProperty("shareWith", "marie@" + site.host);
        share.addProperty("name", id);
        share.addProperty("providerId", id);
        share.addProperty("owner", "albert@" + peer.host());
        share.addProperty("sender", "albert@" + peer.host());
        share.addProperty("shareType", "user");
        share.addProperty("resourceType", "folder");
        share.add(
                "protocol",
                JsonParser.parseString("{\"name\":\"multi\",\"webdav\":{\"uri\":\"" + peer.url() + "/dav/" + id
                        + "\",\"sharedSecret\":\"s\",\"permissions\":[\"read\",\"write\"]" + more + "}}"));
        TrustingHttpClient.Answer answer = SigningPeer.unsigned(site, "shares", share.toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private void offering(HangingPeer peer) throws IOException {
        String way = "/dav/half" + peer.way();
        peer.discovered(",\"capabilities\":[\"exchange-token\"],\"tokenEndPoint\":\"" + peer.url() + "/token\"")
                .answering(
                        "PROPFIND " + way,
                        "207 Multi-Status",
                        "application/xml; charset=utf-8",
                        MULTISTATUS.formatted(way, "<d:collection/>"))
                .answering(
                        "PROPFIND " + way + "/a.txt",
                        "207 Multi-Status",
                        "application/xml; charset=utf-8",
                        MULTISTATUS.formatted(way + "/a.txt", ""));
        offered(peer, "whole" + peer.way(), "");
        offered(peer, "half" + peer.way(), "");
        offered(peer, "exchanged" + peer.way(), ",\"requirements\":[\"must-exchange-token\"]");
    }

    @Test
    void a_share_that_hangs_answers_503_and_keeps_nobody_else_waiting() throws Exception {
        List<HangingPeer> peers = new ArrayList<>();
        try (SigningPeer good = SigningPeer.signing()) {
            for (Way way : Way.values()) {
                peers.add(new HangingPeer(way));
                offering(peers.getLast());
            }
            acceptAll();
            List<Future<Integer>> hanging = new ArrayList<>();
            for (Way way : Way.values()) {
                hanging.addAll(many(() -> marie("PROPFIND", "whole" + way, "")));
                hanging.addAll(many(() -> marie("PROPFIND", "exchanged" + way, "")));
                hanging.addAll(many(() -> marie("PUT", "half" + way + "/a.txt", "new")));
                if (way != Way.DRIPPING_BODY) {
                    hanging.addAll(many(() -> marie("GET", "half" + way + "/a.txt", "")));
                }
            }
            for (int i = 0; i < AT_ONCE; i++) {
                assertThat(site.ask("marie", "PUT", "/remote.php/webdav/own-" + i, "mine")
                                .statusCode())
                        .isEqualTo(201);
            }
            assertThat(good.say(site, "shares", good.offer(site, "7")).status()).isEqualTo(201);
            for (Future<Integer> each : hanging) {
                assertThat(each.get(150, TimeUnit.SECONDS)).isEqualTo(503);
            }
            Eventually.until(() -> peers.stream().allMatch(peer -> peer.open() == 0));
        } finally {
            peers.forEach(HangingPeer::close);
        }
    }

    private void acceptAll() {
        site.received(MARIE)
                .forEach(share -> new Inbox(site, MARIE).accept(share.share().id()));
    }

    private String listing() throws IOException {
        HttpResponse<String> answer = site.ask("marie", "PROPFIND", "/remote.php/webdav/Shares/", "", "Depth", "1");
        assertThat(answer.statusCode()).isEqualTo(207);
        return answer.body();
    }

    /** One wait for each of them would be longer than the test may take. */
    @Test
    void a_listing_waits_once_for_a_site_that_hangs_and_leaves_nothing_of_it_out() throws Exception {
        try (HangingPeer peer = new HangingPeer(Way.SILENT)) {
            offering(peer);
            for (int i = 0; i < 60; i++) {
                offered(peer, "more" + i, "");
            }
            acceptAll();
            String listing = listing();
            assertThat(listing).contains("/Shares/more0/", "/Shares/more59/", "/Shares/halfSILENT/");
            assertThat(listing()).contains("/Shares/more0/", "/Shares/more59/", "/Shares/halfSILENT/");
        }
    }

    @Test
    void a_listing_tells_of_what_a_site_shared_that_is_gone_as_it_was_seen() throws Exception {
        String before;
        try (HangingPeer peer = new HangingPeer(Way.SILENT)) {
            String way = "/dav/seen";
            peer.discovered("")
                    .answering(
                            "PROPFIND " + way,
                            "207 Multi-Status",
                            "application/xml; charset=utf-8",
                            MULTISTATUS.formatted(way, "<d:collection/>"));
            offered(peer, "seen", "");
            acceptAll();
            assertThat(listing()).contains("/Shares/seen/");
            before = listing(); // by now what the folder comes to counts it too
        }
        assertThat(listing()).isEqualTo(before);
        assertThat(marie("PROPFIND", "seen", "")).isEqualTo(503);
    }

    private int marie(String method, String below, String body) throws IOException {
        return site.ask("marie", method, "/remote.php/webdav/Shares/" + below, body, "Depth", "0")
                .statusCode();
    }
}
