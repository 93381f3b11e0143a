/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonObject;
import org.weft.kernel.ocm.NotificationEndpoint.Notice;
import org.weft.kernel.ocm.NotificationEndpoint.Who;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.peer.PeerHost;

/** Another site tells that a contact has ended. */
public final class ContactNotifications {

    private final Invitations invitations;

    public ContactNotifications(Invitations invitations) {
        this.invitations = invitations;
    }

    /** Takes what it understands. */
    public void listen(NotificationEndpoint notifications) {
        notifications.on("USER_REMOVED", this::removed);
    }

    /** The answer is the same whether there was such a contact or not. */
    private JsonObject removed(Notice notice, Who who) {
        if (notice.providerId().isBlank()) {
            throw OcmRefusal.field("providerId", "REQUIRED");
        }
        if (notice.sender().isEmpty()) {
            throw OcmRefusal.of(401, "SIGNATURE_REQUIRED");
        }
        PeerHost from = PeerRequest.host("senderDomain", notice.sender());
        if (!who.admit(from).signed()) {
            // Whoever knows two names could end a contact otherwise.
            throw OcmRefusal.of(401, "SIGNATURE_REQUIRED");
        }
        String recipient = StrictJson.text(notice.details(), "recipient").orElse("");
        invitations.endedBy(from, notice.providerId(), recipient);
        return new JsonObject();
    }
}
