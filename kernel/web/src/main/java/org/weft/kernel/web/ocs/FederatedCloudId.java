/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.Optional;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.InvalidArgument;

/** Addresses of people at other sites, {@code ID@HOST}. */
final class FederatedCloudId {

    private FederatedCloudId() {}

    /** Reads an address; empty when it is none. Ids may hold an {@code @} of their own. */
    static Optional<UserId> parse(String written) {
        String text = written.strip();
        int at = text.lastIndexOf('@');
        if (at < 1 || at == text.length() - 1) {
            return Optional.empty();
        }
        try {
            PeerHost host = PeerHost.parse(text.substring(at + 1));
            return Optional.of(new UserId(host.text(), host.bare(text.substring(0, at)), UserType.FEDERATED));
        } catch (InvalidArgument noHost) {
            return Optional.empty();
        }
    }

    /**
     * The receiver that a form names.
     *
     * @param provider the site, where it is said apart; else empty
     */
    static UserId required(String with, String provider) {
        return parse(provider.isEmpty() ? with : with + '@' + provider)
                .orElseThrow(() -> new HttpFailure(400, "shareWith is ID@HOST of somebody at another site"));
    }
}
