/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.weft.kernel.runtime.limit.SingleFlightCache;
import org.weft.kernel.sharing.ocm.OcmShareClient.Token;
import org.weft.kernel.sharing.ocm.OcmShareClient.Way;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Rights;

/**
 * The credentials with which received shares are used. Where secrets are exchanged for access tokens, one token serves all who
 * use a share, until four fifths of its life are over; whoever needs it while it is asked for waits for the one. Thread-safe.
 */
public final class RemoteCredentials {

    private static final int MOST = 10_000;

    private final IncomingShares received;
    private final ShareRepository rows;
    private final OcmShareClient peers;
    private final Clock clock;
    private final SingleFlightCache<ShareId, Good> tokens = new SingleFlightCache<>(MOST);

    private record Good(Token token, Instant until) {}

    public RemoteCredentials(IncomingShares received, ShareRepository rows, OcmShareClient peers, Clock clock) {
        this.received = received;
        this.rows = rows;
        this.peers = peers;
        this.clock = clock;
    }

    /** A share that may be used. For one request. */
    public final class Opened {
        private final OcmIn share;
        private final Way way;

        private Opened(OcmIn share) {
            this.share = share;
            this.way = ReceivedShareAccess.parse(share.protocols()).way();
        }

        public URI root() {
            return way.root();
        }

        /** What the share's row gives. */
        public Rights rights() {
            return share.rights();
        }

        /** The value of the header Authorization. */
        public String authorization() {
            if (way.basic()) {
                byte[] pair = (received.secret(share) + ":").getBytes(StandardCharsets.UTF_8);
                return "Basic " + Base64.getEncoder().encodeToString(pair);
            }
            boolean exchanged = way.requirements().contains(OcmShareClient.MUST_EXCHANGE) || tokens.has(share.id());
            return "Bearer " + (exchanged ? token(share, "") : received.secret(share));
        }

        /** Another value, after one was refused; the same when there is no other. */
        public String renewed(String refused) {
            PeerHost host = PeerHost.parse(share.host());
            if (way.basic() || !peers.exchangesTokens(host)) {
                return authorization();
            }
            return "Bearer " + token(share, refused);
        }
    }

    /**
     * Opens a share for its receiver.
     *
     * @throws org.weft.spi.WeftException.NotFound when it is no share that the caller received and accepted
     */
    public Opened open(Caller caller, String share) {
        try {
            return new Opened(received.usable(caller, new ShareId(share)));
        } catch (InvalidArgument noId) {
            throw ShareRepository.missing();
        }
    }

    /** Opens a share for this server itself, to see what it gives. */
    public Opened look(ShareId share) {
        if (rows.get(share) instanceof OcmIn incoming) {
            return new Opened(incoming);
        }
        throw ShareRepository.missing();
    }

    private String token(OcmIn share, String refused) {
        Good good = tokens.get(
                share.id(),
                known -> clock.instant().isBefore(known.until())
                        && !refused.equals("Bearer " + known.token().value()),
                () -> exchanged(share));
        return good.token().value();
    }

    private Good exchanged(OcmIn share) {
        Instant now = clock.instant();
        Token token = peers.exchange(PeerHost.parse(share.host()), received.secret(share));
        Duration life = Duration.between(now, token.expires());
        return new Good(token, now.plus(life.multipliedBy(4).dividedBy(5)));
    }
}
