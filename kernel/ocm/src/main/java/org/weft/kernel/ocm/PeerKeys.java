/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundFailure;
import org.weft.kernel.http.client.OutboundRequest;
import org.weft.kernel.http.client.OutboundRequest.Answer;
import org.weft.kernel.ocm.signature.InvalidSignature;
import org.weft.kernel.ocm.signature.KeySet;
import org.weft.kernel.runtime.limit.RateLimiter;
import org.weft.kernel.runtime.limit.SingleFlightCache;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException.Unavailable;

/**
 * The keys of other sites, remembered for some minutes: a key that its site withdraws is refused once they are over. An
 * unknown key is looked for at once, but not again and again. Thread-safe.
 */
public final class PeerKeys {

    /** How long a key set is good for, and so how long a withdrawn key is. */
    public static final Duration FRESH = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(PeerKeys.class);
    private static final int LARGEST = 256 << 10;
    private static final int MOST = 10_000;
    private static final int LOOKS = 6;

    private final OutboundClient outbound;
    private final Clock clock;
    private final SingleFlightCache<PeerHost, Known> known = new SingleFlightCache<>(MOST);
    private final RateLimiter once;
    private final RateLimiter looks;

    public PeerKeys(OutboundClient outbound, Clock clock) {
        this.outbound = outbound;
        this.clock = clock;
        this.once = new RateLimiter("looks for this key", 1, Duration.ofMinutes(1), clock);
        this.looks = new RateLimiter("looks for the keys of one server", LOOKS, Duration.ofMinutes(1), clock);
    }

    /** A key set, and when it was fetched. */
    private record Known(KeySet keys, Instant fetched) {}

    /**
     * The peer's keys; fetched anew when they are old, or when the one that is asked for is not among them.
     *
     * @param kid the id of the key that is wanted
     * @throws Unavailable when they can't be had
     */
    KeySet of(Peer peer, URI keys, String kid) {
        Known now = known.get(
                peer.host(),
                held -> clock.instant().isBefore(held.fetched().plus(FRESH)),
                () -> fetch(peer.host(), keys));
        if (now.keys().has(kid)
                || !once.admits(peer.host() + " " + kid)
                || !looks.admits(peer.host().text())) {
            return now.keys();
        }
        Instant before = now.fetched();
        return known.get(peer.host(), held -> held.fetched().isAfter(before), () -> fetch(peer.host(), keys))
                .keys();
    }

    /** The keys as they are now. */
    KeySet now(Peer peer, URI keys) {
        return fetch(peer.host(), keys).keys();
    }

    private Known fetch(PeerHost host, URI keys) {
        try {
            Answer answer = outbound.send(
                    OutboundRequest.get(keys, Map.of("Accept", "application/json")),
                    LARGEST,
                    outbound.patience().keys());
            if (answer.status() != 200) {
                throw new Unavailable("the keys of " + host + " can't be had: it answers " + answer.status());
            }
            return new Known(KeySet.parse(new String(answer.body(), StandardCharsets.UTF_8)), clock.instant());
        } catch (OutboundFailure failure) {
            throw failed(host, String.valueOf(failure.getMessage()));
        } catch (InvalidSignature odd) {
            throw failed(host, String.valueOf(odd.getMessage()));
        }
    }

    private static Unavailable failed(PeerHost host, String reason) {
        LOG.atInfo().addKeyValue("host", host).addKeyValue("reason", reason).log("ocm-keys-unavailable");
        return new Unavailable("the keys of " + host + " can't be had: " + reason);
    }
}
