/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonObject;
import org.weft.kernel.sharing.ocm.ShareRequestClient;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.UserId;

/** Asks other sites for shares, as version 1.4 has it. */
public final class HttpShareRequestClient implements ShareRequestClient {

    private final PeerNetwork network;

    public HttpShareRequestClient(PeerNetwork network) {
        this.network = network;
    }

    @Override
    public void request(PeerHost host, String owner, UserId who, String share) {
        JsonObject body = new JsonObject();
        body.addProperty("owner", owner + "@" + host);
        body.addProperty("shareWith", network.host().bare(who.opaque()) + "@" + network.host());
        body.addProperty("share", share);
        Peer peer = network.peers().at(host);
        network.calls().post(peer, peer.at("request-share"), body).good();
    }
}
