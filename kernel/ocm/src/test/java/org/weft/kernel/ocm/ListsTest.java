/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundPolicy;
import org.weft.kernel.ocm.signature.InvalidSignature;
import org.weft.kernel.ocm.signature.TrustedKeys;
import org.weft.kernel.sharing.peer.OcmProvider;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.kernel.sharing.peer.ProviderList;
import org.weft.kernel.testing.OverWire;
import org.weft.kernel.testing.SteppingClock;
import org.weft.spi.WeftException.Forbidden;

@OverWire
class ListsTest {

    private static final String SERVERS = "{\"federation\":\"Physics\",\"servers\":["
            + "{\"url\":\"https://cern.example\",\"displayName\":\"CERN\"},"
            + "{\"url\":\"https://evil.example/path\"},{\"url\":\"http://plain.example\"},{\"url\":7},3]}";

    @TempDir
    private Path data;

    private final SteppingClock clock = new SteppingClock();
    private final OutboundClient outbound = new OutboundClient(OutboundPolicy.LAB, "Weft/test");
    private ScriptedPeer peer;

    @BeforeEach
    void start() throws IOException {
        peer = new ScriptedPeer();
    }

    @AfterEach
    void stop() {
        peer.close();
        outbound.close();
    }

    private static OcmProvider only(String domain) {
        return OcmProvider.of(PeerHost.parse(domain), domain);
    }

    private ProvidersFile file(String json) throws IOException {
        return ProvidersFile.open(Files.writeString(data.resolve("ocm-providers.json"), json), clock);
    }

    private static PeerTrust trusting(ProviderList source) {
        return new PeerTrust(new PeerTrust.Rules(Optional.empty(), java.util.Set.of(), false), List.of(source));
    }

    private static String entry(String domain, String host) {
        return "{\"domain\":\"" + domain + "\",\"services\":[{\"endpoint\":{\"type\":{\"name\":\"OCM\"},\"path\":"
                + "\"https://" + host + "/ocm/\"},\"host\":\"https://" + host + "/\"}]}";
    }

    @Test
    void a_provider_is_known_by_its_whole_domain_alone() throws IOException {
        PeerTrust trust = trusting(file("[" + entry("CERN.example", "cernbox.cern.example") + "]"));

        trust.require(PeerHost.parse("cern.example"));
        trust.require(PeerHost.parse("https://cern.example:443/"));
        for (String other : List.of("evil-cern.example", "cern.example.evil.org", "a.cern.example", "ern.example")) {
            assertThatThrownBy(() -> trust.require(PeerHost.parse(other)))
                    .as(other)
                    .isInstanceOf(Forbidden.class);
        }
        assertThat(trust.known(PeerHost.parse("cern.example")).orElseThrow().hosts())
                .containsExactly(PeerHost.parse("cernbox.cern.example"));
        assertThat(trust.search("cern")).hasSize(1);
    }

    @Test
    void a_file_of_revas_is_read_with_everything_and_what_serves_nothing_is_left_out() throws IOException {
        ProvidersFile file = file("""
                [{"name":"cernbox","full_name":"CERNBox","organization":"CERN","domain":"cern.ch",
                  "homepage":"https://cernbox.web.cern.ch","email":"a@cern.ch","description":"Storage",
                  "services":[{"endpoint":{"type":{"name":"OCM","description":"CERNBox Open Cloud Mesh API"},
                    "name":"CERNBox - OCM API","path":"http://127.0.0.1:19001/ocm/","is_monitored":true},
                    "api_version":"0.0.1","host":"http://127.0.0.1:19001/",
                    "additional_endpoints":[{"type":{"name":"Gateway"},"path":"https://gw.cern.ch"}]},
                   {"endpoint":{"type":{"name":"Webdav"},"path":"https://dav.cern.ch/"},"host":"dav.cern.ch"}],
                  "properties":{"a":"b"}},
                 {"domain":"no-service.example"},{"domain":"bad domain","services":[]},"x"]""");

        assertThat(file.all()).hasSize(1);
        OcmProvider cern = file.find(PeerHost.parse("cern.ch")).orElseThrow();
        assertThat(cern.fullName()).isEqualTo("CERNBox");
        assertThat(cern.services()).hasSize(2);
        assertThat(cern.properties()).containsEntry("a", "b");
        assertThat(cern.hosts())
                .containsExactlyInAnyOrder(
                        PeerHost.parse("http://127.0.0.1:19001"),
                        PeerHost.parse("gw.cern.ch"),
                        PeerHost.parse("dav.cern.ch"));
    }

    @Test
    void a_file_that_changes_is_read_again_and_a_broken_one_changes_nothing() throws IOException {
        ProvidersFile file = file("[" + entry("a.example", "a.example") + "]");
        Path path = data.resolve("ocm-providers.json");
        Files.writeString(path, "[" + entry("a.example", "a.example") + "," + entry("b.example", "b.example") + "]");
        clock.forward(Duration.ofSeconds(2));
        assertThat(file.find(PeerHost.parse("b.example"))).isPresent();

        Files.writeString(path, "[{\"domain\":");
        clock.forward(Duration.ofSeconds(2));
        assertThat(file.find(PeerHost.parse("b.example"))).isPresent();
        assertThatThrownBy(() -> ProvidersFile.open(path, clock)).isInstanceOf(IOException.class);
    }

