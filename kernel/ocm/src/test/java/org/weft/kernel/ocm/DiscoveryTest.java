/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.testing.OverWire;
import org.weft.kernel.testing.SteppingClock;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;

@OverWire
class DiscoveryTest {

    @TempDir
    private Path data;

    private final SteppingClock clock = new SteppingClock();
    private LabSite site;
    private ScriptedPeer peer;

    @BeforeEach
    void start() throws IOException {
        site = new LabSite(data, "127.0.0.1", clock, java.util.List.of(), settings -> settings);
        peer = new ScriptedPeer();
    }

    @AfterEach
    void stop() {
        peer.close();
        site.close();
    }

    private Peer look() {
        return site.network.peers().at(peer.host());
    }

    @Test
    void a_peer_of_the_present_version_is_read_whole() {
        peer.discovered(
                "1.4.0",
                ",\"provider\":\"X\",\"capabilities\":[\"http-sig\",\"exchange-token\",\"other\"],\"criteria\":[\"must-invite\"],"
                        + "\"tokenEndPoint\":\"" + peer.url() + "/t\",\"jwksUri\":\"" + peer.url()
                        + "/keys\",\"inviteAcceptDialog\":\"/accept\",\"resourceTypes\":[{\"name\":\"file\",\"shareTypes\":"
                        + "[\"user\"],\"protocols\":{\"webdav\":\"/dav/ocm\",\"webdav-receive\":{\"uri\":\"relative\"}}}]");

        Peer found = look();

        assertThat(found.capabilities()).containsExactlyInAnyOrder(Capability.HTTP_SIG, Capability.EXCHANGE_TOKEN);
        assertThat(found.criteria()).containsExactly(Criterion.MUST_INVITE);
        assertThat(found.endPoint()).hasToString(peer.url() + "/ocm");
        assertThat(found.tokenEndPoint()).get().hasToString(peer.url() + "/t");
        assertThat(found.inviteAcceptDialog()).get().hasToString(peer.url() + "/accept");
        assertThat(found.webdav()).get().hasToString(peer.url() + "/dav/ocm/");
        assertThat(found.wantsRelativeUris()).isTrue();
        assertThat(found.report().older()).isEmpty();
    }

    @Test
    void words_of_older_versions_are_understood() {
        peer.at(
                "/ocm-provider/",
                200,
                peer.document(
                        "1.0-proposal1",
                        ",\"shareTypes\":[{\"name\":\"file\",\"protocols\":{\"webdav\":\"/public.php/webdav/\"}}],"
                                + "\"capabilities\":[\"/invite-accepted\",\"/notifications\"],\"criteria\":[\"invite\"]"));

        Peer found = look();

        assertThat(found.capabilities()).containsExactlyInAnyOrder(Capability.INVITES, Capability.NOTIFICATIONS);
        assertThat(found.demands(Criterion.MUST_INVITE)).isTrue();
        assertThat(found.webdav()).get().hasToString(peer.url() + "/public.php/webdav/");
        assertThat(found.takesProtocolObjects()).isFalse();
        assertThat(found.report().older()).hasSize(4);
    }

    @Test
    void what_was_found_is_remembered_for_an_hour_and_asked_once_at_a_time() throws InterruptedException {
        peer.discovered("1.4.0", "");
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofVirtual().start(this::look);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(peer.count("/.well-known/ocm")).isEqualTo(1);
        clock.forward(Duration.ofMinutes(61));
        look();
        assertThat(peer.count("/.well-known/ocm")).isEqualTo(2);
    }

    @Test
    void that_there_is_nothing_is_remembered_for_a_moment() {
        assertThatThrownBy(this::look).isInstanceOf(NotFound.class);
        assertThatThrownBy(this::look).isInstanceOf(NotFound.class);
        assertThat(peer.count("/.well-known/ocm")).isEqualTo(1);

        clock.forward(Duration.ofMinutes(2));
        peer.discovered("1.4.0", "");
        assertThat(look().host()).isEqualTo(peer.host());
    }

    @ParameterizedTest
    @CsvSource({"endPoint", "tokenEndPoint", "jwksUri", "inviteAcceptDialog"})
    void a_url_that_leads_to_another_server_is_not_used(String member) {
        String elsewhere = "\"" + member + "\":\"http://127.0.0.9/ocm\"";
        if (member.equals("endPoint")) {
            peer.at("/.well-known/ocm", 200, "{\"enabled\":true," + elsewhere + "}");
            assertThatThrownBy(this::look).isInstanceOf(NotFound.class).hasMessageContaining("no end point of its own");
            return;
        }
        peer.discovered("1.4.0", ",\"capabilities\":[\"http-sig\",\"exchange-token\"]," + elsewhere);
        Peer found = look();
        assertThat(found.report().doubts()).anyMatch(doubt -> doubt.startsWith(member));
        assertThat(found.tokenEndPoint()).isEmpty();
        assertThat(found.can(Capability.EXCHANGE_TOKEN)).isFalse();
        if (member.equals("jwksUri")) {
            assertThat(found.jwksUri()).isEmpty();
        }
    }

    @Test
    void a_redirect_within_the_server_is_followed_once_and_no_other() {
        peer.at("/ocm-provider/", exchange -> redirect(exchange, "/elsewhere"));
        peer.at("/elsewhere", 200, peer.document("1.2.0", ""));
        assertThat(look().version().isAtLeast(1, 2)).isTrue();

        peer.at("/elsewhere", exchange -> redirect(exchange, "/further"));
        peer.at("/further", 200, peer.document("1.2.0", ""));
        assertThatThrownBy(() -> site.network.peers().again(peer.host())).isInstanceOf(NotFound.class);
        assertThat(peer.count("/further")).isZero();
    }

