/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.limit.RateLimiter;
import org.weft.kernel.sharing.db.NoticeTable;
import org.weft.kernel.sharing.peer.NoticeQueue;
import org.weft.kernel.sharing.peer.ShareSecrets;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.kernel.sharing.share.Trio;
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

    private final FakePeers peers = new FakePeers();
    private Trio trio;
    private OutgoingShares outgoing;

    @BeforeEach
    void start() {
        trio = new Trio(data);
        ShareSecrets secrets = new ShareSecrets(Base64.getUrlDecoder().decode(ShareSecrets.freshKey()));
        NoticeQueue queue =
                new NoticeQueue(new NoticeTable(trio.site.database), Runnable::run, outcome -> {}, trio.site.clock);
        ShareRepository rows = trio.site.sharing.rows();
        ShareDelivery deliveries = new ShareDelivery(
                rows,
                secrets,
                peers,
                new ShareNotices(peers, queue, secrets),
                trio.site.directories,
                Runnable::run,
                trio.site.clock);
        outgoing = new OutgoingShares(
                rows,
                trio.site.sharing.rules(),
                secrets,
                peers,
                deliveries,
                new RateLimiter("shares with other sites", MOST, Duration.ofHours(1), trio.site.clock));
    }

    @AfterEach
    void stop() {
        trio.close();
    }

    private OcmOut share(Caller by, String path, String host) {
        return outgoing.create(
                by,
                new OutgoingShares.Wanted(
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
        assertThat(peers.looked).hasSize(MOST);

        assertThatThrownBy(() -> share(trio.einstein, "home/a", "target.example"))
                .isInstanceOf(Throttled.class);
        assertThat(peers.looked).hasSize(MOST);
        share(trio.marie, "home/mine", "target.example");
        assertThat(peers.looked).hasSize(MOST + 1);

        trio.site.clock.forward(Duration.ofHours(1));
        assertThat(share(trio.einstein, "home/a", "target.example").delivery()).isEqualTo(OcmOut.Delivery.SENT);
    }
}
