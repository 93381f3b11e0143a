/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.util.List;
import java.util.Optional;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.ocm.OutgoingShares;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.share.OcmOut;
import org.weft.spi.storage.RelPath;

/** What somebody at a site shares with people at other sites. */
record Outbox(OcmSite site, Caller caller) {

    OcmOut share(String path, List<String> words, String user, String host) {
        return share(Target.path(RelPath.parse(path)), words, user, host);
    }

    OcmOut share(Target resource, List<String> words, String user, String host) {
        return site.shares
                .sharing()
                .sent()
                .create(
                        caller,
                        new OutgoingShares.Wanted(
                                resource,
                                new UserId(host, user, UserType.FEDERATED),
                                false,
                                OcmPermissions.of(words),
                                Optional.empty(),
                                ""));
    }

    void give(OcmOut share, List<String> words) {
        site.shares
                .sharing()
                .sent()
                .update(
                        caller,
                        share.id(),
                        new OutgoingShares.Changes(Optional.of(OcmPermissions.of(words)), false, Optional.empty()));
    }

    void remove(OcmOut share) {
        site.shares.sharing().sent().remove(caller, share.id());
    }

    List<OcmOut> shares() {
        return site.sent(caller);
    }
}
