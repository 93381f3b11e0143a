/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weft.kernel.sharing.peer.OcmProvider;
import org.weft.kernel.sharing.peer.OcmProvider.Endpoint;
import org.weft.kernel.sharing.peer.OcmProvider.Service;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.ProviderDiscovery;

/** Finds sites by their discovery documents. */
public final class DiscoveryLookup implements ProviderDiscovery {

    private final PeerNetwork network;

    public DiscoveryLookup(PeerNetwork network) {
        this.network = network;
    }

    @Override
    public OcmProvider find(PeerHost host) {
        Peer peer = network.peers().at(host);
        String version = peer.version().written();
        List<Service> services = new ArrayList<>();
        services.add(service(host, version, "OCM", peer.endPoint()));
        peer.webdav().ifPresent(root -> services.add(service(host, version, "Webdav", root)));
        String name = peer.provider().isEmpty() ? host.text() : peer.provider();
        return new OcmProvider(host.text(), name, "", "", host, peer.origin().toString(), "", services, Map.of());
    }

    private static Service service(PeerHost host, String version, String type, URI path) {
        return new Service(
                host.text(), version, new Endpoint(type, "", type, path.toString(), false, Map.of()), List.of());
    }

    @Override
    public Optional<URI> acceptPage(PeerHost host) {
        return network.peers().at(host).inviteAcceptDialog();
    }
}
