/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.state.NoticeTable;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.share.OcmOut;

/** Nobody can have this site call any number of hosts by sharing with them. */
class OfferRatesTest {

    private static final int MOST = 3;

    @TempDir
    private Path data;

    private final Everywhere peers = new Everywhere();
    private Trio trio;
    private OcmShares sent;

    @BeforeEach
    void start() {
        trio = new Trio(data);
        ShareSecrets secrets = new ShareSecrets(Base64.getUrlDecoder().decode(ShareSecrets.freshKey()));
        PeerQueue queue =
                new PeerQueue(new NoticeTable(trio.site.database), Runnable::run, outcome -> {}, trio.site.clock);
        ShareRows rows = trio.site.sharing.rows();
        OcmDeliveries deliveries = new OcmDeliveries(
                rows,
                secrets,
                peers,
                new OcmNotices(peers, queue, secrets),
                trio.site.people,
                Runnable::run,
                trio.site.clock);
        sent = new OcmShares(
                rows,
                trio.site.sharing.rules(),
                secrets,
                peers,
                deliveries,
                new Rates("shares with other sites", MOST, Duration.ofHours(1), trio.site.clock));
    }

    @AfterEach
    void stop() {
        trio.close();
    }

    private OcmOut share(Caller by, String path, String host) {
        return sent.create(
                by,
                new OcmShares.Wanted(
                        Trio.path(path),
                        new UserId(host, "marie", UserType.FEDERATED),
                        false,
                        Trio.READ,
                        Optional.empty(),
                        ""));
    }

    @Test
    void who_shares_with_too_many_sites_is_slowed_down_before_the_next_is_asked_and_others_are_not() {
        trio.folder(trio.marie, "home/mine");
        for (int number = 0; number < MOST; number++) {
            share(trio.einstein, "home/a", "site" + number + ".example");
        }
        assertThat(peers.asked).hasSize(MOST);

        assertThatThrownBy(() -> share(trio.einstein, "home/a", "target.example"))
                .isInstanceOf(Throttled.class);
        assertThat(peers.asked).hasSize(MOST);
        share(trio.marie, "home/mine", "target.example");
        assertThat(peers.asked).hasSize(MOST + 1);

        trio.site.clock.forward(Duration.ofHours(1));
        assertThat(share(trio.einstein, "home/a", "target.example").delivery()).isEqualTo(OcmOut.Delivery.SENT);
    }

    /** Every host is a site that takes whatever it is offered. */
    private static final class Everywhere implements OcmPeers {

        private final List<String> asked = new ArrayList<>();

        @Override
        public boolean isEnabled() {
            return true;
        }

        @Override
        public PeerHost self() {
            return PeerHost.parse("here.example");
        }

        @Override
        public boolean mustInvite() {
            return false;
        }

        @Override
        public Set<String> requirements(PeerHost host) {
            asked.add(host.text());
            return Set.of();
        }

        @Override
        public String offer(Offer offer) {
            return "Marie";
        }

        @Override
        public boolean tell(Notice notice) {
            return true;
        }

        @Override
        public Token exchange(PeerHost host, String secret) {
            throw new IllegalStateException("nobody exchanges");
        }

        @Override
        public boolean exchangesTokens(PeerHost host) {
            return false;
        }
    }
}
