/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.Router;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.ocm.ShareRequests;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException.NotFound;

/**
 * Requests to share something: {@code request-share} of version 1.4 for other sites, which must sign it, and helpers for front
 * ends beside Reva's, with which people here see, decide and send them.
 */
public final class ShareRequestEndpoints {

    private static final List<String> FIELDS = List.of("owner", "shareWith", "share");

    private final PeerNetwork network;
    private final ShareRequests requests;

    public ShareRequestEndpoints(PeerNetwork network, ShareRequests requests) {
        this.network = network;
        this.requests = requests;
    }

    /** Takes their places in the URL space. */
    public void register(Router router) {
        network.at(router, "request-share", this::requested);
        ScienceMeshApi.at(router, "request-share", "POST", EndpointAccess.SIGNED_IN, this::send);
        ScienceMeshApi.at(router, "list-share-requests", "GET", EndpointAccess.SIGNED_IN, this::list);
        ScienceMeshApi.at(router, "accept-share-request", "POST", EndpointAccess.SIGNED_IN, this::accept);
        ScienceMeshApi.at(router, "decline-share-request", "POST", EndpointAccess.SIGNED_IN, this::decline);
    }

    private void requested(PeerRequest request) throws IOException {
        Map<String, String> fields = PeerRequest.required(request.json(), FIELDS);
        String shareWith = fields.getOrDefault("shareWith", "");
        String owner = fields.getOrDefault("owner", "");
        PeerHost from = IncomingSharesEndpoint.host("shareWith", shareWith);
        PeerHost here = IncomingSharesEndpoint.host("owner", owner);
        if (!network.door().admit(request, from).signed()) {
            throw OcmRefusal.of(401, "SIGNATURE_REQUIRED");
        }
        if (!here.equals(network.host())) {
            throw OcmRefusal.of(404, "SHARE_NOT_FOUND");
        }
        try {
            requests.ask(
                    from,
                    IncomingSharesEndpoint.local(owner),
                    IncomingSharesEndpoint.local(shareWith),
                    fields.getOrDefault("share", ""));
        } catch (NotFound none) {
            throw OcmRefusal.of(404, "SHARE_NOT_FOUND");
        }
        request.exchange().status(201).send("application/json", StrictJson.bytes(new JsonObject()));
    }

    private JsonElement send(HttpExchange exchange) throws IOException {
        JsonObject body = ScienceMeshApi.body(exchange);
        requests.send(
                exchange.caller(), ScienceMeshApi.required(body, "owner"), ScienceMeshApi.required(body, "share"));
        return new JsonObject();
    }

    private JsonElement list(HttpExchange exchange) {
        JsonArray all = new JsonArray();
        for (ShareRequests.Waiting waiting : requests.waiting(exchange.caller())) {
            JsonObject shown = ScienceMeshApi.contact(waiting.who());
            shown.addProperty("id", waiting.id());
            shown.addProperty("name", waiting.name());
            all.add(shown);
        }
        return all;
    }

    /** With the right to read, unless the owner gives more. */
    private JsonElement accept(HttpExchange exchange) throws IOException {
        JsonObject body = ScienceMeshApi.body(exchange);
        List<String> words = StrictJson.texts(body, "permissions");
        requests.accept(
                exchange.caller(),
                ScienceMeshApi.required(body, "id"),
                OcmPermissions.of(words.isEmpty() ? List.of("read") : words));
        return new JsonObject();
    }

    private JsonElement decline(HttpExchange exchange) throws IOException {
        requests.decline(exchange.caller(), ScienceMeshApi.required(ScienceMeshApi.body(exchange), "id"));
        return new JsonObject();
    }
}
