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

    private final PeerNetwork mesh;
    private final IncomingSharesEndpoint shares;
    private final TokenEndpoint tokens;

    public ShareEndpoints(PeerNetwork mesh, IncomingShares received, OcmAccessTokens tokens, Clock clock) {
        this.mesh = mesh;
        this.shares = new IncomingSharesEndpoint(mesh.door(), mesh.settings(), received, clock);
        this.tokens = new TokenEndpoint(mesh.door(), mesh.settings(), tokens, clock);
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        mesh.at(router, "shares", shares);
        if (mesh.settings().exchangesTokens()) {
            mesh.at(router, "token", tokens);
        }
    }
}
