/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
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
import org.weft.kernel.sharing.db.InviteTable;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.invite.InviteClient;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.kernel.sharing.peer.RemotePerson;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.kernel.testing.SteppingClock;
import org.weft.spi.WeftException.Throttled;

/** How often a site that is no laboratory lets others make it speak. */
@OverWire
class OutboundRatesTest {

    @TempDir
    private Path data;

    private final SteppingClock clock = new SteppingClock();
    private ScriptedPeer peer;
    private LabSite site;

    @BeforeEach
    void start() throws IOException {
        peer = new ScriptedPeer();
        site = new LabSite(data, "127.0.0.1", clock, List.of(), settings -> settings);
    }

    @AfterEach
    void stop() {
        site.close();
        peer.close();
    }

    private OcmSettings strict() {
        OcmSettings lab = LabSite.lab(site.settings.site());
        return new OcmSettings(lab.site(), "1.4.0", "Site", false, false, false, true, true, true, false);
    }

    @Test
    void one_site_is_told_so_much_a_minute_and_no_more_while_others_are_told() throws IOException {
        peer.discovered("1.2.0", "").at("/ocm/notifications", 201, "{}");
        try (ScriptedPeer other = new ScriptedPeer();
                OutboundClient outbound = new OutboundClient(OutboundPolicy.LAB, "Weft/test")) {
            other.discovered("1.2.0", "").at("/ocm/notifications", 201, "{}");
            PeerClient client = new PeerClient(
                    strict(),
                    () -> {
                        throw new AssertionError("neither of them signs");
                    },
                    outbound,
                    clock);
            Peer victim = site.network.peers().at(peer.host());
            Peer another = site.network.peers().at(other.host());
            int told = 0;
            try {
                while (told < 2000) {
                    client.post(victim, victim.at("notifications"), new JsonObject());
                    told++;
                }
            } catch (Throttled tooMuch) {
                assertThat(tooMuch.retryAfter()).isPresent();
            }
            assertThat(told).isEqualTo(600);
            assertThat(peer.count("/ocm/notifications")).isEqualTo(600);
            client.post(another, another.at("notifications"), new JsonObject());
            assertThat(other.count("/ocm/notifications")).isEqualTo(1);

            clock.forward(Duration.ofMinutes(1));
            client.post(victim, victim.at("notifications"), new JsonObject());
            assertThat(peer.count("/ocm/notifications")).isEqualTo(601);
        }
    }

    @Test
    void a_person_makes_and_accepts_so_many_invitations_an_hour() {
        int[] asked = new int[1];
        InviteClient peers = new InviteClient() {
            @Override
            public RemotePerson accept(PeerHost host, String token, RemotePerson person) {
                asked[0]++;
                return new RemotePerson("ada", "", "Ada");
            }

            @Override
            public void ended(PeerHost host, String own, String theirs) {}
        };
        Invitations invitations = new Invitations(
                new Invitations.Settings(Optional.of(PeerHost.parse("here.example")), Duration.ofDays(7), 2),
                new LabSite.Kept(site.box),
                new InviteTable(site.people.database),
                new PeerTrust(PeerTrust.Rules.of(Optional.empty(), List.of(), true), List.of()),
                peers,
                site.people.directories,
                clock);
        for (int number = 0; number < 2; number++) {
            invitations.forward(FakeSite.MARIE, "t".repeat(40), Optional.of(PeerHost.parse("a" + number + ".example")));
            invitations.generate(FakeSite.MARIE.id(), "", "");
        }
        assertThatThrownBy(() -> invitations.forward(
                        FakeSite.MARIE, "t".repeat(40), Optional.of(PeerHost.parse("target.example"))))
                .isInstanceOf(Throttled.class);
        assertThat(asked[0]).as("the third site is not asked").isEqualTo(2);
        assertThatThrownBy(() -> invitations.generate(FakeSite.MARIE.id(), "", ""))
                .isInstanceOf(Throttled.class);
        assertThat(invitations.generate(FakeSite.EINSTEIN.id(), "", "").owner()).isEqualTo(FakeSite.EINSTEIN.id());
    }
}
