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
import org.weft.kernel.ocm.PeerAuthenticator.Sender;
import org.weft.kernel.sharing.peer.PeerHost;

/**
 * What other sites tell of what has happened. In the form of 1.5 the message names its sender; in older ones only the
 * signature, or the share that it is about, tells who that is.
 */
public final class NotificationEndpoint {

    private final PeerNetwork network;
    private final Map<String, Taker> takers = new LinkedHashMap<>();

    public NotificationEndpoint(PeerNetwork network) {
        this.network = network;
    }

    /** Takes one kind of notification. */
    @FunctionalInterface
    interface Taker {

        /**
         * Takes it.
         *
         * @param who establishes that a host speaks; nothing may be done before
         * @return what is answered beside the status
         */
        JsonObject take(Notice notice, Who who);
    }

    /** Establishes who speaks. */
    @FunctionalInterface
    interface Who {
        Sender admit(PeerHost host);
    }

    /**
     * A notification.
     *
     * @param type such as {@code SHARE_UNSHARED}
     * @param resourceType may be empty
     * @param providerId what it is about
     * @param sender the host that it says it is from, or that its signature's key belongs to; empty when neither tells
     * @param details what is told besides
     */
    record Notice(String type, String resourceType, String providerId, String sender, JsonObject details) {}

    /** Has one kind of notification taken. Before the server starts. */
    NotificationEndpoint on(String type, Taker taker) {
        takers.put(type, taker);
        return this;
    }

    /** Takes its place in the URL space. */
    public void register(Router router) {
        network.at(router, "notifications", this::take);
    }

    private void take(PeerRequest request) throws IOException {
        JsonObject body = request.json();
        String type = PeerRequest.required(body, List.of("notificationType")).getOrDefault("notificationType", "");
        Taker taker = takers.get(type);
        if (taker == null) {
            throw OcmRefusal.of(501, "NOTIFICATION_TYPE_NOT_SUPPORTED");
        }
        JsonObject details = StrictJson.object(body, "notification").orElseGet(JsonObject::new);
        Notice notice = new Notice(
                type,
                StrictJson.text(body, "resourceType").orElse(""),
                StrictJson.text(body, "providerId")
                        .or(() ->
                                StrictJson.object(details, "file").flatMap(file -> StrictJson.text(file, "providerId")))
                        .orElse(""),
                StrictJson.text(body, "senderDomain").orElseGet(() -> ClaimedSigner.named(request)),
                details);
        JsonObject answer = taker.take(notice, host -> network.door().admit(request, host));
        request.exchange().status(201).header("Cache-Control", "no-store");
        request.exchange().send("application/json", StrictJson.bytes(answer));
    }
}
