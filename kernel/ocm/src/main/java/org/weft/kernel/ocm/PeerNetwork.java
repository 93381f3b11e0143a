/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.spi.WeftException.Unsupported;

/** This site among others: who they are, how they are spoken with, and who of them speaks. Thread-safe. */
public final class PeerNetwork {

    private final OcmSettings settings;
    private final PeerTrust trust;
    private final PeerCache peers;
    private final PeerKeys peerKeys;
    private final Optional<SiteKeys> keys;
    private final PeerClient client;
    private final PeerAuthenticator door;

    /** @param seen what all servers of the site remember together */
    public PeerNetwork(
            OcmSettings settings,
            PeerTrust trust,
            OutboundClient outbound,
            SiteKeyStore shelf,
            ReplayGuard seen,
            Clock clock) {
        this.settings = settings;
        this.trust = trust;
        this.peers = new PeerCache(settings, trust, outbound, clock);
        this.peerKeys = new PeerKeys(outbound, clock);
        this.keys = settings.host().map(host -> SiteKeys.open(shelf, host, clock));
        this.client = new PeerClient(settings, this::keys, outbound, clock);
        this.door = new PeerAuthenticator(settings, trust, peers, peerKeys, seen, clock);
    }

    public OcmSettings settings() {
        return settings;
    }

    public PeerTrust trust() {
        return trust;
    }

    /** What other sites are. */
    public PeerCache peers() {
        return peers;
    }

    /** What is said to them. */
    public PeerClient calls() {
        return client;
    }

    /** Whether this site takes part at all. */
    public boolean isEnabled() {
        return settings.site().isPresent();
    }

    /**
     * The host by which peers know this site.
     *
     * @throws Unsupported when it takes no part
     */
    public PeerHost host() {
        return settings.host().orElseThrow(PeerNetwork::disabled);
    }

    /**
     * The keys it signs with.
     *
     * @throws Unsupported when it takes no part
     */
    public SiteKeys keys() {
        return keys.orElseThrow(PeerNetwork::disabled);
    }

    private static Unsupported disabled() {
        return new Unsupported(
                "this site takes no part in Open Cloud Mesh: external-url in [server] does not tell its address");
    }

    PeerKeys peerKeys() {
        return peerKeys;
    }

    PeerAuthenticator door() {
        return door;
    }

    /** What keeps peers from asking too much. */
    public List<Brake> brakes() {
        return door.brakes();
    }

    /** Serves what tells others of this site. */
    public void register(Router router, AdvertisedServices services) {
        new DiscoveryEndpoint(this, services).register(router);
        router.at(OcmSettings.PREFIX, EndpointAccess.TOKEN, new PeerEndpoint(door, request -> {
            throw OcmRefusal.of(501, "NOT_IMPLEMENTED");
        }));
    }

    /** Takes what peers post to an address below {@link OcmSettings#PREFIX}. */
    void at(Router router, String name, PeerEndpoint.Handler handler) {
        router.at(OcmSettings.PREFIX + "/" + name, EndpointAccess.TOKEN, new PeerEndpoint(door, handler));
    }
}
