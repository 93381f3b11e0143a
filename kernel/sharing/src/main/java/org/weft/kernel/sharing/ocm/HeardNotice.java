/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import java.util.Optional;
import org.weft.kernel.sharing.ocm.OcmShareClient.Notice;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.storage.Rights;

/**
 * What was said of a share.
 *
 * @param proven whether it is proven that the site said so; else the share's secret must be shown, which only the two
 *     sites know
 */
public record HeardNotice(
        PeerHost from, String id, Notice.Kind kind, Optional<Rights> rights, boolean proven, String secret) {

    /** Never shows the secret. */
    @Override
    public String toString() {
        return kind + " of " + id + " from " + from;
    }
}