    private FederationList list(Optional<TrustedKeys> keys) {
        return new FederationList(
                URI.create(peer.url() + "/list"), keys, Duration.ofMinutes(5), false, outbound, clock);
    }

    private static JWSObject signed(ECKey key, String payload) throws JOSEException {
        JWSObject object = new JWSObject(new JWSHeader(JWSAlgorithm.ES256), new Payload(payload));
        object.sign(new ECDSASigner(key));
        return object;
    }

    private static String flattened(JWSObject object) {
        String[] parts = object.serialize().split("\\.");
        return "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2]
                + "\"}";
    }

    private static String general(JWSObject object) {
        String[] parts = object.serialize().split("\\.");
        return "{\"payload\":\"" + parts[1] + "\",\"signatures\":[{\"protected\":\"e30\",\"signature\":\"AAAA\"},"
                + "{\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2] + "\"}]}";
    }

    @Test
    void a_list_is_taken_in_every_form_when_the_federation_signed_it() throws JOSEException, InvalidSignature {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        TrustedKeys trusted = TrustedKeys.parse(key.toPublicJWK().toJSONString());
        JWSObject object = signed(key, SERVERS);

        for (String form : List.of(object.serialize(), flattened(object), general(object))) {
            peer.at("/list", 200, form);
            FederationList list = list(Optional.of(trusted));
            list.refresh();
            assertThat(list.all())
                    .as(form)
                    .containsExactly(new OcmProvider(
                            "cern.example",
                            "CERN",
                            "",
                            "",
                            PeerHost.parse("cern.example"),
                            "",
                            "",
                            List.of(),
                            java.util.Map.of()));
            assertThat(list.federation()).isEqualTo("Physics");
        }
    }

    @Test
    void a_list_that_somebody_else_signed_or_nobody_is_not_used() throws JOSEException, InvalidSignature {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        ECKey other = new ECKeyGenerator(Curve.P_256).generate();
        FederationList list =
                list(Optional.of(TrustedKeys.parse(key.toPublicJWK().toJSONString())));
        String pseudo = "{\"payload\":" + SERVERS + ",\"protected\":{\"alg\":\"ES256\"},\"signature\":\"x\"}";
        String none = "eyJhbGciOiJub25lIn0." + signed(key, SERVERS).serialize().split("\\.")[1] + ".";

        for (String form : List.of(signed(other, SERVERS).serialize(), SERVERS, pseudo, none, "<html>", "")) {
            peer.at("/list", 200, form);
            clock.forward(Duration.ofMinutes(6));
            list.refresh();
            assertThat(list.all()).as(form).isEmpty();
        }
    }

    @Test
    void a_list_is_fetched_again_when_it_is_due_and_kept_while_it_cannot_be() throws JOSEException, InvalidSignature {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        FederationList list =
                list(Optional.of(TrustedKeys.parse(key.toPublicJWK().toJSONString())));
        peer.at("/list", 200, signed(key, SERVERS).serialize());
        list.refresh();
        list.refresh();
        assertThat(peer.count("/list")).isEqualTo(1);

        peer.at("/list", 500, "broken");
        clock.forward(Duration.ofMinutes(6));
        list.refresh();
        assertThat(list.all()).hasSize(1);

        peer.at(
                "/list",
                200,
                signed(key, SERVERS.replace("cern.example", "other.example")).serialize());
        clock.forward(Duration.ofMinutes(6));
        list.refresh();
        assertThat(list.find(PeerHost.parse("cern.example"))).isEmpty();
        assertThat(trusting(list).isAllowed(PeerHost.parse("other.example"))).isTrue();
    }

    @Test
    void without_verification_the_printed_form_is_taken() {
        for (String form : List.of(SERVERS, "{\"payload\":" + SERVERS + ",\"protected\":{},\"signature\":\"x\"}")) {
            peer.at("/list", 200, form);
            FederationList list = list(Optional.empty());
            list.refresh();
            assertThat(list.all()).as(form).hasSize(1);
        }
    }

    @Test
    void denied_hosts_and_those_below_a_domain_are_refused_whatever_lists_say() {
        PeerTrust.Rules rules = PeerTrust.Rules.of(Optional.empty(), List.of("*.bad.example", "Worse.example"), false);
        PeerTrust trust = new PeerTrust(rules, List.of());

        assertThat(trust.isAllowed(PeerHost.parse("good.example"))).isTrue();
        assertThat(trust.isAllowed(PeerHost.parse("bad.example"))).isTrue();
        assertThat(trust.isAllowed(PeerHost.parse("a.bad.example"))).isFalse();
        assertThat(trust.isAllowed(PeerHost.parse("a.b.bad.example"))).isFalse();
        assertThat(trust.isAllowed(PeerHost.parse("worse.example:8443"))).isFalse();
        assertThat(trust.isAllowed(PeerHost.parse("good.example:8443")))
                .as("a port needs a list")
                .isFalse();
        assertThat(only("x.example").hosts()).isEmpty();
    }
}
