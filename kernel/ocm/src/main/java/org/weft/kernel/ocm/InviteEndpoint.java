/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weft.kernel.http.Router;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.invite.Invitations.Acceptance;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.RemotePerson;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.NotFound;

/** Another site tells that one of its users accepts an invitation from here. */
public final class InviteEndpoint {

    private static final List<String> FIELDS = List.of("recipientProvider", "token", "userID", "email", "name");
    private static final List<String> NEEDED = List.of("recipientProvider", "token", "userID");

    private final PeerNetwork network;
    private final Invitations invitations;

    public InviteEndpoint(PeerNetwork network, Invitations invitations) {
        this.network = network;
        this.invitations = invitations;
    }

    /** Takes its place in the URL space. */
    public void register(Router router) {
        network.at(router, "invite-accepted", this::accepted);
    }

    private void accepted(PeerRequest request) throws IOException {
        Map<String, String> fields = request.isForm() ? form(request) : json(request);
        PeerHost from = PeerRequest.host("recipientProvider", fields.getOrDefault("recipientProvider", ""));
        // Who speaks is judged first: what a stranger says never touches an invitation.
        network.door().admit(request, from);
        RemotePerson who = new RemotePerson(
                fields.getOrDefault("userID", ""), fields.getOrDefault("name", ""), fields.getOrDefault("email", ""));
        Acceptance acceptance;
        try {
            acceptance = invitations.accept(from, fields.getOrDefault("token", ""), who);
        } catch (NotFound unknown) {
            throw OcmRefusal.of(400, "INVITE_TOKEN_INVALID");
        } catch (AlreadyExists used) {
            throw OcmRefusal.of(409, "INVITE_ALREADY_ACCEPTED");
        }
        JsonObject body = new JsonObject();
        body.addProperty("userID", acceptance.inviter().id());
        body.addProperty("email", acceptance.inviter().mail());
        body.addProperty("name", acceptance.inviter().displayName());
        if (acceptance.again()) {
            body.addProperty("message", "INVITE_ALREADY_ACCEPTED");
        }
        request.exchange().status(acceptance.again() ? 409 : 200).header("Cache-Control", "no-store");
        request.exchange().send("application/json", StrictJson.bytes(body));
    }

    /** Mail and name may be missing: not every site knows them. */
    private static Map<String, String> json(PeerRequest request) {
        JsonObject body = request.json();
        Map<String, String> fields = new LinkedHashMap<>(PeerRequest.required(body, NEEDED));
        for (String name : FIELDS) {
            fields.putIfAbsent(name, StrictJson.text(body, name).orElse(""));
        }
        requireNonEmpty(fields);
        return fields;
    }

    private static Map<String, String> form(PeerRequest request) {
        Map<String, String> fields = request.form();
        requireNonEmpty(fields);
        return fields;
    }

    private static void requireNonEmpty(Map<String, String> fields) {
        List<OcmRefusal.Wrong> wrong = NEEDED.stream()
                .filter(name -> fields.getOrDefault(name, "").isBlank())
                .map(name -> new OcmRefusal.Wrong(name, "REQUIRED"))
                .toList();
        if (!wrong.isEmpty()) {
            throw OcmRefusal.fields(wrong);
        }
    }
}
