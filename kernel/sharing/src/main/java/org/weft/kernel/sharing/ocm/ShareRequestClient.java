/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.UserId;

/** Asks other sites for shares; whoever speaks with them fills this. Blocks. */
public interface ShareRequestClient {

    /**
     * Asks.
     *
     * @param owner by the id at the other site
     * @param who asks
     * @param share what that site calls a share of the resource that is wanted
     * @throws org.weft.spi.WeftException {@code NotFound} when there is no such share there for who asks, {@code
     *     Unsupported} when the site takes no requests, {@code Unavailable} when it does not answer
     */
    void request(PeerHost host, String owner, UserId who, String share);
}
