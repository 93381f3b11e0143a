/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.spi.Caller;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareState;

/** What somebody at a site received from other sites. */
record Inbox(OcmSite site, Caller caller) {

    private List<ReceivedShares.ReceivedShare> seen() {
        return site.received(caller);
    }

    List<OcmIn> shares() {
        return seen().stream().map(seen -> (OcmIn) seen.share()).toList();
    }

    OcmIn only() {
        assertThat(shares()).hasSize(1);
        return shares().getFirst();
    }

    /** What the receiver made of the only one. */
    ShareState state() {
        only();
        return seen().getFirst().reception().state();
    }

    /** Where the only one is shown once it is accepted. */
    String place() {
        only();
        return seen().getFirst().reception().mountPoint().orElseThrow().toString();
    }

    /** Accepts the only one. */
    void accept() {
        accept(only().id());
    }

    void accept(ShareId share) {
        site.shares.sharing().received().update(caller, share, Decision.state(ShareState.ACCEPTED));
    }
}
