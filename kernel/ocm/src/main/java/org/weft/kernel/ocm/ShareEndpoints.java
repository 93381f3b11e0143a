/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.time.Clock;
import org.weft.kernel.http.Router;
import org.weft.kernel.sharing.ocm.IncomingShares;
import org.weft.kernel.sharing.ocm.OcmAccessTokens;

/** Where other sites post what concerns shares. */
public final class ShareEndpoints {

    private final PeerNetwork network;
    private final IncomingSharesEndpoint shares;
    private final TokenEndpoint tokens;

    public ShareEndpoints(PeerNetwork network, IncomingShares incoming, OcmAccessTokens tokens, Clock clock) {
        this.network = network;
        this.shares = new IncomingSharesEndpoint(network.door(), network.settings(), incoming, clock);
        this.tokens = new TokenEndpoint(network.door(), network.settings(), tokens, clock);
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        network.at(router, "shares", shares);
        if (network.settings().exchangesTokens()) {
            network.at(router, "token", tokens);
        }
    }
}
