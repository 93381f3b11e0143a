/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundPolicy;
import org.weft.kernel.ocm.PeerProbe.Line;
import org.weft.kernel.ocm.PeerProbe.Verdict;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.kernel.testing.OverWire;

@OverWire
class PeerProbeTest {

    @TempDir
    private Path data;

    private final OutboundClient outbound = new OutboundClient(OutboundPolicy.LAB, "Weft/test");
    private LabSite a;
    private LabSite b;

    @BeforeEach
    void start() throws IOException {
        a = new LabSite(data.resolve("a"), "127.0.0.1");
        b = new LabSite(data.resolve("b"), "127.0.0.2");
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        outbound.close();
    }

    private PeerProbe probe(LabSite site) {
        PeerTrust everybody = new PeerTrust(new PeerTrust.Rules(Optional.empty(), Set.of(), true), List.of());
        PeerNetwork network = new PeerNetwork(
                site.settings, everybody, outbound, site.shelf, LabSite.seen(site.people), Clock.systemUTC());
        return new PeerProbe(network, site.network.trust(), outbound, Clock.systemUTC());
    }

    private static List<String> bad(List<Line> lines) {
        return lines.stream()
                .filter(line -> line.verdict() == Verdict.BAD)
                .map(line -> line.what() + ": " + line.text())
                .toList();
    }

    @Test
    void of_a_good_peer_only_the_missing_tls_is_bad() {
        List<Line> lines = probe(a).peer(b.host(), true);

        assertThat(bad(lines)).containsExactly("tls: no TLS: only a laboratory may do this");
        assertThat(lines)
                .anyMatch(line -> line.what().equals("signature") && line.text().contains("501"))
                .anyMatch(line -> line.what().equals("keys") && line.text().contains(b.host() + "#ed25519"));
    }

    @Test
    void what_would_not_work_is_told() throws IOException {
        try (ScriptedPeer odd = new ScriptedPeer()) {
            odd.discovered(
                    "1.2.0",
                    ",\"capabilities\":[\"http-sig\",\"/notifications\",\"exchange-token\"],\"jwksUri\":\"http://127.0.0.9/k\"");

            assertThat(bad(probe(a).peer(odd.host(), false)))
                    .anyMatch(text -> text.startsWith("doubt: jwksUri leads to another server"))
                    .anyMatch(text -> text.startsWith("keys: it says that it signs"))
                    .anyMatch(text -> text.startsWith("webdav: "))
                    .anyMatch(text -> text.contains("no share of a folder"));
        }
        assertThat(bad(probe(a).peer(PeerHost.parse("127.0.0.77:9"), false))).hasSize(1);
    }

    @Test
    void a_site_sees_itself_from_outside() {
        assertThat(bad(probe(a).self())).containsExactly("tls: no TLS: only a laboratory may do this");
    }

    @Test
    void keys_that_others_do_not_see_are_told() {
        PeerTrust everybody = new PeerTrust(new PeerTrust.Rules(Optional.empty(), Set.of(), true), List.of());
        PeerNetwork other = new PeerNetwork(
                a.settings, everybody, outbound, new LabSite.Shelf(), LabSite.seen(a.people), Clock.systemUTC());

        assertThat(bad(new PeerProbe(other, everybody, outbound, Clock.systemUTC()).self()))
                .anyMatch(text -> text.startsWith("keys: others see"));
    }
}
