/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonObject;
import org.weft.kernel.sharing.invite.InviteClient;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.RemotePerson;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;

/** Says to other sites what invitations have to say. */
public final class HttpInviteClient implements InviteClient {

    private final PeerNetwork network;

    public HttpInviteClient(PeerNetwork network) {
        this.network = network;
    }

    @Override
    public RemotePerson accept(PeerHost inviter, String token, RemotePerson who) {
        Peer peer = network.peers().at(inviter);
        // Versions before 1.1 tell no capabilities, and some of them take invitations all the same.
        if (!peer.can(Capability.INVITES) && !peer.capabilities().isEmpty()) {
            throw new Unsupported(inviter + " does not take part in invitations");
        }
        JsonObject body = new JsonObject();
        body.addProperty("recipientProvider", network.host().text());
        body.addProperty("token", token);
        body.addProperty("userID", who.id());
        body.addProperty("email", who.mail());
        body.addProperty("name", who.displayName());
        PeerResponse reply = network.calls().post(peer, peer.at("invite-accepted"), body);
        String id = reply.text("userID");
        if ((reply.isGood() || reply.status() == 409) && !id.isEmpty()) {
            // A site that answers 409 with an identity repeats an answer that was lost.
            return new RemotePerson(id, reply.text("name"), reply.text("email"));
        }
        if (reply.isGood()) {
            throw new Unavailable(inviter + " took the invitation and did not tell whose it is; accept it again");
        }
        throw refusal(inviter, reply);
    }

    private static WeftException refusal(PeerHost inviter, PeerResponse reply) {
        return switch (reply.status()) {
            case 400, 404, 410 -> new NotFound("there is no such invitation at " + inviter + ", or it has expired");
            case 409 -> new AlreadyExists("the invitation has been accepted before");
            default -> reply.failure();
        };
    }

    @Override
    public void ended(PeerHost host, String own, String theirs) {
        Peer peer = network.peers().known(host);
        if (!peer.can(Capability.NOTIFICATIONS)) {
            throw new Unsupported(host + " takes no notifications");
        }
        JsonObject more = new JsonObject();
        more.addProperty("message", "the contact was removed");
        more.addProperty("recipient", theirs);
        JsonObject body = new JsonObject();
        body.addProperty("notificationType", "USER_REMOVED");
        body.addProperty("resourceType", "user");
        body.addProperty("providerId", own);
        body.addProperty("senderDomain", network.host().text());
        body.add("notification", more);
        network.calls().post(peer, peer.at("notifications"), body).good();
    }
}
