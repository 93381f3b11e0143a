/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.weft.kernel.sharing.OcmReceived;
import org.weft.spi.Caller;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.Reception;
import org.weft.spi.share.ShareState;

/** What somebody at a site received from other sites. */
record Inbox(OcmSite site, Caller caller) {

    private List<OcmReceived.Seen> seen() {
        return site.shares.received().list(caller);
    }

    List<OcmIn> shares() {
        return seen().stream().map(OcmReceived.Seen::share).toList();
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
        site.shares
                .received()
                .decide(
                        caller,
                        only().id(),
                        before -> new Reception(
                                before.share(),
                                before.user(),
                                ShareState.ACCEPTED,
                                before.hidden(),
                                before.mountPoint(),
                                before.alias(),
                                before.revision()));
    }
}
