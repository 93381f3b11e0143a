/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundPolicy;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.kernel.testing.SteppingClock;

/** How much one peer, or one address, may say to a site that is no laboratory. */
@OverWire
class PeerRatesTest {

    @org.junit.jupiter.api.io.TempDir
    private java.nio.file.Path data;

    private final SteppingClock clock = new SteppingClock();
    private final OutboundClient outbound = new OutboundClient(OutboundPolicy.LAB, "Weft/test");
    private FakeSite people;
    private ScriptedPeer peer;
    private ScriptedPeer other;
    private HttpServer http;
    private URI url;

    @BeforeEach
    void start() throws IOException {
        people = new FakeSite(data);
        peer = new ScriptedPeer();
        other = new ScriptedPeer();
        OcmSettings lab = LabSite.lab(Optional.of(URI.create("http://127.0.0.1:1")));
        OcmSettings strict = new OcmSettings(lab.site(), "1.4.0", "Site", false, false, false, true, true, true, false);
        PeerTrust trust = new PeerTrust(PeerTrust.Rules.of(lab.host(), List.of(), true), List.of());
        PeerAuthenticator door = new PeerAuthenticator(
                strict,
                trust,
                new PeerCache(lab, trust, outbound, clock),
                new PeerKeys(outbound, clock),
                LabSite.seen(people),
                clock);
        Router router = new Router();
        router.at("/ocm/echo", EndpointAccess.OPEN, new PeerEndpoint(door, request -> {
            door.admit(
                    request,
                    PeerRequest.host(
                            "sender", StrictJson.text(request.json(), "sender").orElse("")));
            request.exchange()
                    .status(201)
                    .send("application/json", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }));
        http = new HttpServer(
                HttpSettings.at("127.0.0.1", 0), router, new SignInAuthenticator(people.signIn), RequestObserver.NONE);
        http.start();
        url = URI.create("http://127.0.0.1:" + http.port() + "/ocm/echo");
    }

    @AfterEach
    void stop() {
        http.close();
        peer.close();
        other.close();
        outbound.close();
        people.close();
    }

    private HandSigner signing(ScriptedPeer site) {
        HandSigner hand = new HandSigner(site.host() + "#key1");
        site.at("/keys", 200, hand.keySet())
                .discovered("1.4.0", ",\"capabilities\":[\"http-sig\"],\"jwksUri\":\"" + site.url() + "/keys\"");
        return hand;
    }

    private TrustingHttpClient.Answer say(ScriptedPeer site, HandSigner hand, int number) throws IOException {
        String body = "{\"sender\":\"" + site.host() + "\",\"number\":" + number + "}";
        Instant now = clock.instant();
        return TrustingHttpClient.send("POST", url, hand.headers(url, body, now), body);
    }

    private static void tooMany(TrustingHttpClient.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(429);
        assertThat(answer.json()).isEqualTo(JsonParser.parseString("{\"message\":\"TOO_MANY_REQUESTS\"}"));
        assertThat(answer.header("retry-after")).isEqualTo("60");
    }

    @Test
    void a_peer_that_says_too_much_is_told_to_wait_and_others_are_heard() throws IOException {
        HandSigner hand = signing(peer);
        HandSigner others = signing(other);
        int number = 0;
        TrustingHttpClient.Answer answer = say(peer, hand, number);
        while (answer.status() == 201 && number < 1000) {
            answer = say(peer, hand, ++number);
        }
        assertThat(number).isEqualTo(300);
        tooMany(answer);
        assertThat(say(other, others, 1).status()).isEqualTo(201);

        clock.forward(Duration.ofMinutes(1));
        assertThat(say(peer, hand, ++number).status()).isEqualTo(201);
    }

    @Test
    void an_address_that_says_too_much_is_not_even_read() throws IOException {
        int number = 0;
        TrustingHttpClient.Answer answer = TrustingHttpClient.send("POST", url, Map.of(), "{");
        while (answer.status() == 400 && number < 1000) {
            answer = TrustingHttpClient.send("POST", url, Map.of(), "{");
            number++;
        }
        assertThat(number).isEqualTo(600);
        tooMany(answer);
        assertThat(peer.count("/.well-known/ocm")).isZero();
    }
}