    @Test
    void nobody_is_followed_to_another_server() throws IOException {
        try (ScriptedPeer other = new ScriptedPeer()) {
            other.discovered("1.4.0", "");
            peer.at("/.well-known/ocm", exchange -> redirect(exchange, other.url() + "/.well-known/ocm"));

            assertThatThrownBy(this::look).isInstanceOf(NotFound.class);
            assertThat(other.count("/.well-known/ocm")).isZero();
        }
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
    }

    @Test
    void a_document_of_ten_megabytes_is_not_read() {
        peer.at("/.well-known/ocm", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write("{\"enabled\":true,\"provider\":\"".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                for (int i = 0; i < 160; i++) {
                    out.write("x".repeat(64 << 10).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                }
            }
        });

        assertThatThrownBy(this::look).isInstanceOf(NotFound.class).hasMessageContaining("more than");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>Welcome</body></html>",
                "[]",
                "",
                "null",
                "{\"enabled\":false,\"endPoint\":\"/ocm\"}",
                "{\"endPoint\":\"/ocm\"}",
                "{\"enabled\":true,\"endPoint\":17}",
                "{\"enabled\":true,\"endPoint\":\"//127.0.0.9/ocm\"}",
                "{\"enabled\":true,\"endPoint\":\"/ocm\"} trailing",
                "{enabled:true}"
            })
    void what_is_no_document_is_no_peer(String body) {
        peer.at("/.well-known/ocm", exchange -> ScriptedPeer.send(exchange, 200, "text/html", body));

        assertThatThrownBy(this::look).isInstanceOf(NotFound.class);
    }

    @Test
    void a_document_nested_deeply_is_no_document() {
        peer.at("/.well-known/ocm", 200, "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");

        assertThatThrownBy(this::look).isInstanceOf(NotFound.class);
    }

    @Test
    void members_of_wrong_types_are_overlooked() {
        peer.discovered(
                "1.4.0",
                ",\"capabilities\":{\"a\":1},\"criteria\":[1,null,{}],\"resourceTypes\":[1,{\"name\":2},{\"protocols\":[]}],"
                        + "\"provider\":[\"\\u202e\"]");

        assertThat(look().capabilities()).isEmpty();
    }

    @Test
    void a_server_that_is_down_is_unavailable() throws IOException {
        PeerHost gone;
        try (ScriptedPeer other = new ScriptedPeer()) {
            gone = other.host();
        }

        assertThatThrownBy(() -> site.network.peers().at(gone)).isInstanceOf(Unavailable.class);
    }

    @Test
    void a_server_that_is_denied_is_never_asked() {
        assertThatThrownBy(() -> site.network.peers().at(PeerHost.parse("evil.example")))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> site.network.peers().at(site.host()))
                .isInstanceOf(Forbidden.class)
                .hasMessageContaining("this site itself");
    }

    @Test
    void the_own_document_is_served_at_every_address_and_without_a_body_for_head() throws IOException {
        for (String path : new String[] {"/.well-known/ocm", "/ocm-provider", "/ocm-provider/"}) {
            TrustingHttpClient.Answer answer = TrustingHttpClient.get(site.uri(path), Map.of());
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.json().get("apiVersion").getAsString()).isEqualTo("1.4.0");
            assertThat(answer.json().get("endPoint").getAsString()).isEqualTo(site.url() + "/ocm");
            assertThat(answer.header("cache-control")).contains("max-age=3600");
            assertThat(answer.body())
                    .as("nothing is promised that nobody here can keep")
                    .doesNotContain("mfa");
            assertThat(TrustingHttpClient.send("HEAD", site.uri(path), Map.of(), "")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(TrustingHttpClient.send("POST", site.uri("/.well-known/ocm"), Map.of(), "{}")
                        .status())
                .isEqualTo(405);
    }

    @Test
    void nextcloud_is_told_a_version_that_it_knows() throws IOException {
        TrustingHttpClient.Answer answer =
                TrustingHttpClient.get(site.uri("/ocm-provider/"), Map.of("User-Agent", "Nextcloud Server Crawler"));

        assertThat(answer.json().get("apiVersion").getAsString()).isEqualTo("1.1");
    }

    @Test
    void a_site_reads_its_own_document_without_a_doubt() throws IOException {
        try (LabSite other = new LabSite(data.resolve("other"), "127.0.0.2")) {
            Peer found = other.network.peers().at(site.host());

            assertThat(found.report().doubts()).isEmpty();
            assertThat(found.report().older()).isEmpty();
            assertThat(found.takes("folder", "user", "webdav")).isTrue();
            assertThat(found.takes("folder", "group", "webdav")).isFalse();
            assertThat(found.can(Capability.HTTP_SIG)).isTrue();
            assertThat(other.network
                            .peerKeys()
                            .now(found, found.jwksUri().orElseThrow())
                            .kids())
                    .hasSize(2);
        }
    }

    @Test
    void a_site_without_an_address_says_that_it_takes_no_part() throws IOException {
        try (LabSite quiet = new LabSite(
                data.resolve("quiet"),
                "127.0.0.2",
                clock,
                java.util.List.of(),
                settings -> LabSite.lab(java.util.Optional.empty()))) {
            assertThat(TrustingHttpClient.get(quiet.uri("/.well-known/ocm"), Map.of())
                            .json()
                            .get("enabled")
                            .getAsBoolean())
                    .isFalse();
            assertThat(TrustingHttpClient.send("POST", quiet.uri("/ocm/invite-accepted"), Map.of(), "{}")
                            .status())
                    .isEqualTo(501);
            assertThat(TrustingHttpClient.get(quiet.uri("/.well-known/jwks.json"), Map.of())
                            .status())
                    .isEqualTo(404);
        }
    }
}
