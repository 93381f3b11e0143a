/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.peer;

import java.net.URI;
import java.util.Optional;

/** Finds out what other sites are; whoever speaks with them fills this. Blocks, and remembers what it found. */
public interface ProviderDiscovery {

    /**
     * What a site tells of itself.
     *
     * @throws org.weft.spi.WeftException {@code Forbidden} when it is not trusted, {@code NotFound} when it is no such
     *     site, {@code Unavailable} when it does not answer
     */
    OcmProvider find(PeerHost host);

    /** Where the site's users accept invitations; empty when it has no such page. Failures as in {@link #find}. */
    Optional<URI> acceptPage(PeerHost host);
}
