/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.time.Clock;
import org.weft.kernel.http.Router;
import org.weft.kernel.sharing.ocm.OcmReceived;
import org.weft.kernel.sharing.ocm.OcmTokens;

/** Where other sites post what concerns shares. */
public final class ShareEndpoints {

    private final Mesh mesh;
    private final SharesEndpoint shares;
    private final TokenEndpoint tokens;

    public ShareEndpoints(Mesh mesh, OcmReceived received, OcmTokens tokens, Clock clock) {
        this.mesh = mesh;
        this.shares = new SharesEndpoint(mesh.door(), mesh.settings(), received, clock);
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
